from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.data.reading import read_dataset
from optimizer.data.refusals import is_a_reason
from tests.cities import write_small_city

NONE = (
    "no_test",
    "No PCR result",
    "test pending",
    "no-negative-test-48h",
    "untested",
    "yellow_code",
    "red code",
    "no health code",
    "not registered",
    "no_registration",
    "hukou",
    "non-local",
    "unpaid",
    "NO_DEPOSIT",
    "payment due",
    "uninsured",
    "无核酸",
    "没有48小时核酸结果",
    "核酸检测结果未出",
    "非绿码",
    "红码患者",
    "外地户籍",
    "未登记",
    "未缴费",
    "没交押金",
    "无医保",
    "无ＰＣＲ结果",
)
REASONS = (
    "full",
    "ct_fault",
    "theatre_disinfection",
    "staff_quarantined",
    "resuscitation_in_progress",
    "pharmacy_supply",
    "positive_case_found",
    "incubators_in_use",
    "no_staff",
    "no_oxygen",
    "test_lab_on_fire",
    "code_blue_in_progress",
    "registration system down",
    "核酸检测设备故障",
    "停电",
    "医护隔离",
    "收费系统故障",
    "",
    "3",
)


@pytest.mark.parametrize("code", NONE)
def test_lack_of_something_on_paper_is_no_reason(code: str) -> None:
    assert not is_a_reason(code)


@pytest.mark.parametrize("code", REASONS)
def test_other_reasons_count(code: str) -> None:
    assert is_a_reason(code)


def test_reading_says_what_is_ignored_and_what_lacks_a_reason(tmp_path: Path) -> None:
    city = write_small_city(tmp_path / "city")
    with (city / "cannot_accept.csv").open("a", encoding="utf-8") as file:
        file.write("U07,no_test,gate,2022-03-10 08:00,\n")
    table = (city / "hospitals.csv").read_text("utf-8").replace("000001,city,direct,", "000001,city,direct,in")
    (city / "hospitals.csv").write_text(table, encoding="utf-8")
    found = {issue.code: issue for issue in read_dataset(city).issues}
    assert (found["no_reason"].row, found["no_reason"].value) == (3, "no_test")
    assert "U07" in found["no_reason"].describe("zh")
    assert (found["override_without_reason"].table, found["override_without_reason"].column) == ("hospitals", "fixed_reason")

from __future__ import annotations

import pytest

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Severity
from optimizer.data.reading import read_dataset
from tests.data.broken.cases import BROKEN_CASES, BrokenCase


@pytest.mark.parametrize("case", BROKEN_CASES, ids=lambda case: case.name)
def test_the_fault_is_named_where_it_stands(case: BrokenCase, tmp_path):
    source = case.build(tmp_path)
    with pytest.raises(BadInputError) as caught:
        read_dataset(source)
    issues = caught.value.issues
    assert all(issue.severity is Severity.FAULT for issue in issues)
    places = [(issue.code, issue.table, issue.row, issue.column) for issue in issues]
    expected = (case.code, case.table, case.row, case.column)
    assert any(
        place[0] == case.code
        and place[1] == case.table
        and place[2] in {case.row, *([] if case.row else [place[2]])}
        and place[3] in {case.column, *([] if case.column else [place[3]])}
        for place in places
    ), f"wanted {expected}, found {places}"
    for issue in issues:
        english, chinese = issue.describe("en"), issue.describe("zh")
        assert english.isprintable()
        assert chinese.isprintable()
        assert "{" not in english + chinese or "{" in issue.value
        assert english != chinese


def test_names_are_unique():
    assert len({case.name for case in BROKEN_CASES}) == len(BROKEN_CASES) >= 60


def test_personal_values_are_never_repeated(tmp_path):
    for number, case in enumerate(BROKEN_CASES):
        if case.code != "personal_data":
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.raises(BadInputError) as caught:
            read_dataset(case.build(folder))
        said = str([issue.to_dict("en") for issue in caught.value.issues])
        assert "11010519491231002X" not in said
        assert "13912345678" not in said
        assert "张三" not in said

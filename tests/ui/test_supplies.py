"""The page of supplies: what runs out first, cover by day, transfers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.core.text import LANGS, Lang
from optimizer.data.planfolder import PlanRecord, write_plan
from optimizer.data.tables.plan import SupplyRow, TransferRow
from optimizer.report.stock import stock_lines
from optimizer.report.words import item
from optimizer.ui.screens import supplies
from tests.ui.conftest import Open, words


@pytest.mark.parametrize("lang", LANGS)
def test_page_says_what_runs_out_first_and_draws_cover_by_day(open_app: Open, plan: PlanRecord, lang: Lang) -> None:
    app = open_app("supplies", lang)
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == 1
    assert len(app.dataframe[-1].value) == len(stock_lines(plan))
    app.radio(key="stock_by").set_value("hospital").run()
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == 1
    assert supplies.NOTHING_OUT.to(lang) in words(app) or any(line.runs_out for line in stock_lines(plan))


def test_what_runs_out_is_named_with_its_day_and_transfers_are_listed(
    open_app: Open, plan: PlanRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = next(one for one in plan.tables.supplies if one.date == plan.dataset.horizon.start)
    held = sum(one.on_hand for one in plan.dataset.supplies if (one.hospital_id, one.item) == (row.hospital_id, row.item))
    short = SupplyRow(hospital_id=row.hospital_id, item=row.item, date=row.date, stock=0.0, use=held + 1000, days_of_cover=0.0)
    sent = TransferRow(item="mask", from_hospital_id="H01", to_hospital_id="H02", date=row.date, quantity=50)
    rows = tuple(short if one == row else one for one in plan.tables.supplies)
    changed = replace(plan, tables=replace(plan.tables, supplies=rows, transfers=(sent,)))
    write_plan(tmp_path / "short", changed, {})
    monkeypatch.setattr("optimizer.ui.frame.known_plans", lambda: (tmp_path / "short",))
    app = open_app("supplies", "en", plan=str(tmp_path / "short"))
    assert not app.exception
    assert app.metric[2].value == "1"
    assert str(row.date) in app.warning[0].value
    assert item(row.item).en in app.warning[0].value
    assert 50 in list(app.dataframe[0].value[supplies.PIECES.en])
    assert [one.proto.label for one in app.get("download_button")] == [supplies.DOWNLOAD.en]

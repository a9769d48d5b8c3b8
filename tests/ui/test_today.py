"""The first page: what needs attention comes first, and each line leads to the page that deals with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from optimizer.core.issue import Severity
from optimizer.core.text import LANGS, Lang
from optimizer.data.planfolder import PlanRecord
from optimizer.data.tables.care import CannotAccept
from optimizer.report.summary import summarize
from optimizer.ui import alerts_texts, texts
from optimizer.ui.attention import STALE_H, Alert, alerts
from optimizer.ui.language import plain
from optimizer.ui.screens.today import PAGE_TITLES
from tests.ui.conftest import Open, words


def found(plan: PlanRecord) -> tuple[Alert, ...]:
    return alerts(plan, summarize(plan))


def with_reports(plan: PlanRecord, *hours: float | None) -> PlanRecord:
    """The plan with units that were reported so long before it begins."""
    begin = dt.datetime.combine(plan.dataset.horizon.start, dt.time())
    units = [
        replace(unit, reported_at=None if age is None else begin - dt.timedelta(hours=age))
        for unit, age in zip(plan.dataset.units, hours, strict=False)
    ]
    rest = [replace(unit, reported_at=begin) for unit in plan.dataset.units[len(hours) :]]
    return replace(plan, dataset=replace(plan.dataset, units=(*units, *rest), cannot_accept=()))


@pytest.mark.parametrize(("ages", "count"), [((), 0), ((STALE_H, 1), 0), ((STALE_H + 1, 60, 3), 2)])
def test_old_bed_reports_are_named(plan: PlanRecord, ages: tuple[float, ...], count: int) -> None:
    stale = [alert for alert in found(with_reports(plan, *ages)) if alert.text == alerts_texts.STALE]
    assert [alert.params["count"] for alert in stale] == ([count] if count else [])
    if stale:
        assert (stale[0].params["oldest"], stale[0].page) == (60, "data")


def test_missing_bed_reports_and_notices_are_named(plan: PlanRecord) -> None:
    told = with_reports(plan, None, None)
    at = dt.datetime.combine(plan.dataset.horizon.start, dt.time(8))
    notice = CannotAccept(unit_id=plan.dataset.units[0].unit_id, reason_code="power_cut", from_=at)
    said = {alert.text: alert for alert in found(replace(told, dataset=replace(told.dataset, cannot_accept=(notice,))))}
    assert said[alerts_texts.NOT_REPORTED].params == {"count": 2}
    assert (said[alerts_texts.CANNOT_ACCEPT].page, said[alerts_texts.CANNOT_ACCEPT].part) == ("routing", "refusals")


def test_the_gravest_come_first(plan: PlanRecord) -> None:
    order = ["fault", "warning", "note"]
    ranks = [order.index(alert.severity) for alert in found(plan)]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("lang", LANGS)
def test_every_line_leads_to_its_page(open_app: Open, plan: PlanRecord, lang: Lang) -> None:
    app = open_app("today", lang)
    assert not app.exception
    expected = found(plan)
    assert expected
    said = words(app)
    assert all(plain(alert.text.to(lang, **alert.params)) in said for alert in expected)
    number = next(number for number, alert in enumerate(expected) if alert.page == "supplies")
    app.button(key=f"today_alert_{number}").click().run()
    assert not app.exception
    assert f"## {texts.SUPPLIES.to(lang)}" in [element.value for element in app.markdown]


def test_pages_have_titles(plan: PlanRecord) -> None:
    assert {alert.page for alert in found(plan)} <= set(PAGE_TITLES)


def test_late_life_threatened_are_shown_alone(open_app: Open, plan: PlanRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    late = Alert(Severity.FAULT, alerts_texts.URGENT_LATE, {"count": 1, "minutes": 5}, "routing", "placed")
    monkeypatch.setattr("optimizer.ui.attention.alerts", lambda *_: (late,))
    app = open_app("today", "en").button(key="today_alert_0").click().run()
    assert not app.exception
    assert set(app.dataframe[0].value[texts.URGENCY.en]) == {"Ⅰ"}

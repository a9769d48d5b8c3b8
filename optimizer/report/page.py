"""report.html: one file, both languages, nothing loaded from anywhere."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import optimizer
from optimizer.core.issue import Issue
from optimizer.core.text import DISCLAIMER, Lang, Text
from optimizer.data.planfolder import PlanRecord
from optimizer.report.summary import ServiceUse, Summary, summarize
from optimizer.report.svg.city import city_map
from optimizer.report.svg.gantt import rotation_chart
from optimizer.report.views import care, goods, occupancy, patients, people, record
from optimizer.report.views import teams as team_views
from optimizer.report.views.changes import by_reason, changes
from optimizer.report.views.crossing import crossing
from optimizer.report.views.fairness import fairness
from optimizer.report.views.forecast import LEVELS, forecasts
from optimizer.report.views.geography import geography
from optimizer.report.views.headline import headline
from optimizer.report.views.needs import ABOUT, needs
from optimizer.report.views.overrides import overrides
from optimizer.report.views.reach import unreached
from optimizer.report.words import KIND_LETTER, Names, both, capability, label, number, say, short_date, weekday

_TITLE = Text("Epidemic hospital plan", "疫情期间医疗救治方案")
_SECTIONS = (
    ("now", Text("Now", "要点")),
    ("where", Text("Where", "分布")),
    ("unplaced", Text("Not yet placed", "待落实")),
    ("changes", Text("Changes", "变动")),
    ("designation", Text("Designation", "定点")),
    ("occupancy", Text("Occupancy", "使用率")),
    ("teams", Text("Teams", "梯队")),
    ("rota", Text("Rota", "排班")),
    ("supplies", Text("Supplies", "物资")),
    ("placed", Text("Placements", "安排")),
    ("fairness", Text("Fairness", "公平性")),
    ("overrides", Text("By hand", "人工干预")),
    ("goals", Text("Goals", "目标")),
    ("issues", Text("Warnings", "警告")),
    ("sources", Text("Sources", "来源")),
)


def page(plan: PlanRecord, lang: Lang) -> bytes:
    """Return the report, opened in `lang`; nothing in it depends on the clock."""
    environment = Environment(
        loader=PackageLoader("optimizer.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(_helpers(environment))
    summary = summarize(plan)
    shown = _context(plan, summary)
    full = {"now", "where", "unplaced", "goals", "issues", "sources"} | {key for key, there in _present(shown).items() if there}
    sections = tuple(section for section in _SECTIONS if section[0] in full)
    html = environment.get_template("report.html.j2").render(shown, lang=lang, sections=sections)
    return html.encode()


def _helpers(environment: Environment) -> dict[str, Any]:
    def told(issue: Issue) -> Markup:
        return say(Text(issue.describe("en"), issue.describe("zh")))

    def service_name(use: ServiceUse) -> Text:
        return Text(use.name_en, use.name_zh)

    def t(en: str, zh: str) -> Markup:
        return say(Text(en, zh))

    return {
        **{"t": t, "say": say, "both": both, "label": label, "number": number, "short_date": short_date, "weekday": weekday},
        "told": told,
        "service_name": service_name,
        "letter": KIND_LETTER,
        "capability": capability,
        "needs_about": ABOUT,
        "forecast_levels": LEVELS,
        "severity": record.SEVERITIES,
        # our own files, not input: they stand in the page as they are
        "css": Markup(_source(environment, "report.css")),
        "script": Markup(_source(environment, "report.js")),
    }


def _source(environment: Environment, name: str) -> str:
    if environment.loader is None:
        return ""
    return environment.loader.get_source(environment, name)[0]


def _context(plan: PlanRecord, summary: Summary) -> dict[str, Any]:
    horizon, names = plan.dataset.horizon, Names(plan.dataset)
    geo = geography(plan)
    ward_names = {ward.ward_id: names.ward(ward.ward_id) for ward in plan.dataset.wards}
    return {
        "title": _TITLE,
        "disclaimer": DISCLAIMER,
        "version": optimizer.__version__,
        "name": plan.dataset.name,
        "start": horizon.start,
        "last": horizon.last,
        "days": tuple(horizon),
        "illustrative": summary.illustrative,
        "summary": summary,
        "planned_routing": any(step.step == "routing" for step in plan.steps),
        "head": headline(plan, summary),
        "map": city_map(geo, summary.illustrative),
        "attribution": geo.attribution,
        "hospitals": geo.hospitals,
        "crosstab": patients.by_district(plan),
        "unplaced": patients.unplaced(plan),
        "fairness": fairness(plan),
        "overrides": overrides(plan),
        "changes": changes(plan),
        "change_reasons": by_reason(plan),
        "designation": care.designation(plan),
        "conversions": care.conversions(plan),
        "reach": unreached(plan),
        "needs": needs(plan),
        "forecasts": forecasts(plan),
        "designation_fill": plan.dataset.scenario.policy.designation_fill,
        "blocks": occupancy.occupancy(plan),
        "crossing": crossing(plan),
        "gantt": rotation_chart(plan.tables.rotation, ward_names, horizon.start, horizon.last, summary.illustrative),
        "teams": people.teams(plan),
        "draws": team_views.draws(plan),
        "rotation_changes": team_views.rotation_changes(plan),
        "rotas": people.rotas(plan),
        "shifts": people.shift_legend(plan),
        "rota_changes": people.changes_in_force(plan),
        "cover": goods.days_of_cover(plan),
        "transfers": goods.transfers(plan),
        "placed": patients.placed(plan),
        "steps": record.steps(plan),
        "issues": record.sorted_issues(plan),
        "sources": record.sources(plan),
    }


def _present(shown: dict[str, Any]) -> dict[str, bool]:
    return {
        "changes": bool(shown["changes"]),
        "designation": bool(shown["designation"].rows),
        "occupancy": bool(shown["blocks"]),
        "teams": bool(shown["teams"] or shown["gantt"]),
        "rota": bool(shown["rotas"]),
        "supplies": bool(shown["cover"].rows),
        "placed": bool(shown["placed"]),
        "fairness": bool(shown["fairness"]),
        "overrides": bool(shown["overrides"]),
    }

"""Rows of a plan as tables in one language: joined with names, with headers from the schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import pandas as pd
from babel.dates import get_day_names

from optimizer.core.rulebook import MOVE_REASONS, UNPLACED_REASONS
from optimizer.core.text import Lang, Text
from optimizer.data.schema import INPUT_TABLES, PLAN_TABLES
from optimizer.data.tables.care import Unit
from optimizer.data.tables.plan import PlacementRow
from optimizer.data.vocabulary import LABELS
from optimizer.planning.needs import STEP_TITLES
from optimizer.planning.whatif.comparison import MOVES, Moved, counts_of
from optimizer.report.words import URGENCY, vehicle
from optimizer.ui import texts
from optimizer.ui.case_names import case
from optimizer.ui.plans import PlanView

BEFORE = Text("before", "调整前")
AFTER = Text("after", "调整后")


def header(table: str, column: str, lang: Lang) -> str:
    """Return the header of a column of the schema: its Chinese name, or its English name in words."""
    spec = next(item for item in {**INPUT_TABLES, **PLAN_TABLES}[table].columns if item.name == column)
    return spec.zh if lang == "zh" else _words(spec.name)


def _words(name: str) -> str:
    text = name.removesuffix("_id").replace("_", " ").replace(" min", " (min)" if name.endswith("_min") else " min")
    return text[:1].upper() + text[1:]


def unit_title(view: PlanView, unit: Unit, lang: Lang, places: str = "") -> str:
    """Return a unit as it is called in a list: hospital, service, ward kind, its places where wanted, and its id."""
    home, care = view.names.hospital(unit.hospital_id).to(lang), view.names.service(unit.service_id).to(lang)
    return f"{home} · {care} · {LABELS[unit.ward_kind].to(lang)}{places} · {unit.unit_id}"


def frame(columns: Sequence[Text | str], rows: Iterable[Sequence[object]], lang: Lang) -> pd.DataFrame:
    """Return a table with translated headers; it keeps them when it has no rows."""
    names = [column.to(lang) if isinstance(column, Text) else column for column in columns]
    return pd.DataFrame([tuple(row) for row in rows], columns=pd.Index(names))


def placements(view: PlanView, rows: Iterable[PlacementRow], lang: Lang) -> pd.DataFrame:
    """Return placements with who the patient is and where the unit belongs."""
    data = view.record.dataset
    columns: tuple[Text | str, ...] = (
        texts.PATIENT,
        texts.URGENCY,
        header("patients", "health_code", lang),
        header("patients", "infection_status", lang),
        texts.SERVICE,
        texts.HOSPITAL,
        texts.UNIT,
        texts.WARD_KIND,
        *(header("placements", name, lang) for name in ("from", "to", "wait_days", "travel_min", "vehicle_kind", "move_reason")),
    )
    kinds = {(row.unit_id, row.date): row.ward_kind for row in view.record.tables.capacity}
    lines = []
    for row in rows:
        patient, unit = data.patient[row.patient_id], data.unit[row.unit_id]
        kind = kinds.get((row.unit_id, row.from_), unit.ward_kind)
        lines.append(
            (
                row.patient_id,
                URGENCY[patient.urgency],
                LABELS[patient.health_code].to(lang),
                LABELS[patient.infection_status].to(lang),
                view.names.service(patient.service_id).to(lang),
                view.names.hospital(unit.hospital_id).to(lang),
                row.unit_id,
                LABELS[kind].to(lang),
                row.from_.isoformat(),
                row.to.isoformat(),
                row.wait_days,
                row.travel_min,
                vehicle(row.vehicle_kind).to(lang),
                MOVE_REASONS.get(row.move_reason, Text(row.move_reason, row.move_reason)).to(lang),
            )
        )
    return frame(columns, lines, lang)


def unplaced(view: PlanView, lang: Lang) -> pd.DataFrame:
    """Return the patients not yet placed, with the reason, most urgent first."""
    data = view.record.dataset
    columns = (
        texts.PATIENT,
        texts.URGENCY,
        texts.SERVICE,
        header("patients", "ready_at", lang),
        texts.REASON,
        header("unplaced", "detail", lang),
    )
    rows = sorted(view.record.tables.unplaced, key=lambda row: (data.patient[row.patient_id].urgency, row.patient_id))
    lines = [
        (
            row.patient_id,
            URGENCY[data.patient[row.patient_id].urgency],
            view.names.service(data.patient[row.patient_id].service_id).to(lang),
            data.patient[row.patient_id].ready_at.isoformat(" ", "minutes"),
            UNPLACED_REASONS.get(row.reason_code, Text(row.reason_code, row.reason_code)).to(lang),
            row.detail,
        )
        for row in rows
    ]
    return frame(columns, lines, lang)


def designation(view: PlanView, lang: Lang) -> pd.DataFrame:
    """Return designated hospitals against services; a cell names the ward kinds."""
    cells: dict[str, dict[str, list[str]]] = {}
    for row in view.record.tables.designation:
        hospital, service = view.names.hospital(row.hospital_id).to(lang), view.names.service(row.service_id).to(lang)
        cells.setdefault(hospital, {}).setdefault(service, []).append(LABELS[row.ward_kind].to(lang))
    used = {service for line in cells.values() for service in line}
    services = [
        name for name in (view.names.service(row.service_id).to(lang) for row in view.record.dataset.services) if name in used
    ]
    lines = [(hospital, *("; ".join(sorted(line.get(service, ()))) for service in services)) for hospital, line in cells.items()]
    return frame((texts.HOSPITAL, *services), lines, lang)


def said_moves(moved: Sequence[Moved], lang: Lang) -> str:
    """Return how many move by the kind of change, for markdown."""
    return "　".join(f"{MOVES[kind].to(lang)} **{count}**" for kind, count in counts_of(moved).items() if count)


def moves(before: PlanView, after: PlanView, moved: Iterable[Moved], lang: Lang) -> pd.DataFrame:
    """Return the patients who moved, with where they were and are."""

    def place(view: PlanView, row: PlacementRow | None) -> tuple[str, str, str]:
        if row is None:
            return ("–", "–", "–")
        hospital_id = view.record.dataset.unit[row.unit_id].hospital_id
        return (view.names.hospital(hospital_id).to(lang), row.unit_id, row.from_.isoformat())

    whens = [f"{column.to(lang)} · {when.to(lang)}" for when in (BEFORE, AFTER) for column in (texts.HOSPITAL, texts.UNIT, _FROM)]
    data = after.record.dataset
    lines = [
        (
            case(move.patient_id),
            URGENCY[data.patient[move.patient_id].urgency],
            MOVES[move.kind].to(lang),
            *place(before, move.before),
            *place(after, move.after),
        )
        for move in moved
    ]
    return frame((texts.PATIENT, texts.URGENCY, _CHANGE, *whens), lines, lang)


def day_title(date: dt.date, lang: Lang) -> str:
    """Return ``03-18 Fr`` or ``03-18 五``."""
    day = get_day_names("narrow" if lang == "zh" else "short", locale=lang)[date.weekday()]
    return f"{date:%m-%d} {day}"


def step_title(step: str, lang: Lang) -> str:
    """Return a step's title to stand in a table; an unknown step is its own name."""
    text = STEP_TITLES[step].to(lang) if step in STEP_TITLES else step
    return text[:1].upper() + text[1:]


def number(value: float | None, digits: int = 3) -> float | None:
    """Return a figure with at most so many decimals; None stays an empty cell."""
    return None if value is None else round(float(value), digits)


_FROM = Text("from", "起")
_CHANGE = Text("Change", "变化")

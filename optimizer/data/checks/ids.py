"""Ids: unique where they are defined, known where they are used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.columns import Column, Kind, attribute
from optimizer.data.complaint import did_you_mean, fault, warning
from optimizer.data.reading.draft import Draft
from optimizer.data.schema import INPUT_TABLES
from optimizer.data.travel.minutes import POINT_ID

_LISTED = ("hospitals.hospital_id", "units.unit_id", "wards.ward_id", "shift_types.shift_type_id")


def check_unique_keys(draft: Draft) -> Iterator[Issue]:
    """Check that no two rows of a table have the same key."""
    for table in draft.tables:
        spec = INPUT_TABLES[table]
        names = [attribute(name) for name in spec.key]
        first: dict[tuple[object, ...], int] = {}
        for row, line in draft.lines(table):
            key = tuple(getattr(line, name) for name in names)
            if key in first:
                message = Text("The same {columns} stand in row {first} already.", "与第 {first} 行的 {columns} 重复。")
                fix = Text("Delete one row, or correct it.", "请删除或更正其中一行。")
                shown = ", ".join(str(part) for part in key if part is not None)
                columns = ", ".join(spec.key)
                yield fault(
                    "duplicate_key",
                    message,
                    fix,
                    table=table,
                    row=row,
                    column=spec.key[0],
                    value=shown,
                    columns=columns,
                    first=first[key],
                )
            else:
                first[key] = row


def check_references(draft: Draft) -> Iterator[Issue]:
    """Check that every id that refers to another table stands in that table, when the table was given."""
    for table in draft.tables:
        for column in INPUT_TABLES[table].columns:
            if column.refers_to:
                yield from _references_of(draft, table, column)


def check_travel_from(draft: Draft) -> Iterator[Issue]:
    """Check that a travel time starts at an origin, a hospital or a point."""
    if not (draft.judges("origins") and draft.judges("hospitals")):
        return
    known = draft.ids("origins.origin_id") | draft.ids("hospitals.hospital_id")
    for row, line in draft.lines("travel_times"):
        if line.from_id not in known and not POINT_ID.fullmatch(line.from_id):
            yield _unknown("travel_times", row, "from_id", line.from_id, "origins", known)


def check_requested_shifts(draft: Draft) -> Iterator[Issue]:
    """Check that a request names a shift type, or off."""
    if not draft.judges("shift_types"):
        return
    known = draft.ids("shift_types.shift_type_id")
    for row, line in draft.lines("requests"):
        if line.shift_type != "off" and line.shift_type not in known:
            yield _unknown("requests", row, "shift_type", line.shift_type, "shift_types", known | {"off"})


def check_words_in_use(draft: Draft) -> Iterator[Issue]:
    """Check that a skill or grade asked for is one that somebody has (a warning: it is short of cover, not wrong)."""
    if not draft.judges("staff"):
        return
    skills = {skill for _, member in draft.lines("staff") for skill in member.skills}
    grades = {member.grade for _, member in draft.lines("staff")}
    rows = [line for _, line in draft.lines("stand_ins")]
    countable = skills | grades | {line.skill for line in rows if line.stand_in in skills | grades}
    asked = [("ward_cover", row, "skill", line.skill) for row, line in draft.lines("ward_cover") if line.skill]
    asked += [("stand_ins", row, "stand_in", line.stand_in) for row, line in draft.lines("stand_ins")]
    yield from (_nobody_has(*one, countable) for one in asked if one[-1] not in countable)
    asked = [("teams_wanted", row, "skill_min", name) for row, line in draft.lines("teams_wanted") for name, _ in line.skill_min]
    yield from (_nobody_has(*one, skills) for one in asked if one[-1] not in skills)
    for row, line in draft.lines("teams_wanted"):
        for grade in (name for name, _ in line.grade_min if name not in grades):
            message = Text("Nobody has this grade. {guess}", "没有人员为该职级。{guess}")
            guess = did_you_mean(grade, grades)
            yield warning("unknown_grade", message, table="teams_wanted", row=row, column="grade_min", value=grade, guess=guess)


def _nobody_has(table: str, row: int, column: str, skill: str, known: set[str]) -> Issue:
    message = Text("Nobody has this skill. {guess}", "没有人员具备该技能。{guess}")
    guess = did_you_mean(skill, known - {""})
    return warning("unknown_skill", message, table=table, row=row, column=column, value=skill, guess=guess)


def check_listable_ids(draft: Draft) -> Iterator[Issue]:
    """Check that ids that lists name hold none of the marks that separate a list."""
    for reference in _LISTED:
        table, column = reference.split(".")
        for row, line in draft.lines(table):
            value = getattr(line, column)
            if re.search("[;、,=]", value):
                message = Text("An id must not hold ; , 、 or =.", "编号不得含 ; , 、 或 =。")
                yield fault(
                    "separator_in_id",
                    message,
                    Text("Use another id.", "请改用其他编号。"),
                    table=table,
                    row=row,
                    column=column,
                    value=value,
                )


def _references_of(draft: Draft, table: str, column: Column) -> Iterator[Issue]:
    meant = column.refers_to.split(".")[0]
    known = draft.ids(column.refers_to)
    if not draft.judges(meant):
        used = any(getattr(line, attribute(column.name)) for _, line in draft.lines(table))
        if used and meant not in draft.given:
            message = Text(
                "The table {table_meant} is not there, so these ids could not be checked.",
                "缺少表 {table_meant}，无法核对这些编号。",
            )
            yield warning("reference_table_missing", message, table=table, column=column.name, table_meant=meant)
        return
    for row, line in draft.lines(table):
        for value in _values(getattr(line, attribute(column.name)), column):
            if value not in known:
                yield _unknown(table, row, column.name, value, meant, known)


def _values(value: object, column: Column) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(entry[0] if column.kind is Kind.COUNTS else entry for entry in value)
    return () if value in {None, ""} else (str(value),)


def _unknown(table: str, row: int, column: str, value: str, meant: str, known: frozenset[str]) -> Issue:
    wanted = Text(INPUT_TABLES[meant].title.en.lower(), f"“{INPUT_TABLES[meant].title.zh}”表")
    return fault(
        "unknown_reference",
        Text("There is no such id in the table {table_meant} ({wanted}). {guess}", "{wanted}中没有该编号。{guess}"),
        Text("Correct the id, or add it there.", "请更正编号，或在该表中补充。"),
        table=table,
        row=row,
        column=column,
        value=value,
        table_meant=meant,
        wanted=wanted,
        guess=did_you_mean(value, known) if len(known) <= 500 else Text("", ""),
    )

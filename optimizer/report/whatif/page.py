"""A what-if as a page and as tables: what was changed, who gains, who waits, what it costs, and which change does it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimizer.core.goals import GOALS
from optimizer.core.text import NOTHING, Lang, Text
from optimizer.data.canonical import table_csv
from optimizer.data.tables.whatif import CHANGES as CHANGES_TABLE
from optimizer.data.tables.whatif import GOALS as GOALS_TABLE
from optimizer.data.tables.whatif import MOVES as MOVES_TABLE
from optimizer.data.tables.whatif import WhatIfChangeRow, WhatIfGoalRow, WhatIfMoveRow
from optimizer.planning.needs import STEP_TITLES
from optimizer.planning.whatif.change import titles
from optimizer.planning.whatif.comparison import (
    DUST,
    MOVES,
    Care,
    Moved,
    Pair,
    by_hospital,
    by_service,
    goal_pairs,
    moved_patients,
)
from optimizer.planning.whatif.run import WhatIf
from optimizer.report.papers.content import Block, Cell, Column, Grid, Heading, Paragraph
from optimizer.report.papers.phrases import HOSPITAL
from optimizer.report.study.page import Picture, study_page
from optimizer.report.summary import summarize
from optimizer.report.whatif.figures import AFTER, BEFORE, BETTER, CHANGE, FIGURES, JUDGEMENT, NOBODY, WORSE, figure_pairs
from optimizer.report.whatif.waterfall import Steps, waterfall
from optimizer.report.words import Names, number

TITLE = Text("What if", "情景推演")
CONTRIBUTIONS = Text("What each change contributes", "各项变更的影响")
_MOST_MOVES = 200
DIGITS = 2
_NOTE = Text(
    "The plan after keeps the plan before as far as it still can: nobody is moved and no shift changed without need. It passed "
    "the same independent check. It was solved with the limits of somebody who waits; a plan made anew may be better.",
    "调整后方案在可能范围内保持调整前方案不变，非必要不移动患者、不改班次，并通过同样的独立核验。"
    "推演采用快速求解限制，重新规划可能更优。",
)
_IN_ORDER = Text(
    "Each change stands on those before it; in another order their shares may differ. Numbers are those of the list above.",
    "各项变更依次叠加；次序不同，各项份额可能不同。编号同上列。",
)


def page(found: WhatIf, lang: Lang) -> bytes:
    """Return the page, opened in `lang`."""
    called = titles(found.before.dataset)
    blocks: list[Block | Picture] = [Paragraph(_NOTE, note=True), Heading(Text("What was changed", "变更内容"))]
    blocks += [Paragraph(_said(at, one.describe(called), one.reason)) for at, one in enumerate(found.changes, 1)]
    blocks += [Heading(Text("Key figures", "主要指标")), figures_grid(found)]
    if len(found.stages) > 1:
        falls = list(_falls(found))
        blocks += [Heading(CONTRIBUTIONS), Paragraph(_IN_ORDER, note=True)]
        picture = waterfall(falls, [change.describe(called) for change in found.changes], found.after.dataset.illustrative)
        blocks += [Picture(picture)] if falls else [Paragraph(Text("No key figure changed.", "主要指标均无变化。"))]
    blocks += [Heading(Text("Services", "各救治类别")), services_grid(found)]
    blocks += [Heading(Text("Hospitals whose patients become more or fewer", "收治人数有变的机构")), hospitals_grid(found)]
    blocks += [Heading(Text("Goals", "各项目标")), goals_grid(found)]
    moved = moved_patients(found.before, found.after)
    blocks += [Heading(Text(f"Patients who moved ({len(moved)})", f"变动患者（{len(moved)}）"))]
    blocks += [moves_grid(found, moved[:_MOST_MOVES])] if moved else [Paragraph(NOBODY)]
    return study_page(TITLE, blocks, found.after.dataset, lang)


def tables(found: WhatIf) -> dict[str, bytes]:
    """Return the changes, goals and moves as CSV."""
    rows = [WhatIfChangeRow(number=at, change=one.word, reason=one.reason) for at, one in enumerate(found.changes, 1)]
    stages = [{(step.step, term.name): term.value for step in one.steps for term in step.terms} for one in found.stages]
    goals = [
        WhatIfGoalRow(
            step=step,
            goal=pair.name,
            before=pair.before,
            after=pair.after,
            stages=tuple(str(stage.get((step, pair.name), "")) for stage in stages),
        )
        for step, pair in goal_pairs(found.before, found.after)
    ]
    moves = [_move_row(one) for one in moved_patients(found.before, found.after)]
    return {
        "whatif_changes.csv": table_csv(CHANGES_TABLE, rows, bom=True),
        "whatif_goals.csv": table_csv(GOALS_TABLE, goals, bom=True),
        "whatif_moves.csv": table_csv(MOVES_TABLE, moves, bom=True),
    }


def figures_grid(found: WhatIf) -> Grid:
    """Return the key figures before and after."""
    pairs = figure_pairs(summarize(found.before), summarize(found.after))
    return Grid((Column(Text("Figure", "指标")), *_SIDES), tuple((FIGURES[pair.name], *_cells(pair)) for pair in pairs))


def goals_grid(found: WhatIf) -> Grid:
    """Return the goals that changed, in the order of the chain."""
    pairs = [(step, pair) for step, pair in goal_pairs(found.before, found.after) if pair.better is not None]
    columns = (Column(Text("Step", "步骤")), Column(Text("Goal", "目标")), Column(Text("Unit", "计量单位")), *_SIDES)
    rows = [(STEP_TITLES[step], GOALS[pair.name].title, GOALS[pair.name].unit, *_cells(pair)) for step, pair in pairs]
    return Grid(columns, tuple(rows))


def services_grid(found: WhatIf) -> Grid:
    """Return who gains and who waits, service by service."""
    names, before, after = Names(found.after.dataset), by_service(found.before), by_service(found.after)
    nobody = Care(0, 0, None, None)
    titles = (
        Text("Patients", "患者数"),
        Text("Not yet placed", "待落实"),
        Text("Mean trip (min)", "平均路程（分钟）"),
        Text("Mean wait (days)", "平均等待（天）"),
    )
    rows: list[tuple[Cell, ...]] = []
    for service_id in dict.fromkeys((*before, *after)):
        was, now = before.get(service_id, nobody), after.get(service_id, nobody)
        figures = (
            (was.patients, now.patients),
            (was.patients - was.placed, now.patients - now.placed),
            (was.mean_trip_min, now.mean_trip_min),
            (was.mean_wait_days, now.mean_wait_days),
        )
        rows.append((names.service(service_id), *(_arrow(one, other) for one, other in figures)))
    return Grid((Column(Text("Service", "救治类别")), *(Column(title, figures=True) for title in titles)), tuple(rows))


def hospitals_grid(found: WhatIf) -> Grid:
    """Return the hospitals with more or fewer patients, those that change most first."""
    names, before, after = Names(found.after.dataset), by_hospital(found.before), by_hospital(found.after)
    pairs = [Pair(name, before.get(name, 0), after.get(name, 0)) for name in dict.fromkeys((*before, *after))]
    changed = sorted((pair for pair in pairs if pair.change), key=lambda pair: (-abs(pair.change or 0), pair.name))
    rows = [(names.hospital(pair.name), number(pair.before), number(pair.after), _signed(pair.change)) for pair in changed]
    return Grid((Column(HOSPITAL), *_SIDES[:3]), tuple(rows))


def moves_grid(found: WhatIf, moved: Sequence[Moved]) -> Grid:
    """Return who moves, gravest first."""
    columns = (
        Column(Text("Case number", "病例编号")),
        Column(Text("Change", "变动类型")),
        Column(BEFORE),
        Column(AFTER),
    )
    rows = [(one.patient_id, MOVES[one.kind], _where(one, before=True), _where(one, before=False)) for one in moved]
    return Grid(columns, tuple(rows))


def _falls(found: WhatIf) -> Iterator[Steps]:
    """Yield the key figures that changed at any stage."""
    summaries = [summarize(record) for record in (found.before, *found.stages)]
    for pair in figure_pairs(summaries[0], summaries[-1]):
        values = [getattr(one, pair.name) for one in summaries]
        if all(value is not None for value in values) and len(set(values)) > 1:
            yield Steps(FIGURES[pair.name], tuple(map(float, values)), pair.less)


def _cells(pair: Pair) -> tuple[Cell, ...]:
    word = NOTHING if pair.better is None else BETTER if pair.better else WORSE
    return number(pair.before, DIGITS), number(pair.after, DIGITS), _signed(pair.change), word


def _signed(change: float | None) -> str:
    return "" if not change or abs(change) < DUST else f"{'+' if change > 0 else '−'}{number(abs(change), DIGITS)}"


def _arrow(was: float | None, now: float | None) -> str:
    return number(now, DIGITS) if was == now else f"{number(was, DIGITS)} → {number(now, DIGITS)}"


def _said(place: int, what: Text, reason: str) -> Text:
    why = Text(f" ({reason})", f"（{reason}）") if reason else NOTHING
    return Text(f"{place}. {what.en}{why.en}", f"{place}. {what.zh}{why.zh}")


def _where(one: Moved, *, before: bool) -> str:
    row = one.before if before else one.after
    return "–" if row is None else f"{row.unit_id} {row.from_:%m-%d}"


def _move_row(one: Moved) -> WhatIfMoveRow:
    was, now = one.before, one.after
    return WhatIfMoveRow(
        patient_id=one.patient_id,
        kind=str(one.kind),
        from_unit_id="" if was is None else was.unit_id,
        from_date=None if was is None else was.from_,
        to_unit_id="" if now is None else now.unit_id,
        to_date=None if now is None else now.from_,
    )


_SIDES = (Column(BEFORE, figures=True), Column(AFTER, figures=True), Column(CHANGE, figures=True), Column(JUDGEMENT))

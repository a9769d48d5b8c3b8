"""Posts staffed by groups, derived a second time: where a group is, whether it counts, and who is not with it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from optimizer.core.issue import Issue
from optimizer.data.tables.plan import RotaRow
from optimizer.data.vocabulary import CoverPer
from optimizer.verify.context import Plan
from optimizer.verify.finding import Line
from optimizer.verify.pools import available
from optimizer.verify.rota import at


@dataclass(frozen=True)
class Duty:
    """A group on a day: its rows, those of them in the place where most are, and how many people of it are available."""

    rows: Sequence[Line[RotaRow]]
    there: Sequence[Line[RotaRow]]
    available: int

    @property
    def counts(self) -> bool:
        """Whether it counts for cover: more than half of those available are in its place."""
        return 2 * len(self.there) > self.available


def group_wards(plan: Plan) -> frozenset[str]:
    """Return the places whose cover is in groups."""
    return frozenset(row.ward_id for row in plan.dataset.ward_cover if row.per is CoverPer.GROUP)


def groups(plan: Plan) -> dict[str, str]:
    """Return the group of everybody on whom a place draws by groups; who has none is one alone."""
    return plan.memo("groups", _groups)


def _groups(plan: Plan) -> dict[str, str]:
    drawn = {(plan.pools.hospital_of.get(row.ward_id), row.role) for row in plan.dataset.ward_cover if row.per is CoverPer.GROUP}
    return {
        person.staff_id: f"{person.hospital_id} {person.role} {person.group_id or '- ' + person.staff_id}"
        for person in plan.dataset.staff
        if (person.hospital_id, person.role) in drawn
    }


def duties(plan: Plan) -> list[Duty]:
    """Return every group on every day that any of it works."""
    return plan.memo("group_duties", _duties)


def _duties(plan: Plan) -> list[Duty]:
    of, wards = groups(plan), group_wards(plan)
    members: dict[str, list[str]] = defaultdict(list)
    for who, group in of.items():
        members[group].append(who)
    days: dict[tuple[str, int], list[Line[RotaRow]]] = defaultdict(list)
    for line in plan.rota:
        if line.row.ward_id in wards and line.row.staff_id in of and line.row.date in plan.dataset.horizon:
            days[of[line.row.staff_id], plan.dataset.horizon.day(line.row.date)].append(line)
    found = []
    for (group, day), rows in days.items():
        counts = Counter((line.row.shift_type_id, line.row.ward_id) for line in rows)
        best = min(counts, key=lambda place: (-counts[place], place))
        there = [line for line in rows if (line.row.shift_type_id, line.row.ward_id) == best]
        date = plan.dataset.horizon.date(day)
        found.append(Duty(rows, there, sum(available(plan.member(who), date) for who in members[group])))
    return found


def heads(plan: Plan) -> Iterator[RotaRow]:
    """Yield the rows that count for cover: one of every group that counts, every row of people outside groups."""
    of, wards = groups(plan), group_wards(plan)
    for _, row in plan.rota:
        if row.ward_id not in wards or row.staff_id not in of:
            yield row
    for duty in duties(plan):
        if duty.counts:
            yield duty.there[0].row


def group_apart(plan: Plan) -> float:
    """Σ over groups and days with anybody at work of the people available who are not where most of the group are."""
    return float(sum(max(0, duty.available - len(duty.there)) for duty in duties(plan)))


def check_group_together(plan: Plan) -> Iterator[Issue]:
    """Require that all of a group who work on a day are in one place, those who asked for the shift they have aside."""
    asked = {(wish.staff_id, wish.date, wish.shift_type) for wish in plan.dataset.requests}
    for duty in duties(plan):
        place = duty.there[0].row
        for line in duty.rows:
            row = line.row
            if (row.shift_type_id, row.ward_id) == (place.shift_type_id, place.ward_id):
                continue
            if (row.staff_id, row.date, row.shift_type_id) not in asked:
                said = f"the group is in {place.ward_id}, {place.shift_type_id}"
                yield at("group_together", line, "ward_id", said, f"本组在 {place.ward_id} {place.shift_type_id}")

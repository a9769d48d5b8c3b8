"""What a ward wants to know of somebody who may take a shift: hours, nights, rest, requests, skills, where they are at home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from optimizer.core.text import Lang, Text
from optimizer.rota.desk.book import Moves, RotaDesk
from optimizer.rota.desk.obstacles import hours
from optimizer.rota.entities import DAY_MIN, OFF
from optimizer.rota.rules import minutes_in, weekends_in, worked
from optimizer.rota.solution import in_unit

_HOURS = Text("{now} h this period (before {before}){most}", "本周期 {now} 小时（原 {before}）{most}")
_MOST = Text(", at most {most}", "，上限 {most}")
_NIGHTS = Text("{now} nights (before {before}; others {low} to {high})", "夜班 {now} 个（原 {before}；他人 {low} 至 {high}）")
_REST = Text(
    "rest {before} h before, {after} h after, at least {least}", "班前休息 {before} 小时、班后 {after} 小时，至少 {least}"
)
_OPEN = Text("over {day}", "超过 {day}")
_FREE = Text("on a day off", "当日休息")
_HOME = Text("works in {ward} on {count} other days", "另有 {count} 天在 {ward} 上班")
_AWAY = Text("works in {ward} on no other day", "其他日子不在 {ward} 上班")
_ASKED = Text("asked for this shift", "申请了该班")
_ASKED_OFF = Text("asked for {shift} that day (weight {weight})", "当日申请：{shift}（权重 {weight}）")
_BRINGS = Text("brings {skills}", "具备 {skills}")
_LACKS = Text("lacks {skills}", "缺 {skills}")
_OFF_WORD = Text("a day off", "休息")
_STANDBY = Text("on standby in the team: to be called first", "队内待命：应先通知")
_ON_CALL = Text("on call that day: to be called first", "当日备班：应先通知")
_WEEKEND = Text("{count} weekends with work{most}", "有班的周末 {count} 个{most}")


@dataclass(frozen=True, slots=True)
class Facts:
    """Somebody's rota around one shift they would take; minutes, and None where there is no limit or nothing near.

    Parameters
    ----------
    minutes, minutes_before
        In the contract's period that holds the day, with and without the change.
    others_nights
        Fewest and most nights of those among whom nights are to be even.
    home_days
        Other days on which the rota has them in the same ward.
    standby
        Whether a team on duty there names them to be called first.
    on_call
        Whether they are on call that day.
    wish
        A soft request for that day: the shift asked for ("off" for a day off) and its weight.
    skills, lacking
        Of the skills that the ward wants in that shift, those brought; of those that are missed, those not brought.
    """

    staff_id: str
    minutes: int
    minutes_before: int
    max_minutes: int | None
    nights: int
    nights_before: int
    others_nights: tuple[int, int] | None
    rest_before_min: int | None
    rest_after_min: int | None
    rest_least_min: int
    free_that_day: bool
    home_days: int
    ward_id: str
    wish: tuple[str, int] | None
    shift_type_id: str
    skills: tuple[str, ...]
    lacking: tuple[str, ...]
    weekends: int | None
    max_weekends: int | None
    standby: bool = False
    on_call: bool = False

    def lines(self, lang: Lang) -> Iterator[str]:
        """Yield what is worth knowing, one fact a text."""
        if self.on_call:
            yield _ON_CALL.to(lang)
        if self.standby:
            yield _STANDBY.to(lang)
        if self.free_that_day:
            yield _FREE.to(lang)
        most = "" if self.max_minutes is None else _MOST.to(lang, most=hours(self.max_minutes))
        yield _HOURS.to(lang, now=hours(self.minutes), before=hours(self.minutes_before), most=most)
        low, high = self.others_nights or (self.nights_before, self.nights_before)
        yield _NIGHTS.to(lang, now=self.nights, before=self.nights_before, low=low, high=high)
        yield _REST.to(
            lang,
            before=_rest(self.rest_before_min, lang),
            after=_rest(self.rest_after_min, lang),
            least=hours(self.rest_least_min),
        )
        if self.weekends is not None:
            cap = "" if self.max_weekends is None else _MOST.to(lang, most=self.max_weekends)
            yield _WEEKEND.to(lang, count=self.weekends, most=cap)
        yield (_HOME if self.home_days else _AWAY).to(lang, ward=self.ward_id, count=self.home_days)
        if self.wish is not None:
            asked = self.wish[0] == self.shift_type_id
            said = _OFF_WORD if self.wish[0] == "off" else self.wish[0]
            yield _ASKED.to(lang) if asked else _ASKED_OFF.to(lang, shift=said, weight=self.wish[1])
        if self.skills:
            yield _BRINGS.to(lang, skills=", ".join(self.skills))
        if self.lacking:
            yield _LACKS.to(lang, skills=", ".join(self.lacking))

    def to_dict(self, lang: Lang) -> dict[str, object]:
        """Return a JSON-ready record."""
        record: dict[str, object] = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**record, "text": list(self.lines(lang))}


def facts_of(desk: RotaDesk, index: int, day: int, moves: Moves, missed: frozenset[str] = frozenset()) -> Facts:
    """Return somebody's rota around a shift that their own moves give them on a day; `missed` are the skills short there."""
    instance, person = desk.instance, desk.instance.people[index]
    where = moves[index, day]
    shift, ward = where if where is not None else (OFF, 0)
    before, after = desk.lines[index], desk.line_with(index, moves)
    block = next(block for block in instance.blocks(person.contract) if day in block)
    wanted = _skills_wanted(desk, index, day, moves)
    wish = next((wish for wish in person.wishes if wish.day == day), None)
    asked = None if wish is None else (instance.word(wish.shift), wish.weight)
    weekend = any(day in days for days in instance.weekends)
    return Facts(
        person.staff_id,
        minutes_in(instance, after, block),
        minutes_in(instance, before, block),
        person.contract.max_minutes,
        desk.nights_in(after),
        desk.nights[index],
        _others(desk, index),
        *_rests(desk, index, day, after),
        person.contract.rest_min,
        before[day] == OFF,
        sum(key[0] == index and key[1] != day and place[1] == ward for key, place in desk.of_person(index).items()),
        instance.wards[ward],
        asked,
        "" if shift == OFF else instance.shifts[shift].shift_type_id,
        tuple(sorted(person.skills & wanted)),
        tuple(sorted(missed - person.skills)),
        weekends_in(instance, after) if weekend else None,
        person.contract.max_weekends,
        where is not None and desk.on_standby(index, ward, day),
        desk.on_call(index, day),
    )


def _others(desk: RotaDesk, index: int) -> tuple[int, int] | None:
    return span([desk.nights[one] for one in desk.peers(index)])


def _rests(desk: RotaDesk, index: int, day: int, line: Sequence[int]) -> tuple[int | None, int | None]:
    """Return the minutes between a day's shift and those before and after it."""
    shifts = desk.instance.shifts
    days = worked(desk.instance.people[index], line)
    place = next((number for number, (one, _) in enumerate(days) if one == day), None)
    if place is None:
        return None, None

    def gap(first: tuple[int, int], then: tuple[int, int]) -> int:
        return (then[0] - first[0]) * DAY_MIN + shifts[then[1]].start_min - shifts[first[1]].end_min

    before = gap(days[place - 1], days[place]) if place else None
    after = gap(days[place], days[place + 1]) if place + 1 < len(days) else None
    return before, after


def _skills_wanted(desk: RotaDesk, index: int, day: int, moves: Moves) -> frozenset[str]:
    where = moves[index, day]
    if where is None:
        return frozenset()
    slot = where[1], desk.instance.people[index].role, where[0], day
    return frozenset(desk.instance.needs[one].skill for one in desk.needs_of(slot)) - {""}


def _rest(minutes: int | None, lang: Lang) -> str:
    if minutes is None or minutes > 2 * DAY_MIN:
        return _OPEN.to(lang, day=hours(2 * DAY_MIN))
    return hours(minutes)


def span(values: Sequence[int]) -> tuple[int, int] | None:
    """Return the least and the most of some figures; None of none."""
    return (min(values), max(values)) if values else None


def change_in_units(change: Mapping[str, int]) -> dict[str, float]:
    """Return the goals that change, in the units a planner reads."""
    return {name: in_unit(name, by) for name, by in change.items() if by}

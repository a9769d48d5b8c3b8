"""What keeps somebody from a shift: the rule by its name, and what exactly is wrong, in the words of a ward."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from optimizer.core.rulebook import RULES
from optimizer.core.text import Lang, Text
from optimizer.data.dataset import Dataset
from optimizer.rota.entities import DAY_MIN, OFF, Person
from optimizer.rota.instance import RotaInstance
from optimizer.rota.pools import DAY_RULES, SHIFT_RULES, Pools
from optimizer.rota.rules import Line, minutes_in, run_lengths, weekends_in, worked

SAID: Mapping[str, Text] = {
    "one_shift_a_day": Text("works {shift} in {ward} on {date}", "{date} 已在 {ward} 上 {shift}"),
    "staff_available": Text("not available on {date}", "{date} 不可用"),
    "ward_staff": Text("not of the people of {ward} on {date}", "{date} 不属于 {ward} 的人员"),
    "ward_staff_team": Text("of the team {team}, {ward} draws on {duty} on {date}", "属 {team}，{date} {ward} 在岗梯队为 {duty}"),
    "isolation_eligible": Text("may not enter {ward}", "不可进入 {ward}"),
    "role_match": Text("{ward} wants nobody of this role in {shift}", "{ward} 的 {shift} 不需要该岗位"),
    "ward_minutes": Text("time inside of {shift} is not stated or too long", "{shift} 舱内时间未给出或过长"),
    "rest_between": Text(
        "{hours} h of rest between {one} on {date} and {other} on {then}, at least {least} h",
        "{date} {one} 与 {then} {other} 之间仅休息 {hours} 小时，至少 {least} 小时",
    ),
    "forbidden_next": Text("{other} on {then} may not follow {one} on {date}", "{date} {one} 之后 {then} 不可接 {other}"),
    "max_minutes": Text(
        "{hours} of at most {most} h in the period from {date}", "自 {date} 的周期 {hours} 小时，上限 {most} 小时"
    ),
    "max_shifts_per_type": Text("{count} of at most {most} {shift}", "{shift} {count} 班，上限 {most}"),
    "max_consecutive": Text("{count} days in a row from {date}, at most {most}", "自 {date} 连续 {count} 天，至多 {most} 天"),
    "min_consecutive": Text(
        "{count} days in a row from {date}, at least {least}", "自 {date} 连续仅 {count} 天，至少 {least} 天"
    ),
    "days_off": Text("{count} days off before {date}, at least {least}", "{date} 前仅休 {count} 天，至少 {least} 天"),
    "max_weekends": Text("{count} weekends with work, at most {most}", "有班的周末 {count} 个，至多 {most} 个"),
    "hard_request": Text("a hard request for {shift} on {date}", "{date} 有必须满足的意愿：{shift}"),
    "share_shift": Text("{other} works {shift} on {date}", "{date} {other} 上 {shift}"),
    "group_together": Text("the group works {shift} in {ward} on {date}", "{date} 本组在 {ward} 上 {shift}"),
    "no_shared_shift": Text("{other} works {shift} on {date} as well", "{date} {other} 同上 {shift}"),
}
_OFF = Text("a day off", "休息")


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rule that stands against somebody's shift, and what is wrong with it."""

    rule: str
    said: Text
    params: Mapping[str, object] = field(default_factory=dict)

    def describe(self, lang: Lang) -> str:
        """Return the rule's title with what is wrong."""
        title, said = RULES[self.rule].title.to(lang), self.said.to(lang, **self.params)
        return f"{title}：{said}" if lang == "zh" else f"{title}: {said}"

    def to_dict(self, lang: Lang) -> dict[str, object]:
        """Return a JSON-ready record."""
        return {"rule": self.rule, "title": RULES[self.rule].title.to(lang), "said": self.said.to(lang, **self.params)}


def day_obstacles(
    dataset: Dataset, pools: Pools, instance: RotaInstance, index: int, day: int, where: tuple[int, int]
) -> Iterator[Obstacle]:
    """Yield what stands against somebody serving a ward during a shift of a day, whatever else they work."""
    member, date = dataset.member[instance.people[index].staff_id], dataset.horizon.date(day)
    ward, shift = dataset.ward[instance.wards[where[1]]], dataset.shift_type[instance.shifts[where[0]].shift_type_id]
    params: dict[str, object] = {"date": _day(date), "ward": ward.ward_id, "shift": shift.shift_type_id}
    names = [name for name, allows in DAY_RULES.items() if not allows(pools, member, ward, date)]
    names += [name for name, allows in SHIFT_RULES.items() if not allows(pools, member, ward, shift)]
    for name in names:
        teams = sorted(pools.teams_of.get(member.staff_id, ()))
        if name == "ward_staff" and teams and ward.ward_id in pools.team_wards:
            duty = ", ".join(sorted(pools.on_duty(ward.ward_id, date))) or "–"
            yield Obstacle(name, SAID["ward_staff_team"], {**params, "team": ", ".join(teams), "duty": duty})
        else:
            yield Obstacle(name, SAID[name], params)


def works_already(dataset: Dataset, instance: RotaInstance, day: int, where: tuple[int, int]) -> Obstacle:
    """Return that somebody has a shift that day."""
    date = _day(dataset.horizon.date(day))
    shift = instance.shifts[where[0]].shift_type_id
    return Obstacle("one_shift_a_day", SAID["one_shift_a_day"], {"shift": shift, "ward": instance.wards[where[1]], "date": date})


def pair_obstacle(dataset: Dataset, instance: RotaInstance, rule: str, other: int, day: int, shift: int) -> Obstacle:
    """Return what is wrong between somebody and the other of a pair, who works a shift (or is OFF) on a day."""
    word: str | Text = _OFF if shift == OFF else instance.word(shift)
    date = _day(dataset.horizon.date(day))
    return Obstacle(rule, SAID[rule], {"other": instance.people[other].staff_id, "shift": word, "date": date})


def group_obstacle(dataset: Dataset, instance: RotaInstance, day: int, where: tuple[int, int]) -> Obstacle:
    """Return that somebody's group is elsewhere on a day."""
    shift, ward = instance.shifts[where[0]].shift_type_id, instance.wards[where[1]]
    params = {"date": _day(dataset.horizon.date(day)), "shift": shift, "ward": ward}
    return Obstacle("group_together", SAID["group_together"], params)


def line_obstacle(
    dataset: Dataset, instance: RotaInstance, person: Person, line: Line, rule: str, days: Sequence[int]
) -> Obstacle:
    """Return what is wrong with a line that breaks a rule, as near to some days as can be."""
    found = list(_WRONG[rule](instance, person, line))
    found.sort(key=lambda one: min(abs(one[0] - day) for day in days) if days else 0)
    name, params = (found[0][1], found[0][2]) if found else (rule, {})
    days_of = {key: value for key, value in params.items() if key in {"date", "then"} and isinstance(value, int)}
    dates = {key: _day(dataset.horizon.date(value)) for key, value in days_of.items()}
    return Obstacle(rule, SAID[name] if found else RULES[rule].title, {**params, **dates})


_Wrong = Iterator[tuple[int, str, dict[str, int | str | Text]]]  # a day, a text of SAID and what fills it; dates as days


def _rest(instance: RotaInstance, person: Person, line: Line) -> _Wrong:
    for (day, one), (then, other) in pairwise(worked(person, line)):
        if then < 0 or not instance.too_close(person.contract, one, other, then - day):
            continue
        first, second = instance.shifts[one], instance.shifts[other]
        rest = (then - day) * DAY_MIN + second.start_min - first.end_min
        names: dict[str, int | str | Text] = {
            "one": first.shift_type_id,
            "other": second.shift_type_id,
            "date": day,
            "then": then,
        }
        name = "rest_between" if rest < person.contract.rest_min else "forbidden_next"
        yield then, name, {**names, "hours": hours(rest), "least": hours(person.contract.rest_min)}


def _minutes(instance: RotaInstance, person: Person, line: Line) -> _Wrong:
    most = person.contract.max_minutes or 0
    for block in instance.blocks(person.contract):
        spent = minutes_in(instance, line, block)
        if spent > most:
            yield block[0], "max_minutes", {"hours": hours(spent), "most": hours(most), "date": block[0]}


def _types(instance: RotaInstance, person: Person, line: Line) -> _Wrong:
    for shift, most in person.contract.max_of_shift:
        count = list(line).count(shift)
        if count > most:
            yield 0, "max_shifts_per_type", {"count": count, "most": most, "shift": instance.shifts[shift].shift_type_id}


def _too_long(instance: RotaInstance, person: Person, line: Line) -> _Wrong:
    most = person.contract.max_run or 0
    for first, _, count in run_lengths(person, line):
        if count > most:
            yield first, "max_consecutive", {"count": count, "most": most, "date": first}


def _too_short(instance: RotaInstance, person: Person, line: Line) -> _Wrong:
    least = person.contract.min_run
    for first, last, count in run_lengths(person, line):
        if count < least and last < len(line) - 1 and (first > 0 or person.history):
            yield first, "min_consecutive", {"count": count, "least": least, "date": first}


def _off(instance: RotaInstance, person: Person, line: Line) -> _Wrong:
    least = person.contract.min_off
    for day, then in pairwise([day for day, _ in worked(person, line)]):
        if then >= 0 and 1 < then - day <= least:
            yield then, "days_off", {"count": then - day - 1, "least": least, "date": then}


def _weekends(instance: RotaInstance, person: Person, line: Line) -> _Wrong:
    yield 0, "max_weekends", {"count": weekends_in(instance, line), "most": person.contract.max_weekends or 0}


def _requests(instance: RotaInstance, person: Person, line: Line) -> _Wrong:
    for wish in person.fixed:
        if line[wish.day] != wish.shift:
            shift = _OFF if wish.shift == OFF else instance.word(wish.shift)
            yield wish.day, "hard_request", {"shift": shift, "date": wish.day}


_WRONG: Mapping[str, Callable[[RotaInstance, Person, Line], _Wrong]] = {
    "rest_between": _rest,
    "max_minutes": _minutes,
    "max_shifts_per_type": _types,
    "max_consecutive": _too_long,
    "min_consecutive": _too_short,
    "days_off": _off,
    "max_weekends": _weekends,
    "hard_request": _requests,
}


def hours(minutes: int) -> str:
    """Return minutes as hours, with as few digits as that takes."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def _day(date: dt.date) -> str:
    return f"{date:%m-%d}"

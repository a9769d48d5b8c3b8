"""What is said of one person's rota, and of shifts that stay open, line by line, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from optimizer.core.goals import GOALS
from optimizer.core.listing import some_of
from optimizer.core.rulebook import RULES
from optimizer.core.text import LANGS, Lang, Text
from optimizer.data.vocabulary import LABELS
from optimizer.rota.desk.book import RotaDesk
from optimizer.rota.desk.facts import change_in_units
from optimizer.rota.desk.obstacles import hours
from optimizer.rota.desk.person import Answered, PersonRota
from optimizer.rota.desk.shortage import Binding, Shortage
from optimizer.rota.entities import OFF, Need

MOST_NAMED = 6
_JOIN = Text("; ", "；")
_PERIOD = Text("{first} to {last}: {hours} h{limits}", "{first} 至 {last}：{hours} 小时{limits}")
_BETWEEN = Text(" (at least {least}, at most {most})", "（至少 {least}，至多 {most}）")
_LEAST = Text(" (at least {least})", "（至少 {least}）")
_MOST = Text(" (at most {most})", "（至多 {most}）")
_COUNTS = Text("shifts: {shifts}", "班次：{shifts}")
_NIGHTS = Text("nights: {nights}{others}", "夜班：{nights} 个{others}")
_OTHERS = Text(", others {low} to {high}", "，他人 {low} 至 {high}")
_WEEKENDS = Text("weekends with work: {count}{most}", "有班的周末：{count} 个{most}")
_RUN = Text("most days in a row: {count}{most}", "最长连续上班：{count} 天{most}")
_TOTAL = Text("hours of others over the plan: {low} to {high}", "他人全期工时：{low} 至 {high} 小时")
_KEPT = Text("request {date} {shift}{how}: kept", "意愿 {date} {shift}{how}：已满足")
_REFUSED = Text("request {date} {shift}{how}: refused; {why}", "意愿 {date} {shift}{how}：未满足；{why}")
_HARD = Text(" (hard)", "（必须满足）")
_WEIGHT = Text(" (weight {weight})", "（权重 {weight}）")
_OFF = Text("a day off", "休息")
_COSTS = Text("keeping it by itself changes: {goals}", "单独满足它将使：{goals}")
_NEEDED = Text("wanted in {slots}", "{slots} 需要人手")
_NO_COST = Text("nothing stands against it by itself: a swap may grant it", "单独看并无妨碍，可通过调班满足")
_OPEN = Text("{slot}: {there} of {least} there", "{slot}：到岗 {there}／{least}")
_ABLE = Text("  able to serve there that day: {count}", "  当日可在此上班者：{count} 人")
_HOLD = Text("  - {rule}: {alone} by this alone{beside} ({who})", "  - {rule}：仅因此 {alone} 人{beside}（{who}）")
_BESIDE = Text(", {count} more beside other rules", "，另有 {count} 人兼有其他原因")
_LIKE = Text("      e.g. {who}: {said}", "      例如 {who}：{said}")
_FREE = Text("  - nothing keeps: {who}", "  - 无妨碍：{who}")
_OUTSIDE = Text("  not of this ward that day: {rules}", "  当日不属此病区：{rules}")
_SHIFT = Text("{date} {ward} {shift} {role}{skill}", "{date} {ward} {shift} {role}{skill}")


def person_lines(desk: RotaDesk, rota: PersonRota, lang: Lang) -> Iterator[str]:
    """Yield hours, nights, weekends and runs against their limits, then every request and what became of it."""
    instance, person = desk.instance, desk.instance.people[rota.index]
    for block, minutes in rota.periods:
        first, last = (desk.dataset.horizon.date(day) for day in (block[0], block[-1]))
        whole = len(block) == person.contract.period_days
        least = person.contract.min_minutes if whole else None
        limits = _limits(least, person.contract.max_minutes, lang)
        yield _PERIOD.to(lang, first=f"{first:%m-%d}", last=f"{last:%m-%d}", hours=hours(minutes), limits=limits)
    most_of = dict(person.contract.max_of_shift)
    counts = [f"{instance.shifts[shift].shift_type_id} {count}{_most(most_of.get(shift), lang)}" for shift, count in rota.shifts]
    yield _COUNTS.to(lang, shifts=", ".join(counts) or "0")
    yield _NIGHTS.to(lang, nights=rota.nights, others=_others(rota.others_nights, lang))
    yield _WEEKENDS.to(lang, count=rota.weekends, most=_most(person.contract.max_weekends, lang))
    yield _RUN.to(lang, count=rota.longest_run, most=_most(person.contract.max_run, lang))
    if rota.others_minutes is not None:
        low, high = (hours(minutes) for minutes in rota.others_minutes)
        yield _TOTAL.to(lang, low=low, high=high)
    for answered in rota.requests:
        yield request_text(desk, answered, lang)


def request_text(desk: RotaDesk, answered: Answered, lang: Lang) -> str:
    """Return a request with what became of it and why."""
    wish = answered.wish
    words = {
        "date": f"{desk.dataset.horizon.date(wish.day):%m-%d}",
        "shift": _OFF if wish.shift == OFF else desk.instance.shifts[wish.shift].shift_type_id,
        "how": _HARD.to(lang) if answered.hard else _WEIGHT.to(lang, weight=wish.weight),
    }
    if answered.kept:
        return _KEPT.to(lang, **words)
    why = [obstacle.describe(lang) for obstacle in answered.obstacles]
    if answered.needed:
        why.append(_NEEDED.to(lang, slots=", ".join(dict.fromkeys(slot_text(desk, need, lang) for need in answered.needed))))
    costs = {name: by for name, by in (answered.costs or {}).items() if by > 0}
    if costs:
        why.append(_COSTS.to(lang, goals=goals_text(costs, lang)))
    return _REFUSED.to(lang, **words, why=_JOIN.to(lang).join(why) or _NO_COST.to(lang))


def shortage_lines(desk: RotaDesk, found: Shortage, lang: Lang) -> Iterator[str]:
    """Yield an open shift and what binds, the tightest first."""
    yield _OPEN.to(lang, slot=slot_text(desk, found.need, lang), there=found.there, least=found.need.least)
    yield _ABLE.to(lang, count=len(found.able))
    for hold in found.holds:
        people = hold.alone or hold.beside
        beside = _BESIDE.to(lang, count=len(hold.beside)) if hold.beside else ""
        yield _HOLD.to(lang, rule=RULES[hold.rule].title, alone=len(hold.alone), beside=beside, who=_named(desk, people))
        yield _LIKE.to(lang, who=desk.instance.people[people[0]].staff_id, said=hold.example.describe(lang))
    if found.free:
        yield _FREE.to(lang, who=_named(desk, found.free))
    if found.outside:
        yield _OUTSIDE.to(lang, rules=rules_text(found.outside, lang))


def binding_text(binding: Binding) -> Text:
    """Return what binds a ward, in both languages."""
    if not binding.able:
        return Text("nobody else of its people could serve", "本病区无其他可上班人员")
    alone = dict(binding.alone)
    words = {lang: rules_text(alone, lang) for lang in LANGS}
    en = f"of {binding.able} who could serve then, kept by one rule alone: {words['en'] or 'none'}"
    zh = f"可上班 {binding.able} 人次中，仅受一条规则所限：{words['zh'] or '无'}"
    if not binding.several:
        return Text(en, zh)
    return Text(f"{en}; by several: {binding.several}", f"{zh}；受多条所限：{binding.several}")


def rules_text(counts: Mapping[str, int], lang: Lang) -> str:
    """Return rules with how many people each keeps, most first."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{RULES[rule].title.to(lang)} {count}" for rule, count in ordered)


def goals_text(change: Mapping[str, int], lang: Lang) -> str:
    """Return the goals that change and by how much."""
    parts = [f"{GOALS[name].title.to(lang)} {by:+g} {GOALS[name].unit.to(lang)}" for name, by in change_in_units(change).items()]
    return _JOIN.to(lang).join(parts)


def slot_text(desk: RotaDesk, need: Need, lang: Lang) -> str:
    """Return a need in the words of a ward."""
    return _SHIFT.to(
        lang,
        date=f"{desk.dataset.horizon.date(need.day):%m-%d}",
        ward=desk.instance.wards[need.ward],
        shift=need.stretch or desk.instance.shifts[need.shift].shift_type_id,
        role=LABELS[need.role],
        skill=f" [{need.skill}]" if need.skill else "",
    )


def _named(desk: RotaDesk, people: Sequence[int]) -> str:
    return some_of([desk.instance.people[one].staff_id for one in people], MOST_NAMED)


def _limits(least: int | None, most: int | None, lang: Lang) -> str:
    if least and most is not None:
        return _BETWEEN.to(lang, least=hours(least), most=hours(most))
    if least:
        return _LEAST.to(lang, least=hours(least))
    return "" if most is None else _MOST.to(lang, most=hours(most))


def _most(most: int | None, lang: Lang) -> str:
    return "" if most is None else _MOST.to(lang, most=most)


def _others(span: tuple[int, int] | None, lang: Lang) -> str:
    return "" if span is None else _OTHERS.to(lang, low=span[0], high=span[1])

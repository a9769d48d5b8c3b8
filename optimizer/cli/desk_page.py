"""What `replace` and `swap` say to a head nurse, the most important first."""

from __future__ import annotations

from optimizer.cli.console import Voice
from optimizer.cli.plan_read import say_lines
from optimizer.core.listing import some_of
from optimizer.core.rulebook import RULES
from optimizer.core.text import Text
from optimizer.data.vocabulary import LABELS
from optimizer.planning.rota_desk import to_enter, written
from optimizer.planning.rota_desk_words import change_text, kept_by_rule, moves_text
from optimizer.rota.desk.book import Moves, RotaDesk
from optimizer.rota.desk.replace import Ranking, Replacement
from optimizer.rota.desk.swap import Swap

MOST_NAMED = 6
_HEAD = Text("{date} {shift} in {ward} ({role}){who}", "{date} {ward} {shift}（{role}）{who}")
_ABSENT = Text(": {who} is absent", "：{who} 缺勤")
_LEFT = Text("  if nobody comes: {goals}", "  若无人接替：{goals}")
_NOBODY = Text("  Nobody may take it, not even with an exchange of two.", "  无人可接替，两人连环调班也不行。")
_MOVES = Text("{rank}. {moves}", "{rank}. {moves}")
_CHANGE = Text("   goals: {goals}", "   目标：{goals}")
_WHO = Text("   {who}: {facts}", "   {who}：{facts}")
_MORE = Text("… {count} more (--most)", "……另有 {count} 个（--most）")
_FIRST = Text("  So many chains that only those nearest the day were priced.", "  可行的连环调班过多，仅计算了日期最近者。")
_KEPT = Text("Not possible: {count} of the role", "不可接替的同岗人员：{count} 人")
_RULE = Text("  {rule}: {count} ({who})", "  {rule}：{count} 人（{who}）")
_LIKE = Text("    e.g. {who}: {said}", "    例如 {who}：{said}")
_ENTER = Text(
    "To decide for the first, add to requests and plan the rota again:",
    "采用第一项：请将以下各行加入 requests 表后重新排班：",
)
_ENTER_SWAP = Text("To decide for it, add to requests and plan the rota again:", "采用：请将以下各行加入 requests 表后重新排班：")
_LEGAL = Text("Legal: {moves}", "可调：{moves}")
_ILLEGAL = Text("Not legal: {moves}", "不可调：{moves}")
_AGAINST = Text("  {who}: {said}", "  {who}：{said}")
_SWAP_CHANGE = Text("  goals: {goals}", "  目标：{goals}")
_JOIN = Text("; ", "；")


def show_ranking(voice: Voice, desk: RotaDesk, ranking: Ranking, most: int) -> None:
    """Write who may come for one shift, and why the others may not."""
    ward, role, shift, day = ranking.vacancy.slot
    absent = ranking.vacancy.absent
    voice.say(
        _HEAD,
        date=desk.dataset.horizon.date(day).isoformat(),
        shift=desk.instance.shifts[shift].shift_type_id,
        ward=desk.instance.wards[ward],
        role=LABELS[role],
        who="" if absent is None else _ABSENT.to(voice.lang, who=desk.instance.people[absent].staff_id),
    )
    if absent is not None:
        voice.say(_LEFT, goals=change_text(ranking.left_open, voice.lang))
    for rank, one in enumerate(ranking.replacements[:most], 1):
        _show(voice, desk, one, rank)
    if not ranking.replacements:
        voice.say(_NOBODY)
    if len(ranking.replacements) > most:
        voice.say(_MORE, count=len(ranking.replacements) - most)
    if not ranking.complete:
        voice.say(_FIRST)
    _show_kept(voice, desk, ranking)
    if ranking.replacements:
        _show_requests(voice, desk, _ENTER, {**ranking.vacancy.left, **ranking.replacements[0].moves})


def show_swap(voice: Voice, desk: RotaDesk, found: Swap) -> None:
    """Write whether two people may swap."""
    voice.say(_LEGAL if found.legal else _ILLEGAL, moves=moves_text(desk, found.moves, voice.lang))
    for index, obstacles in found.obstacles:
        for obstacle in obstacles:
            voice.say(_AGAINST, who=desk.instance.people[index].staff_id, said=obstacle.describe(voice.lang))
    voice.say(_SWAP_CHANGE, goals=change_text(found.change, voice.lang))
    if found.legal and found.moves:
        _show_requests(voice, desk, _ENTER_SWAP, found.moves)


def _show(voice: Voice, desk: RotaDesk, one: Replacement, rank: int) -> None:
    voice.say(_MOVES, rank=rank, moves=moves_text(desk, one.moves, voice.lang))
    voice.say(_CHANGE, goals=change_text(one.change, voice.lang))
    for facts in one.facts:
        voice.say(_WHO, who=facts.staff_id, facts=_JOIN.to(voice.lang).join(facts.lines(voice.lang)))


def _show_kept(voice: Voice, desk: RotaDesk, ranking: Ranking) -> None:
    """Write those who may not come by the first rule against them, with one example each."""
    if not ranking.kept:
        return
    voice.say(_KEPT, count=len(ranking.kept))
    for rule, numbers in kept_by_rule(ranking):
        who = [desk.instance.people[ranking.kept[number][0]].staff_id for number in numbers]
        voice.say(_RULE, rule=RULES[rule].title, count=len(who), who=some_of(who, MOST_NAMED))
        voice.say(_LIKE, who=who[0], said=ranking.kept[numbers[0]][1][0].describe(voice.lang))


def _show_requests(voice: Voice, desk: RotaDesk, head: Text, moves: Moves) -> None:
    voice.say(head)
    say_lines(voice, ("  " + line for line in written(to_enter(desk, moves))))

"""Two people who share every shift, or none: rules about two lines, by their names in the rulebook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from optimizer.rota.entities import OFF, Pair
from optimizer.rota.instance import RotaInstance
from optimizer.rota.rules import Line, LineVars, keeps_rules


def name_of(pair: Pair) -> str:
    """Return the rule that a pair is about."""
    return "share_shift" if pair.shares else "no_shared_shift"


def days_broken(pair: Pair, one: Line, other: Line) -> Iterator[int]:
    """Yield the days on which two lines break what is asked of a pair."""
    for day in pair.days:
        same = one[day] == other[day]
        if not same if pair.shares else same and one[day] != OFF:
            yield day


def keeps_all(instance: RotaInstance, lines: Mapping[int, Line]) -> bool:
    """Return whether the lines of a piece, by person, keep every rule of each person and every pair."""
    return keeps_pairs(instance, lines) and all(
        keeps_rules(instance, instance.people[index], line) for index, line in lines.items()
    )


def keeps_pairs(instance: RotaInstance, lines: Mapping[int, Line]) -> bool:
    """Return whether the lines of a piece, by person, keep every pair in it."""
    return not any(
        True for pair in instance.pairs if pair.one in lines for _ in days_broken(pair, lines[pair.one], lines[pair.other])
    )


def post_pairs(instance: RotaInstance, lines: Mapping[int, LineVars]) -> None:
    """Add every pair of a piece to the model."""
    for pair in instance.pairs:
        if pair.one in lines:
            post_pair(pair, lines[pair.one], lines[pair.other])


def post_pair(pair: Pair, one: LineVars, other: LineVars) -> None:
    """Let two people work the same shift, or never, on the days asked; what only one of them may work is not shared."""
    for day in pair.days:
        mine, theirs = one.picks(day), other.picks(day)
        both = mine.keys() & theirs.keys()
        for shift in sorted(both):
            if pair.shares:
                one.model.add(mine[shift] == theirs[shift])
            else:
                one.model.add_at_most_one([mine[shift], theirs[shift]])
        if pair.shares:
            for shift in sorted((mine.keys() | theirs.keys()) - both):
                one.model.add((mine.get(shift, theirs.get(shift))) == 0)


class Mates:
    """Who has to come along when somebody takes a shift, and with whom they may not be."""

    def __init__(self, instance: RotaInstance) -> None:
        self._pairs: Mapping[int, list[Pair]] = defaultdict(list)
        for pair in instance.pairs:
            self._pairs[pair.one].append(pair)
            self._pairs[pair.other].append(pair)

    def paired(self, index: int) -> bool:
        """Return whether anything is asked of somebody with another."""
        return index in self._pairs

    def of(self, index: int) -> Sequence[tuple[int, Pair]]:
        """Return the others of somebody's pairs."""
        return [(pair.other if pair.one == index else pair.one, pair) for pair in self._pairs.get(index, ())]

    def group(self, index: int) -> list[int]:
        """Return everybody who is tied to somebody, directly or through others, the person first."""
        found = [index]
        for one in found:
            found += [other for other, _ in self.of(one) if other not in found]
        return found

    def along(self, index: int, day: int) -> list[int]:
        """Return who works the same shift as somebody on a day, the person first."""
        found = [index]
        for one in found:
            found += [other for other, pair in self.of(one) if pair.shares and day in pair.days and other not in found]
        return found

    def apart(self, index: int, day: int) -> list[int]:
        """Return who may not work the same shift as somebody on a day."""
        return [other for other, pair in self.of(index) if not pair.shares and day in pair.days]

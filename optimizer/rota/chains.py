"""Mend what the greedy rota left short: somebody comes, and another takes the place that this leaves."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.rota.entities import OFF, Need
from optimizer.rota.greedy import Roster
from optimizer.rota.rules import keeps_rules
from optimizer.rota.slots import slot_of

TRIES = 40_000  # lines looked at per piece, so that the time is bounded and the same everywhere


class Chains:
    """Exchanges of two people that fill one more place and empty none."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._tries = 0

    def mend(self) -> None:
        """Fill what is short, first of the minima, then of what is preferred, as far as such exchanges go."""
        for preferred in (False, True):
            for need in self._roster.needs:
                wanted = need.preferred if preferred else need.least
                while self._roster.lack(need, wanted) > 0 and self._roster.has_room(slot_of(need)) and self._fill(need):
                    pass

    def _keeps(self, index: int, line: list[int]) -> bool:
        self._tries += 1
        return keeps_rules(self._roster.instance, self._roster.instance.people[index], line)

    def _fill(self, need: Need) -> bool:
        for index in self._roster.able(need):
            for day in self._nearest(index, need.day):
                if self._tries > TRIES:
                    return False
                line = list(self._roster.lines[index])
                line[day] = OFF
                line[need.day] = need.shift
                if self._keeps(index, line) and self._replace(index, day):
                    self._roster.move(index, need)
                    return True
        return False

    def _nearest(self, index: int, day: int) -> Iterator[int]:
        """Yield the days that somebody works, from a day outwards; only the day itself when it is worked."""
        line = self._roster.lines[index]
        if line[day] != OFF:
            yield day
            return
        yield from sorted((one for one, shift in enumerate(line) if shift != OFF), key=lambda one: (abs(one - day), one))

    def _replace(self, index: int, day: int) -> bool:
        """Let another who brings the same skills take somebody's place on a day."""
        for other in self._roster.substitutes(index, day):
            line = list(self._roster.lines[other])
            line[day] = self._roster.lines[index][day]
            if self._keeps(other, line):
                self._roster.swap(index, other, (day,))
                return True
        return False

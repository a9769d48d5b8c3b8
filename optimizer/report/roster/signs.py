"""The signs that stand in a roster's cells, and what they mean."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property

from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.tables.staff import ShiftType

OFF = Text("off", "休")
OBSERVED = Text("obs", "观")
BLANK = Text("", "")
ELSEWHERE = "away"
"""Style of a shift worked in another ward than the one a sheet is for."""
_OFF_MEANS = Text("day off", "休息")
_ELSEWHERE_MEANS = Text("in grey: in another ward", "灰色：在其他病区上班")
_OBSERVED_MEANS = Text("in observation with the team", "随梯队隔离观察")


@dataclass(frozen=True)
class Signs:
    """Sign, look and meaning of every shift type of a dataset; day shifts look light, night shifts dark."""

    dataset: Dataset

    def of(self, shift_type_id: str) -> Text:
        """Return the sign of a shift type: its code, or its id where it has none."""
        row = self.dataset.shift_type.get(shift_type_id)
        sign = shift_type_id if row is None else row.code or row.shift_type_id
        return Text(sign, sign)

    @cached_property
    def styles(self) -> dict[str, str]:
        """Style of every shift type: d0 … d3 by day, n0 and n1 at night."""
        styles: dict[str, str] = {}
        for row in self.dataset.shift_types:
            night = sum(style.startswith("n") for style in styles.values())
            styles[row.shift_type_id] = f"n{night % 2}" if row.night else f"d{(len(styles) - night) % 4}"
        return styles

    def legend(self, signs: Set[str], styles: Set[str]) -> tuple[tuple[Text, str, Text], ...]:
        """Return sign, style and meaning of everything that stands in the cells of a grid; the last have no sign."""
        shifts = [(self.of(row.shift_type_id), self.styles[row.shift_type_id], meaning(row)) for row in self.dataset.shift_types]
        others = [(OFF, "", _OFF_MEANS), (OBSERVED, "obs", _OBSERVED_MEANS), (BLANK, ELSEWHERE, _ELSEWHERE_MEANS)]
        return (*(one for one in shifts if one[0].en in signs), *(one for one in others if one[1] in styles))


def meaning(row: ShiftType) -> Text:
    """Return a shift type's name, where it has one, and its hours; 24:00 for the end of a day."""
    end = "24:00" if row.end.hour == row.end.minute == 0 else f"{row.end:%H:%M}"
    said = f"{row.name} {row.start:%H:%M}–{end}".strip()
    return Text(said, said)

"""What one more bed or station would be worth, by unit and day, in the plan's ids and dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from optimizer.core.text import Lang, Text
from optimizer.data.dataset import Dataset
from optimizer.planning.explain_levers import at_least_one
from optimizer.planning.explain_texts import goal_text, hospital_name
from optimizer.planning.standing import Standing
from optimizer.routing.bedvalues import bed_values
from optimizer.routing.candidates import Search

_EVERY_DAY = Text("every day", "每日")
_EXACT = Text("{unit} ({hospital}), {day}: {gains}", "{unit}（{hospital}），{day}：{gains}")
_AT_MOST = Text("{unit} ({hospital}), {day}: at most {gains}", "{unit}（{hospital}），{day}：至多 {gains}")


@dataclass(frozen=True, slots=True)
class BedWorth:
    """One bed (or station) more in a unit: by how much each goal then falls (negative: rises).

    Parameters
    ----------
    date
        None for a bed more on every day of the horizon.
    exact
        False where only a price is known: the most that the first goal it touches can improve by.
    """

    unit_id: str
    date: dt.date | None
    gain: tuple[tuple[str, float], ...]
    exact: bool

    def describe(self, dataset: Dataset, lang: Lang) -> str:
        """Return one line."""
        said = ", ".join(f"{goal_text(name).to(lang)} {-by:+g}" for name, by in self.gain)
        return (_EXACT if self.exact else _AT_MOST).to(
            lang,
            unit=self.unit_id,
            hospital=hospital_name(dataset, dataset.unit[self.unit_id].hospital_id),
            day=_EVERY_DAY if self.date is None else self.date.isoformat(),
            gains=said,
        )

    def to_dict(self) -> dict[str, object]:
        """Return a JSON-ready record."""
        date = None if self.date is None else self.date.isoformat()
        return {"unit_id": self.unit_id, "date": date, "exact": self.exact, "gain": dict(self.gain)}


def bed_worths(standing: Standing) -> tuple[BedWorth, ...]:
    """Return what one more bed is worth wherever that is more than nothing, in order of unit and date.

    What the figures mean, and what they leave out of account, is said in `routing.bedvalues`.
    """
    wide = tuple(replace(place, effective=at_least_one(place)) for place in standing.instance.places)
    search = Search(standing.dataset, wide, standing.instance.ground)
    further = {person.index: search.options(person) for person in standing.person.values() if not person.urgent}
    horizon = standing.dataset.horizon
    return tuple(
        BedWorth(
            standing.instance.places[value.place].unit.unit_id,
            None if value.day is None else horizon.date(value.day),
            value.gain,
            value.exact,
        )
        for value in bed_values(standing.ledger, further)
    )

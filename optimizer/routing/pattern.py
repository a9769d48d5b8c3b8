"""What a plan fixes for the goals after it: the sites in use, and the ward kinds under one roof."""

from __future__ import annotations

from collections.abc import Callable, Container

from optimizer.data.vocabulary import WardKind
from optimizer.routing.candidates import Option
from optimizer.routing.ledger import Ledger

STRUCTURE = frozenset({"crossing", "concentration"})  # the goals that a pattern keeps


def pattern_of(ledger: Ledger, kept: Container[str]) -> Callable[[Option], bool]:
    """Return whether an option stays within what a plan has in use.

    Parameters
    ----------
    kept
        Names of the goals achieved. `concentration`: no further site; `crossing`: no further ward kind in a hospital
        on a day on which it has another one. Whatever keeps within these can make neither goal worse, and without
        their yes-or-no variables what remains is nearly an assignment problem.
    """
    places = ledger.instance.places

    def allowed(option: Option) -> bool:
        place = places[option.place]
        kind = place.kinds[option.start]
        in_use = kind is WardKind.GENERAL or ledger.sites[place.hospital, place.unit.service_id, kind]
        if "concentration" in kept and not in_use:
            return False
        return "crossing" not in kept or not any(ledger.mixes(place.hospital, place.kinds[day], day) for day in option.days)

    return allowed

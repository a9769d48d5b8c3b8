"""What a plan fixes for the goals after it: the sites in use, and the ward kinds under one roof."""

from __future__ import annotations

from collections.abc import Callable, Container

from optimizer.routing.ledger import Ledger
from optimizer.routing.option import Option, sites_of

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
        if "concentration" in kept and not all(ledger.sites[site] for site in sites_of(places, option)):
            return False
        return "crossing" not in kept or not any(
            ledger.mixes(places[leg.place].hospital, places[leg.place].kinds[day], day) for leg in option.legs for day in leg.days
        )

    return allowed

"""From a designation that shortens every trip to smaller ones: the site that is missed least goes first.

What the goals before travel achieved stays; so their proofs hold for every smaller one, as does the bound of travel, which
allows more sites. Deterministic, and a transport problem per try.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from optimizer.core.outcome import Outcome, Term, Termination
from optimizer.data.dataset import Dataset
from optimizer.designation.draft import Draft
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.sending import Sending
from optimizer.designation.solution import DesignationSolution, emit, indices, term_values
from optimizer.designation.travel import HAIR, TRAVEL_GAP

ROUNDING = 2e-3  # of terms, which have three decimals
Found = Outcome[DesignationSolution]


def smaller(instance: DesignationInstance, solution: DesignationSolution) -> Iterator[frozenset[int]]:
    """Yield the sites left after each drop, until nothing can go without people losing their place or its nearness."""
    is_open, converted = indices(instance, solution)
    sending = Sending(instance)
    best = sending.send(is_open, converted).order[:2]
    while True:
        tries = [
            (sent.travel, site)
            for site in sorted(is_open)
            if _may_go(instance, is_open, site)
            for sent in [sending.send(is_open - {site}, converted)]
            if sent.order[:2] <= best
        ]
        if not tries:
            return
        is_open = is_open - {min(tries)[1]}
        yield is_open


def sent_anew(dataset: Dataset, instance: DesignationInstance, outcome: Found, is_open: frozenset[int]) -> Found:
    """Return an outcome with other sites, everybody sent by the shortest trips; itself when a goal before travel gets worse.

    The bounds of the outcome stay: they hold for any sites that keep its goals.
    """
    if outcome.solution is None:
        return outcome
    _, converted = indices(instance, outcome.solution)
    flows = Sending(instance).send(is_open, converted).flows
    solution = emit(dataset, instance, Draft(is_open, converted, flows))
    values = term_values(dataset, instance, solution)
    if any(values[term.name] > term.value + ROUNDING for term in outcome.terms if term.name != "travel"):
        return outcome
    terms = tuple(Term(term.name, values[term.name], _bound(term, values[term.name])) for term in outcome.terms)
    gap = next(term.gap for term in terms if term.name == "travel")
    proven = outcome.termination is Termination.OPTIMAL and gap is not None and gap <= TRAVEL_GAP + HAIR
    ended = Termination.OPTIMAL if proven else Termination.FEASIBLE
    return replace(outcome, solution=solution, terms=terms, termination=ended)


def _bound(term: Term, value: float) -> float | None:
    return None if term.bound is None else min(term.bound, value)


def _may_go(instance: DesignationInstance, is_open: frozenset[int], site: int) -> bool:
    """Whether every hospital fixed in, and every district that has one, keeps a site."""
    rest = is_open - {site}
    groups = [*(instance.hospitals[name] for name in instance.fixed_in), *instance.districts.values()]
    return all(rest.intersection(sites) for sites in groups if site in sites)

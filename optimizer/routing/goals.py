"""The goals as expressions of the model, a function each, named as in `core.goals`."""

from __future__ import annotations

from collections.abc import Callable

from ortools.sat.python import cp_model

from optimizer.data.vocabulary import WardKind
from optimizer.routing.candidates import Option
from optimizer.routing.choice import Choice, highest
from optimizer.routing.costs import is_sum, left_out_cost, placed_cost
from optimizer.routing.forced import forced_floor
from optimizer.routing.instance import Kin
from optimizer.routing.ledger import Ledger
from optimizer.routing.sketch import Linear, weighted


def expression(choice: Choice, goal: str, known: Ledger) -> Linear:
    """Return a goal as a linear expression; adds the variables and constraints it needs.

    Parameters
    ----------
    known
        The plan behind the hint, whose value of the goal the expression takes there.
    """
    if is_sum(goal):
        return sum_over_patients(choice, goal)
    return OTHERS[goal](choice, known)


def sum_over_patients(choice: Choice, goal: str) -> Linear:
    """Return a sum over the patients with options, written so that its constant is a bound already."""
    constant = 0
    variables: list[cp_model.IntVar] = []
    weights: list[int] = []
    for kin, row, out in zip(choice.kin, choice.taken, choice.left_out, strict=True):
        person = choice.person(kin)
        costs = [placed_cost(goal, person, option) for option in kin.options]
        everybody = list(row)
        if out is not None:
            everybody.append(out)
            costs.append(left_out_cost(goal, person))
        least = min(costs)
        constant += kin.size * least
        variables += everybody
        weights += [cost - least for cost in costs]
    return weighted(variables, weights) + constant


def urgent_over_capacity(choice: Choice, known: Ledger) -> Linear:
    """Return the bed-days by which everybody together exceeds effective capacity."""
    over = []
    for (index, day), waves in choice.by_day.items():
        effective = choice.instance.places[index].effective[day]
        most = sum(highest(variable) for _, variable in waves) - effective
        if most > 0 and any(wave[3] for wave, _ in waves):
            excess = max(0, known.census[index][day] - effective)
            variable = choice.sketch.integer(0, most, f"over{index}_{day}", excess)
            census = cp_model.LinearExpr.sum([count for _, count in waves])
            choice.sketch.model.add(census - variable <= effective)
            over.append(variable)
    return cp_model.LinearExpr.sum(over) if over else 0


def crossing(choice: Choice, known: Ledger) -> Linear:
    """Return Σ over hospitals and days of the ward kinds with a patient beyond the first."""
    possible: dict[tuple[int, int], set[WardKind]] = {}
    for index, day in choice.by_day:
        place = choice.instance.places[index]
        possible.setdefault((place.hospital, day), set()).add(place.kinds[day])
    present: dict[tuple[int, WardKind, int], cp_model.IntVar] = {}
    total = []
    for (hospital, day), kinds in possible.items():
        if len(kinds) > 1:
            here = []
            for kind in sorted(kinds):
                is_there = int(known.present(hospital, kind, day))
                present[hospital, kind, day] = choice.sketch.integer(0, 1, f"k{hospital}_{kind}_{day}", is_there)
                here.append(present[hospital, kind, day])
            further = choice.sketch.integer(0, len(kinds) - 1, f"c{hospital}_{day}", max(0, choice.sketch.total(here) - 1))
            choice.sketch.model.add(cp_model.LinearExpr.sum(here) <= 1 + further)
            total.append(further)
    _imply_presence(choice, present)
    return cp_model.LinearExpr.sum(total) if total else 0


def _imply_presence(choice: Choice, present: dict[tuple[int, WardKind, int], cp_model.IntVar]) -> None:
    """Whoever is in a hospital makes their ward kind present there on all their days."""
    stretches: dict[tuple[tuple[int, WardKind, int], ...], cp_model.IntVar] = {}

    def stretch(option: Option) -> cp_model.IntVar | None:
        place = choice.place(option)
        keys = tuple((place.hospital, place.kinds[day], day) for day in option.days)
        contested = tuple(key for key in keys if key in present)
        if not contested:
            return None
        if len(contested) == 1:
            return present[contested[0]]
        if contested not in stretches:
            stretches[contested] = choice.sketch.integer(0, 1, f"z{len(stretches)}", 0)
            for key in contested:
                choice.sketch.model.add_implication(stretches[contested], present[key])
        return stretches[contested]

    _imply(choice, stretch)


def _imply(choice: Choice, sign: Callable[[Option], cp_model.IntVar | None]) -> None:
    """Switch a sign on when any of a kin takes an option that bears it."""
    for kin, row in zip(choice.kin, choice.taken, strict=True):
        groups: dict[int, tuple[cp_model.IntVar, list[cp_model.IntVar]]] = {}
        for option, variable in zip(kin.options, row, strict=True):
            found = sign(option)
            if found is not None:
                groups.setdefault(found.index, (found, []))[1].append(variable)
        for found, variables in groups.values():
            if choice.sketch.total(variables):
                choice.sketch.hint[found.index] = 1
            choice.sketch.model.add(cp_model.LinearExpr.sum(variables) <= kin.size * found)


def concentration(choice: Choice, known: Ledger) -> Linear:
    """Return the number of hospital, service and non-general ward kind in use."""
    used: dict[tuple[int, str, WardKind], cp_model.IntVar] = {}

    def site(option: Option) -> cp_model.IntVar | None:
        place = choice.place(option)
        kind = place.kinds[option.start]
        if kind is WardKind.GENERAL:
            return None
        key = (place.hospital, place.unit.service_id, kind)
        if key not in used:
            used[key] = choice.sketch.integer(0, 1, f"s{len(used)}", int(known.sites[key] > 0))
        return used[key]

    _imply(choice, site)
    return cp_model.LinearExpr.sum(list(used.values())) if used else 0


def worst_trip_min(choice: Choice, known: Ledger) -> Linear:
    """Return the longest trip."""
    trips = [option.travel for _, option, _ in choice.pairs()]
    floor = max((_nearest(kin) for kin, must in zip(choice.kin, choice.must, strict=True) if must), default=0)
    floor = max(floor, longest_beside(choice, known))
    worst = choice.sketch.integer(floor, max([floor, *trips]), "worst", known.totals["worst_trip_min"])
    for kin, row in zip(choice.kin, choice.taken, strict=True):
        far = [(option.travel, v) for option, v in zip(kin.options, row, strict=True) if option.travel > floor]
        if kin.size == 1 and far:
            longest = weighted([variable for _, variable in far], [minutes for minutes, _ in far])
            choice.sketch.model.add(longest <= worst)
        elif far:
            _longest_of_many(choice, kin, far, worst)
    return worst


def _longest_of_many(choice: Choice, kin: Kin, far: list[tuple[int, cp_model.IntVar]], worst: cp_model.IntVar) -> None:
    for minutes in sorted({minutes for minutes, _ in far}):
        variables = [variable for trip, variable in far if trip == minutes]
        somebody = choice.sketch.integer(0, 1, f"w{kin.members[0]}_{minutes}", int(choice.sketch.total(variables) > 0))
        choice.sketch.model.add(cp_model.LinearExpr.sum(variables) <= kin.size * somebody)
        choice.sketch.model.add(worst >= minutes * somebody)


def longest_beside(choice: Choice, known: Ledger) -> int:
    """Return the longest trip of those who are not in the model."""
    here = {index for kin in choice.kin for index in kin.members}
    return max((option.travel for person, option in known.placed() if person.index not in here), default=0)


def _nearest(kin: Kin) -> int:
    return min(option.travel for option in kin.options)


def balance_pct(choice: Choice, known: Ledger) -> Linear:
    """Return the highest share of effective capacity in use, in whole per cent rounded up."""
    loads = []
    for (index, day), waves in choice.by_day.items():
        effective = choice.instance.places[index].effective[day]
        if effective:
            counts = [count for _, count in waves]
            loads.append((effective, counts, -(-100 * sum(highest(count) for count in counts) // effective)))
    forced = tuple(kin for kin, must in zip(choice.kin, choice.must, strict=True) if must)
    floor = max(forced_floor("balance_pct", choice.instance, forced), fullest_beside(choice, known))
    high = max([floor, *(most for _, _, most in loads)])
    top = choice.sketch.integer(floor, high, "top", known.totals["balance_pct"])
    for effective, counts, _ in loads:
        choice.sketch.model.add(100 * cp_model.LinearExpr.sum(counts) <= effective * top)
    return top


def fullest_beside(choice: Choice, known: Ledger) -> int:
    """Return the highest share of capacity in use where nobody in the model could go."""
    shares = (
        -(-100 * count // place.effective[day])
        for place in choice.instance.places
        for day, count in enumerate(known.census[place.index])
        if place.effective[day] and (place.index, day) not in choice.by_day
    )
    return max(shares, default=0)


OTHERS: dict[str, Callable[[Choice, Ledger], Linear]] = {
    "urgent_over_capacity": urgent_over_capacity,
    "crossing": crossing,
    "concentration": concentration,
    "worst_trip_min": worst_trip_min,
    "balance_pct": balance_pct,
}

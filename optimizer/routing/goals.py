"""The goals as expressions of the model, a function each, named as in `core.goals`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ortools.sat.python import cp_model

from optimizer.routing.choice import Choice
from optimizer.routing.costs import is_sum, left_out_cost, placed_costs
from optimizer.routing.forced import forced_floor
from optimizer.routing.instance import Kin
from optimizer.routing.ledger import Ledger
from optimizer.routing.option import Option, Site, site_of, sites_of
from optimizer.routing.presence import Presence, contested, presences, unavoidable
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
        costs = placed_costs(goal, person, kin.options)
        everybody = row
        if out is not None:
            everybody = [*row, out]
            costs.append(left_out_cost(goal, person))
        least = min(costs)
        constant += kin.size * least
        if max(costs) > least:
            variables += everybody
            weights += [cost - least for cost in costs]
    return weighted(variables, weights) + constant


def urgent_over_capacity(choice: Choice, known: Ledger) -> Linear:
    """Return the bed-days by which everybody together exceeds effective capacity."""
    over = []
    for (index, day), waves in choice.by_day.items():
        if not any(wave[3] for wave, _ in waves):
            continue
        effective = choice.instance.places[index].effective[day]
        most = choice.sketch.most(variable for _, variable in waves) - effective
        if most > 0:
            excess = max(0, known.census[index][day] - effective)
            variable = choice.sketch.integer(0, most, f"over{index}_{day}", excess)
            census = cp_model.LinearExpr.sum([count for _, count in waves])
            choice.sketch.model.add(census - variable <= effective)
            over.append(variable)
    return cp_model.LinearExpr.sum(over) if over else 0


def crossing(choice: Choice, known: Ledger) -> Linear:
    """Return Σ over hospitals and days of the ward kinds with a patient beyond the first.

    A kind that is there in any case needs no variable, and every other kind beside it counts by itself.
    """
    places = choice.instance.places
    forced = unavoidable(places, (kin for kin, must in zip(choice.kin, choice.must, strict=True) if must))
    present: dict[Presence, cp_model.IntVar] = {}
    constant = 0
    total: list[cp_model.IntVar] = []
    further: list[tuple[cp_model.IntVar, list[cp_model.IntVar]]] = []
    for (hospital, day), kinds in contested(places, choice.kin).items():
        here = []
        for kind in sorted(kinds):
            key = (hospital, kind, day)
            if key not in forced:
                present[key] = choice.sketch.integer(0, 1, f"k{hospital}_{kind}_{day}", 0)
                here.append(present[key])
        if len(here) < len(kinds):
            constant += len(kinds) - len(here) - 1
            total += here
        else:
            further.append((choice.sketch.integer(0, len(kinds) - 1, f"c{hospital}_{day}", 0), here))
            choice.sketch.model.add(cp_model.LinearExpr.sum(here) <= 1 + further[-1][0])
    _imply(choice, lambda option: (present[key] for key in presences(places, option) if key in present))
    for count, here in further:
        choice.sketch.hint[count.index] = max(0, choice.sketch.total(here) - 1)
        total.append(count)
    return cp_model.LinearExpr.sum(total) + constant if total else constant


def _imply(choice: Choice, signs: Callable[[Option], Iterable[cp_model.IntVar]]) -> None:
    """Switch a sign on when any of a kin takes an option that bears it.

    One row per kin and sign: together they hold the relaxation tighter than a row per option does.
    """
    for kin, row in zip(choice.kin, choice.taken, strict=True):
        groups: dict[int, tuple[cp_model.IntVar, list[cp_model.IntVar]]] = {}
        for option, variable in zip(kin.options, row, strict=True):
            for found in signs(option):
                groups.setdefault(found.index, (found, []))[1].append(variable)
        for found, variables in groups.values():
            if choice.sketch.total(variables):
                choice.sketch.hint[found.index] = 1
            choice.sketch.model.add(cp_model.LinearExpr.sum(variables) <= kin.size * found)


def concentration(choice: Choice, known: Ledger) -> Linear:
    """Return the number of hospital, service and non-general ward kind in use."""
    used: dict[Site, cp_model.IntVar] = {}

    def sites(option: Option) -> list[cp_model.IntVar]:
        found = dict.fromkeys(sites_of(choice.instance.places, option))
        for key in found:
            if key not in used:
                used[key] = choice.sketch.integer(0, 1, f"s{len(used)}", 0)
        return [used[key] for key in found]

    _imply(choice, sites)
    if choice.flat:
        _room_in_use(choice, used)
    return cp_model.LinearExpr.sum(list(used.values())) if used else 0


def _room_in_use(choice: Choice, used: Mapping[Site, cp_model.IntVar]) -> None:
    """Let a site not in use hold nobody: capacity once more, times the sign. Holds the relaxation tighter."""
    places = choice.instance.places
    members: dict[tuple[int, int, int], list[cp_model.IntVar]] = {}
    for kin, option, variable in choice.pairs():
        if not choice.person(kin).urgent:
            for leg in option.legs:
                site = site_of(places, leg)
                if site is not None:
                    for day in leg.days:
                        members.setdefault((leg.place, day, used[site].index), []).append(variable)
    signs = {sign.index: sign for sign in used.values()}
    for (index, day, number), variables in members.items():
        room = places[index].limit(day)
        if choice.sketch.most(variables) > room:
            choice.sketch.model.add(cp_model.LinearExpr.sum(variables) <= room * signs[number])


def worst_trip_min(choice: Choice, known: Ledger) -> Linear:
    """Return the longest trip."""
    trips = [option.longest for _, option, _ in choice.pairs()]
    floor = max((_nearest(kin) for kin, must in zip(choice.kin, choice.must, strict=True) if must), default=0)
    floor = max(floor, longest_beside(choice, known))
    worst = choice.sketch.integer(floor, max([floor, *trips]), "worst", known.totals["worst_trip_min"])
    for kin, row in zip(choice.kin, choice.taken, strict=True):
        far = [(option.longest, v) for option, v in zip(kin.options, row, strict=True) if option.longest > floor]
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
    return max((option.longest for person, option in known.placed() if person.index not in here), default=0)


def _nearest(kin: Kin) -> int:
    return min(option.longest for option in kin.options)


def balance_pct(choice: Choice, known: Ledger) -> Linear:
    """Return the highest share of effective capacity in use, in whole per cent rounded up."""
    loads = []
    for (index, day), waves in choice.by_day.items():
        effective = choice.instance.places[index].effective[day]
        if effective:
            counts = [count for _, count in waves]
            loads.append((effective, counts, -(-100 * choice.sketch.most(counts) // effective)))
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

"""Terms of the rota, recomputed from the emitted rows."""

from __future__ import annotations

from collections import Counter

from optimizer.verify.context import Plan
from optimizer.verify.contracts import met, shifts_by_day
from optimizer.verify.cover import Place, asked, assigned, counts_for, own_skills


def short_of_min(plan: Plan) -> float:
    """Σ over cover requirements and days of people missing to the minimum."""
    there = assigned(plan)
    return sum(max(0, one.least - one.there(there)) for one in asked(plan))


def short_of_preferred(plan: Plan) -> float:
    """Σ over cover requirements with a preferred number, and days, of people missing to it."""
    there = assigned(plan)
    return sum(max(0, one.preferred - one.there(there)) for one in asked(plan))


def over_cover(plan: Plan) -> float:
    """Σ over wards, roles, shifts and days of people beyond what is useful there.

    Useful is the most that a requirement for any skill wants, which the shift counts for, or the sum over skills of the most
    that those want, if that is more.
    """
    most: Counter[Place] = Counter()
    for one in asked(plan):
        for place in one.counting:
            most[place] = max(most[place], one.least, one.preferred)
    skilled: Counter[Place] = Counter()
    for place, number in most.items():
        if place.skill:
            skilled[place._replace(skill="")] += number
    crowd = {place: number for place, number in assigned(plan).items() if not place.skill}
    return sum(max(0, number - max(most[place], skilled[place])) for place, number in crowd.items())


def skills_stood_in(plan: Plan) -> float:
    """Σ over minima of skills for which somebody may stand in of people missing who have the very skill."""
    lent = {skill for person in plan.dataset.staff for skill in counts_for(plan, person) - own_skills(person)}
    there: Counter[Place] = Counter()
    for _, row in plan.rota:
        day = plan.dataset.horizon.day(row.date)
        for skill in own_skills(plan.member(row.staff_id)) & lent:
            there[Place(row.ward_id, row.role, skill, row.shift_type_id, day)] += 1
    return sum(max(0, one.least - one.there(there)) for one in asked(plan) if one.place.skill in lent)


def requests_refused(plan: Plan) -> float:
    """Σ weights of the soft requests on horizon dates that are not met."""
    shifts = shifts_by_day(plan)
    return sum(
        wish.weight
        for wish in plan.dataset.requests
        if not wish.hard
        and wish.date in plan.dataset.horizon
        and not met(shifts.get((wish.staff_id, wish.date), set()), wish.shift_type)
    )


def under_minutes(plan: Plan) -> float:
    """Hours missing to the contract's minimum, in whole periods during which somebody is in a pool every day."""
    minutes: Counter[tuple[str, int]] = Counter()
    for _, row in plan.rota:
        minutes[row.staff_id, plan.dataset.horizon.day(row.date)] += plan.dataset.shift_type[row.shift_type_id].minutes
    missing = 0
    for person in plan.dataset.staff:
        contract = plan.dataset.contract[person.contract_id]
        if not contract.min_minutes:
            continue
        for period in range(plan.days // contract.period_days):
            days = range(period * contract.period_days, (period + 1) * contract.period_days)
            below = contract.min_minutes - sum(minutes[person.staff_id, day] for day in days)
            if below > 0 and all(plan.pools.in_some_pool(person, day) for day in days):
                missing += below
    return round(missing / 60, 2)


def on_call_others(plan: Plan) -> float:
    """Count on-call shifts of people on duty in a team that names somebody on standby, and not them."""
    standby = {row.staff_id: row.team_id for _, row in plan.teams if row.standby}
    count = 0
    for _, row in plan.rota:
        if plan.dataset.shift_type[row.shift_type_id].on_call and row.staff_id not in standby:
            day = plan.dataset.horizon.day(row.date)
            duty = {team for ward in plan.dataset.wards for team in plan.pools.duty_teams(ward.ward_id, day)}
            count += bool(plan.pools.team_of.get(row.staff_id, set()) & duty & set(standby.values()))
    return count

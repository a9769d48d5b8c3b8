"""What must hold in the tables beyond single cells: one function per invariant, stated in its docstring."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from optimizer.core.issue import Issue
from optimizer.data.checks import amounts, care, cover, ids, overrides, people, periods, places, work
from optimizer.data.reading.draft import Draft

Check = Callable[[Draft], Iterable[Issue]]

CHECKS: tuple[Check, ...] = (
    ids.check_unique_keys,
    ids.check_references,
    ids.check_travel_from,
    ids.check_requested_shifts,
    ids.check_words_in_use,
    ids.check_listable_ids,
    places.check_not_zero,
    places.check_not_swapped,
    places.check_near_the_others,
    places.check_parent,
    periods.check_from_before_to,
    periods.check_history,
    periods.check_carried_before_start,
    periods.check_demand_in_horizon,
    periods.check_patients_in_horizon,
    amounts.check_low_expected_high,
    amounts.check_minimum_below_maximum,
    amounts.check_occupied_within_capacity,
    amounts.check_buildings_of_one_side,
    amounts.check_capacity_or_delta,
    amounts.check_orders,
    care.check_sessions_have_cohorts,
    care.check_cycles,
    care.check_session_units_have_shifts,
    care.check_stays_have_length,
    care.check_conversions_change,
    care.check_licences_held,
    overrides.check_refusal_is_a_reason,
    overrides.check_overrides_have_reasons,
    people.check_patient_has_place,
    people.check_patient_cohort,
    people.check_linked_to_another,
    people.check_code_change_says_something,
    people.check_needs_exist,
    work.check_pairs_of_two,
    work.check_pairs_agree,
    work.check_ineligible_said_once,
    work.check_team_minimums_fit,
    work.check_unit_in_one_ward,
    work.check_ward_in_one_hospital,
    work.check_ward_has_people,
    work.check_groups_go_together,
    work.check_shift_minutes,
    cover.check_shift_or_interval,
    cover.check_intervals_reached,
    cover.check_isolation_skills_carried,
)


def run_checks(draft: Draft) -> Iterator[Issue]:
    """Return what every check finds, in order."""
    for check in CHECKS:
        yield from check(draft)

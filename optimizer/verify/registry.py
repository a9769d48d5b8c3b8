"""Every rule of the rulebook with the one function that checks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from optimizer.core.issue import Issue
from optimizer.verify import (
    accounted,
    capacity,
    capacity_figures,
    contracts,
    designation,
    inforce,
    legs,
    match,
    rota,
    rotation,
    sessions,
    supplies,
    teams,
    timing,
)
from optimizer.verify.context import Plan

Check = Callable[[Plan], Iterator[Issue]]

_CHECKS: tuple[Check, ...] = (
    designation.check_designation_allowed,
    designation.check_designation_fixed_in,
    designation.check_designation_unit,
    designation.check_designation_licence,
    designation.check_flow_designated,
    designation.check_flow_demand,
    designation.check_flow_capacity,
    designation.check_conversion_listed,
    designation.check_conversion_lead_time,
    accounted.check_patient_accounted,
    match.check_service_match,
    match.check_ward_kind,
    match.check_licence,
    match.check_capability,
    match.check_bloodborne,
    match.check_designated,
    match.check_unit_open,
    timing.check_not_before_ready,
    legs.check_legs_contiguous,
    legs.check_move_reason,
    accounted.check_in_treatment,
    timing.check_stay_length,
    timing.check_urgent_at_once,
    accounted.check_urgent_placed,
    timing.check_wait_figure,
    timing.check_travel_figure,
    timing.check_vehicle,
    match.check_cannot_accept,
    match.check_declined,
    match.check_pinned,
    inforce.check_state_kept,
    inforce.check_changes_listed,
    match.check_linked_same_hospital,
    sessions.check_session_pattern,
    sessions.check_session_shift,
    capacity.check_capacity,
    capacity.check_building_exclusive,
    capacity_figures.check_capacity_figures,
    accounted.check_unplaced_reason,
    teams.check_team_size,
    teams.check_team_role,
    teams.check_team_skill,
    teams.check_team_key_members,
    teams.check_team_donor,
    teams.check_team_mix,
    teams.check_one_team,
    teams.check_team_eligible,
    teams.check_group_whole,
    teams.check_pair_together,
    teams.check_pair_apart,
    teams.check_donor_minimum,
    rotation.check_rotation_ward,
    rotation.check_rotation_block,
    rotation.check_rotation_after,
    rotation.check_rotation_overlap,
    rota.check_one_shift_a_day,
    rota.check_staff_available,
    rota.check_ward_staff,
    rota.check_isolation_eligible,
    rota.check_role_match,
    rota.check_ward_minutes,
    contracts.check_rest_between,
    contracts.check_max_minutes,
    contracts.check_max_shifts_per_type,
    contracts.check_max_consecutive,
    contracts.check_min_consecutive,
    contracts.check_days_off,
    contracts.check_max_weekends,
    contracts.check_hard_request,
    supplies.check_stock_balance,
    supplies.check_stock_not_negative,
    supplies.check_use_figure,
    supplies.check_cover_figure,
    supplies.check_transfer_stock,
)
CHECKS: Mapping[str, Check] = {check.__name__.removeprefix("check_"): check for check in _CHECKS}

APART: Mapping[str, str] = {
    "known_ids": "optimizer.verify.ids.unknown_ids",
    "row_valid": "optimizer.verify.ids.unreadable_rows",
    "term_value": "optimizer.verify.terms.wrong_terms",
    "manifest": "optimizer.verify.folder.verify_folder",
}
"""Rules about the plan as a whole, checked before or beside the others, and by what."""
EVERY_STEP = frozenset({"capacity_figures"})
"""Rules of the routing step that hold whatever was run: the capacity table stands in every plan."""

"""Rows that can be read and make no sense: places, references, amounts."""

from __future__ import annotations

from tests.data.broken.build import added, changed, replaced, with_column
from tests.data.broken.case import BrokenCase

PLACES = (
    BrokenCase(
        "swapped_lat_lon",
        changed("hospitals", "103.8202,36.0678", "36.0678,103.8202"),
        "swapped_coordinates",
        "hospitals",
        2,
        "lat",
    ),
    BrokenCase(
        "swapped_small", changed("origins", "103.8350,36.0560", "36.0560,103.8350"), "swapped_coordinates", "origins", 2, "lat"
    ),
    BrokenCase("zero_point", changed("origins", "103.8350,36.0560", "0,0"), "zero_coordinates", "origins", 2, "lon"),
    BrokenCase("unknown_crs", changed("hospitals", "36.0678,WGS84", "36.0678,Mars2000"), "unknown_crs", "hospitals", 2, "crs"),
    BrokenCase(
        "half_coordinates", changed("hospitals", "103.8202,36.0678", "103.8202,"), "half_coordinates", "hospitals", 2, "lon"
    ),
    BrokenCase(
        "no_coordinates", changed("hospitals", "城关区,103.8202,36.0678", "永登县,,"), "no_coordinates", "hospitals", 2, "lon"
    ),
    BrokenCase(
        "no_district", changed("hospitals", "城关区,103.8202,36.0678", ",,"), "required_blank", "hospitals", 2, "district"
    ),
    BrokenCase("patient_nowhere", changed("patients", "P02,O01,", "P02,,"), "patient_without_place", "patients", 3, "origin_id"),
    BrokenCase("patient_half", changed("patients", "103.63,36.09", "103.63,"), "half_coordinates", "patients", 7, "lon"),
    BrokenCase("own_parent", with_column("hospitals", "parent_id", ["H01"]), "self_reference", "hospitals", 2, "parent_id"),
)

REFERENCES = (
    BrokenCase(
        "duplicate_hospital", added("hospitals", "H01,x,,城关区,103.8,36.0,,,,,,"), "duplicate_key", "hospitals", 5, "hospital_id"
    ),
    BrokenCase(
        "duplicate_patient",
        added("patients", "P01,O01,,,critical,red,,2,2022-03-11,,,,,,,"),
        "duplicate_key",
        "patients",
        8,
        "patient_id",
    ),
    BrokenCase(
        "duplicate_demand", added("demand", "O01,critical,buffer,2022/3/10,1,,"), "duplicate_key", "demand", 6, "origin_id"
    ),
    BrokenCase("unknown_hospital", changed("units", "U04,H02", "U04,H77"), "unknown_reference", "units", 5, "hospital_id"),
    BrokenCase(
        "unknown_service",
        changed("patients", "P01,O01,,,critical", "P01,O01,,,critcal"),
        "unknown_reference",
        "patients",
        2,
        "service_id",
    ),
    BrokenCase(
        "unknown_origin", changed("demand", "O01,critical", "O99,critical"), "unknown_reference", "demand", 2, "origin_id"
    ),
    BrokenCase(
        "unknown_unit", changed("wards", "W1,隔离病区,U07", "W1,隔离病区,U77"), "unknown_reference", "wards", 2, "unit_ids"
    ),
    BrokenCase(
        "unknown_current_unit", changed("patients", ",,,U01", ",,,U0X"), "unknown_reference", "patients", 7, "current_unit_id"
    ),
    BrokenCase("unknown_staff", changed("requests", "S02,", "S99,"), "unknown_reference", "requests", 2, "staff_id"),
    BrokenCase("unknown_contract", changed("staff", ",C1,", ",C9,"), "unknown_reference", "staff", 2, "contract_id"),
    BrokenCase("unknown_ward", changed("rotation", "W1,", "W9,"), "unknown_reference", "rotation", 2, "ward_id"),
    BrokenCase(
        "unknown_shift", changed("ward_cover", "nurse,,day", "nurse,,dawn"), "unknown_reference", "ward_cover", 2, "shift_type"
    ),
    BrokenCase(
        "unknown_requested_shift", changed("requests", "12,day", "12,dawn"), "unknown_reference", "requests", 3, "shift_type"
    ),
    BrokenCase(
        "unknown_shift_limit",
        changed("contracts", "night=3", "nigth=3"),
        "unknown_reference",
        "contracts",
        2,
        "max_shifts_per_type",
    ),
    BrokenCase(
        "unknown_forbidden",
        changed("shift_types", "yes,day", "yes,dusk"),
        "unknown_reference",
        "shift_types",
        4,
        "forbidden_next",
    ),
    BrokenCase(
        "unknown_travel_from", changed("travel_times", "O01,H01", "O77,H01"), "unknown_reference", "travel_times", 2, "from_id"
    ),
    BrokenCase(
        "unknown_link", changed("patients", "icu,,,", "icu,,P99,"), "unknown_reference", "patients", 2, "linked_patient_id"
    ),
    BrokenCase(
        "unknown_code_patient", changed("code_changes", "P04", "P99"), "unknown_reference", "code_changes", 2, "patient_id"
    ),
    BrokenCase(
        "unknown_stock_hospital",
        changed("supplies", "coverall,H01", "coverall,H9"),
        "unknown_reference",
        "supplies",
        2,
        "hospital_id",
    ),
    BrokenCase(
        "unknown_wide_shift",
        replaced("roster_history.csv", "staff_id,2022-03-08,2022-03-09\nS02,休,Q\n"),
        "unknown_shift_code",
        "roster_history",
        2,
        "2022-03-09",
    ),
    BrokenCase("comma_in_id", changed("wards", "W2,", '"W2,x",'), "separator_in_id", "wards", 3, "ward_id"),
)

SENSE = (
    BrokenCase(
        "from_after_to",
        changed("capacity_changes", "2022-03-12,2022-03-13", "2022-03-13,2022-03-12"),
        "from_after_to",
        "capacity_changes",
        2,
        "to",
    ),
    BrokenCase(
        "refusal_backwards", changed("cannot_accept", "10 12:00", "09 12:00"), "from_after_to", "cannot_accept", 2, "until"
    ),
    BrokenCase("low_above_expected", changed("demand", ",0.5,0,1", ",0.5,0.9,1"), "low_expected_high", "demand", 2, "expected"),
    BrokenCase("high_below_expected", changed("demand", ",2,1,3", ",2,1,1.5"), "low_expected_high", "demand", 3, "expected"),
    BrokenCase(
        "capacity_and_delta",
        changed("capacity_changes", ",,-1,", ",4,-1,"),
        "capacity_or_delta",
        "capacity_changes",
        2,
        "capacity",
    ),
    BrokenCase("preferred_below_min", changed("ward_cover", "day,1,2", "day,3,2"), "min_above_max", "ward_cover", 2, "min"),
    BrokenCase(
        "contract_minimum", changed("contracts", "C1,0,2400", "C1,3000,2400"), "min_above_max", "contracts", 2, "min_minutes"
    ),
    BrokenCase("no_cohorts", changed("services", "135;246", ""), "sessions_without_cohorts", "services", 3, "cohorts"),
    BrokenCase(
        "no_shifts",
        changed("units", "dialysis,buffer,8,2", "dialysis,buffer,8,"),
        "sessions_without_shifts",
        "units",
        3,
        "shifts_per_day",
    ),
    BrokenCase(
        "linked_to_self", changed("patients", "icu,,,", "icu,,P01,"), "self_reference", "patients", 2, "linked_patient_id"
    ),
    BrokenCase(
        "no_shift_no_interval",
        changed("ward_cover", "W1,nurse,,day,1,2", "W1,nurse,,,1,2"),
        "shift_or_interval",
        "ward_cover",
        2,
        "shift_type",
    ),
    BrokenCase(
        "interval_of_no_day",
        changed("ward_cover", "skill,shift_type,min", "skill,interval,min"),
        "unreadable_interval",
        "ward_cover",
        2,
        "interval",
    ),
    BrokenCase(
        "on_call_inside",
        changed("shift_types", "ward_minutes,night,", "ward_minutes,on_call,"),
        "on_call_inside",
        "shift_types",
        4,
        "ward_minutes",
    ),
    BrokenCase(
        "pair_contradiction",
        changed("staff_pairs", "S02,S03,apart", "S02,S03,apart\nS03,S02,together"),
        "pair_contradiction",
        "staff_pairs",
        3,
        "rule",
    ),
    BrokenCase(
        "carried_too_far",
        changed("fairness_carry", "S02,2022-03-07", "S02,2022-03-10"),
        "carried_in_horizon",
        "fairness_carry",
        2,
        "until",
    ),
    BrokenCase("pair_of_one", changed("staff_pairs", "S02,S03", "S02,S02"), "self_reference", "staff_pairs", 2, "other_id"),
    BrokenCase("empty_change", changed("code_changes", "green,none", ","), "empty_change", "code_changes", 2, "health_code"),
    BrokenCase(
        "eligible_with_reason",
        changed("staff", "S10,H03,nurse,,,,C1,no", "S10,H03,nurse,,,,C1,yes"),
        "eligible_with_reason",
        "staff",
        11,
        "ineligible_reason",
    ),
    BrokenCase(
        "team_too_small",
        changed("teams_wanted", "W1,4,doctor=1;nurse=2", "W1,4,doctor=1;nurse=9"),
        "team_too_small",
        "teams_wanted",
        2,
        "size",
    ),
    BrokenCase("unit_in_two_wards", changed("wards", "U04;U05", "U04;U07"), "unit_in_two_wards", "wards", 3, "unit_ids"),
    BrokenCase("post_without_people", changed("wards", ",U04;U05", ","), "post_without_people", "wards", 3, "hospital_id"),
    BrokenCase("ward_of_another", with_column("wards", "hospital_id", ["H01"]), "ward_of_another", "wards", 2, "hospital_id"),
    BrokenCase(
        "group_cover_skill", added("ward_cover", "W1,support,icu,day,1,,group"), "group_cover_skill", "ward_cover", 5, "skill"
    ),
    BrokenCase(
        "group_and_people",
        changed("ward_cover", "W1,nurse,,day,1,2,ward", "W1,nurse,,day,1,2,group"),
        "group_and_people",
        "ward_cover",
        3,
        "per",
    ),
    BrokenCase("shift_too_long", changed("shift_types", "14:00,360", "14:00,480"), "shift_minutes", "shift_types", 2, "minutes"),
    BrokenCase("entry_too_long", changed("shift_types", "360,240", "360,400"), "shift_minutes", "shift_types", 2, "ward_minutes"),
)

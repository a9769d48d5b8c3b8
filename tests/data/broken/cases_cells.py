"""Cells that cannot be read."""

from __future__ import annotations

from tests.data.broken.build import changed
from tests.data.broken.case import BrokenCase

CELLS = (
    BrokenCase(
        "required_blank", changed("units", "U04,H02,,critical", "U04,,,critical"), "required_blank", "units", 5, "hospital_id"
    ),
    BrokenCase("negative_beds", changed("units", "buffer,6,", "buffer,-6,"), "out_of_range", "units", 2, "capacity"),
    BrokenCase("fraction_beds", changed("units", "buffer,6,", "buffer,6.5,"), "fraction", "units", 2, "capacity"),
    BrokenCase("wide_digits", changed("units", "buffer,6,", "buffer,６张,"), "not_a_number", "units", 2, "capacity"),
    BrokenCase("superscript", changed("units", "buffer,6,", "buffer,6²,"), "not_a_number", "units", 2, "capacity"),
    BrokenCase("huge_number", changed("units", "buffer,6,", "buffer,1e300,"), "out_of_range", "units", 2, "capacity"),
    BrokenCase("not_a_number", changed("demand", ",0.5,", ",half,"), "not_a_number", "demand", 2, "expected"),
    BrokenCase("infinite", changed("demand", ",0.5,", ",inf,"), "not_a_number", "demand", 2, "expected"),
    BrokenCase("sentinel_capacity", changed("units", "buffer,6,", "buffer,-999999,"), "sentinel", "units", 2, "capacity"),
    BrokenCase(
        "sentinel_occupied", changed("units", "buffer,6,,0,1,", "buffer,6,,0,无数据,"), "sentinel", "units", 2, "occupied"
    ),
    BrokenCase("sentinel_id", changed("units", "U04,H02", "U04,-"), "sentinel", "units", 5, "hospital_id"),
    BrokenCase(
        "february_30", changed("patients", "2,2022-03-10,,135", "2,2022-02-30,,135"), "impossible_date", "patients", 3, "ready_at"
    ),
    BrokenCase("month_13", changed("demand", "2022-03-10", "2022/13/01"), "impossible_date", "demand", 2, "date"),
    BrokenCase("day_first", changed("demand", "2022-03-10", "18/03/2022"), "unreadable_date", "demand", 2, "date"),
    BrokenCase("no_year", changed("demand", "2022-03-10", "3月18日"), "unreadable_date", "demand", 2, "date"),
    BrokenCase("compact_impossible", changed("demand", "2022-03-10", "20220332"), "impossible_date", "demand", 2, "date"),
    BrokenCase("chinese_impossible", changed("demand", "2022-03-10", "2022年2月29日"), "impossible_date", "demand", 2, "date"),
    BrokenCase("serial_date", changed("demand", "2022-03-10", "44638"), "unreadable_date", "demand", 2, "date"),
    BrokenCase("year_22022", changed("holidays", "2022-04-05", "1022-04-05"), "implausible_date", "holidays", 2, "date"),
    BrokenCase("date_with_time", changed("demand", "2022-03-10", "2022-03-10 08:30"), "date_with_time", "demand", 2, "date"),
    BrokenCase(
        "zoned_time", changed("patients", "2022-03-10 09:30", "2022-03-10T09:30Z"), "time_zone_in_cell", "patients", 2, "ready_at"
    ),
    BrokenCase(
        "hour_25", changed("patients", "2022-03-10 09:30", "2022-03-10 25:30"), "impossible_time", "patients", 2, "ready_at"
    ),
    BrokenCase("time_overflow", changed("shift_types", "08:00", "24:30"), "impossible_time", "shift_types", 2, "start"),
    BrokenCase("unreadable_time", changed("shift_types", "08:00", "early"), "unreadable_time", "shift_types", 2, "start"),
    BrokenCase(
        "unknown_choice",
        changed("patients", "critical,yellow", "critical,purple"),
        "unknown_choice",
        "patients",
        2,
        "health_code",
    ),
    BrokenCase(
        "unknown_ward_kind", changed("units", "critical,buffer,6", "critical,buffr,6"), "unknown_choice", "units", 2, "ward_kind"
    ),
    BrokenCase(
        "not_yes_or_no", changed("staff", "C1,yes,yes", "C1,maybe,yes"), "not_yes_or_no", "staff", 2, "isolation_eligible"
    ),
    BrokenCase(
        "a_diagnosis_for_a_reason",
        changed("staff", "2022-04-30,protected", "2022-04-30,asthma"),
        "unknown_choice",
        "staff",
        11,
        "ineligible_reason",
    ),
    BrokenCase("urgency_5", changed("patients", "untested,1,", "untested,5,"), "out_of_range", "patients", 2, "urgency"),
    BrokenCase("urgency_v", changed("patients", "untested,1,", "untested,Ⅴ,"), "not_a_number", "patients", 2, "urgency"),
    BrokenCase(
        "bad_counts", changed("teams_wanted", "doctor=1;nurse=2", "doctor 1"), "unreadable_counts", "teams_wanted", 2, "role_min"
    ),
    BrokenCase(
        "unknown_role", changed("teams_wanted", "doctor=1;nurse=2", "docter=1"), "unknown_choice", "teams_wanted", 2, "role_min"
    ),
    BrokenCase("bad_cohort", changed("services", "135;246", "531"), "unreadable_cohort", "services", 3, "cohorts"),
    BrokenCase("control_character", changed("units", "U01,", "U\x0701,"), "control_character", "units", 2, "unit_id"),
    BrokenCase(
        "text_direction", changed("hospitals", "市第二医院", "市第\u202e二医院"), "control_character", "hospitals", 2, "name_zh"
    ),
    BrokenCase("line_break_in_id", changed("units", "U01,", '"U0\n1",'), "control_character", "units", 2, "unit_id"),
    BrokenCase(
        "lost_characters", changed("hospitals", "市第二医院", "市第\ufffd\ufffd医院"), "damaged_text", "hospitals", 2, "name_zh"
    ),
    BrokenCase("long_id", changed("units", "U01,", "U" * 80 + ","), "too_long", "units", 2, "unit_id"),
)

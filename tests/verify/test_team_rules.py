from __future__ import annotations

from dataclasses import replace

from optimizer.data.tables import plan
from optimizer.data.tables import staff as work
from optimizer.data.vocabulary import IneligibleReason, PairRule, Phase, PullReason
from tests.verify.case import Case
from tests.verify.city import DOCTOR, day
from tests.verify.edges import Edge, Edit, assert_edge, both, given, more, over, row, same

T1, N03 = {"team_id": "T1"}, {"staff_id": "n03"}
DUTY = {"team_id": "T1", "phase": Phase.DUTY}


def _in(team: str, staff: str) -> plan.TeamRow:
    return plan.TeamRow(team_id=team, staff_id=staff)


def _pair(one: str, other: str, rule: PairRule) -> Edit:
    def edit(case: Case) -> Case:
        pair = replace(case.dataset.staff_pairs[0], staff_id=one, other_id=other, rule=rule)
        return replace(case, dataset=replace(case.dataset, staff_pairs=(pair,)))

    return edit


def _phase(team: str, first: int, last: int, phase: Phase, ward: str = "") -> plan.RotationRow:
    return plan.RotationRow(team_id=team, ward_id=ward, from_=day(first), to=day(last), phase=phase)


def in_force(*rows: plan.RotationRow, same_ward_other_team: bool = False) -> Edit:
    """The rotation of the plan is the one in force, with a few rows more; or T2 was to begin where T1 does."""

    def edit(case: Case) -> Case:
        before = case.tables.rotation
        if same_ward_other_team:
            before = tuple(replace(one, team_id="T2") if one.from_ == day(0) and one.ward_id else one for one in before)
        return replace(case, previous_rotation=(*before, *rows))

    return edit


def pulled(team: str, first: int, **more: int) -> Edit:
    event = work.TeamEvent(team_id=team, from_=day(first), reason=PullReason.INFECTION, **more)
    return lambda case: replace(case, dataset=replace(case.dataset, team_events=(event,)))


def out_from_5(case: Case) -> Case:
    """T1 leaves after five days; observation and rest follow."""
    rows = [one for one in case.tables.rotation if one.team_id != "T1"]
    mine = (
        _phase("T1", 0, 4, Phase.DUTY, "W1"),
        _phase("T1", 5, 7, Phase.OBSERVATION),
        _phase("T1", 8, 11, Phase.REST),
    )
    return case.put(rotation=(*rows, *mine))


def shifted(case: Case) -> Case:
    """T2 begins a day later than a block."""
    rows = [one for one in case.tables.rotation if one.team_id != "T2"]
    return case.put(rotation=(*rows, _phase("T2", 8, 14, Phase.DUTY, "W1")))


def fills_in(last: int) -> Edit:
    """T2 serves from day 9 to the end, or not, of the duty in force."""

    def edit(case: Case) -> Case:
        rows = [one for one in case.tables.rotation if one.team_id != "T2"]
        return replace(
            case.put(rotation=(*rows, _phase("T2", 9, last, Phase.DUTY, "W1"))), previous_rotation=case.tables.rotation
        )

    return edit


def hours(handover_h: float) -> Edit:
    return given("rotation", {"ward_id": "W1"}, handover_h=handover_h)


def relieves(team: str, handover_h: float) -> Edit:
    return row("rotation", {"team_id": "T2", "phase": Phase.DUTY}, relieves=team, handover_h=handover_h)


def changed(reason: str) -> plan.RotationChangeRow:
    return plan.RotationChangeRow(ward_id="W1", from_=day(0), to=day(6), from_team_id="T2", to_team_id="T1", reason_code=reason)


EDGES = [
    Edge("team_size", given("teams_wanted", T1, size=6), given("teams_wanted", T1, size=7)),
    Edge("team_role", given("teams_wanted", T1, role_min=(("doctor", 1),)), given("teams_wanted", T1, role_min=(("doctor", 2),))),
    Edge("team_skill", given("teams_wanted", T1, skill_min=(("icu", 2),)), given("teams_wanted", T1, skill_min=(("icu", 3),))),
    Edge(
        "team_grade", given("teams_wanted", T1, grade_min=(("senior", 2),)), given("teams_wanted", T1, grade_min=(("senior", 3),))
    ),
    Edge("team_standby", same, given("teams_wanted", T1, standby_share=0.1)),
    Edge(
        "team_standby",
        both(given("teams_wanted", T1, standby_share=1 / 6), row("teams", N03, standby=True)),
        both(given("teams_wanted", T1, standby_share=0.17), row("teams", N03, standby=True)),
    ),
    Edge("team_eligible", same, given("staff", N03, ineligible_reason=IneligibleReason.PROTECTED)),
    Edge("draw_figures", same, given("donor_minimum", {"hospital_id": "H1"}, headcount=12)),
    Edge(
        "draw_figures",
        given("services", {"service_id": "fever"}, nurses_headcount_per_bed=0.9),
        given("services", {"service_id": "fever"}, nurses_headcount_per_bed=0.8),
    ),
    Edge("team_key_members", given("teams_wanted", T1, key_members_min=2), given("teams_wanted", T1, key_members_min=3)),
    Edge("team_donor", given("teams_wanted", T1, donor_ids=()), given("teams_wanted", T1, donor_ids=("H1",))),
    Edge(
        "team_mix",
        given("teams_wanted", T1, max_share_one_hospital=4 / 6),
        given("teams_wanted", T1, max_share_one_hospital=0.66),
    ),
    Edge("one_team", same, more("teams", _in("T2", "n01"))),
    Edge("one_team", same, more("teams", _in("T1", "n01"))),
    Edge("team_eligible", same, row("teams", N03, staff_id="n09")),
    Edge("team_eligible", given("staff", N03, available_to=day(13)), given("staff", N03, available_to=day(12))),
    Edge("team_eligible", given("staff", N03, available_from=day(0)), given("staff", N03, available_from=day(1))),
    Edge("group_whole", given("staff", {"staff_id": "n01"}, group_id="g1"), given("staff", {"staff_id": "n11"}, group_id="g1")),
    Edge("pair_together", _pair("n01", "m01", PairRule.TOGETHER), _pair("n01", "n04", PairRule.TOGETHER)),
    Edge("pair_together", _pair("n07", "n08", PairRule.TOGETHER), _pair("n01", "n07", PairRule.TOGETHER)),
    Edge("pair_apart", _pair("n01", "n04", PairRule.APART), _pair("n01", "n02", PairRule.APART)),
    Edge("pair_apart", _pair("n07", "n08", PairRule.APART), _pair("n01", "m01", PairRule.APART)),
    Edge(
        "donor_minimum",
        given("donor_minimum", {"hospital_id": "H1"}, headcount=14),
        given("donor_minimum", {"hospital_id": "H1"}, headcount=15),
    ),
    Edge(
        "donor_minimum",
        given("donor_minimum", {"hospital_id": "H1"}, role=DOCTOR, headcount=2),
        given("donor_minimum", {"hospital_id": "H1"}, role=DOCTOR, headcount=3),
    ),
    Edge("rotation_ward", given("teams_wanted", T1, ward_id=()), given("teams_wanted", T1, ward_id=("W3",))),
    Edge("rotation_ward", same, row("rotation", DUTY, ward_id="W3")),
    Edge("rotation_ward", same, row("rotation", {"phase": Phase.REST}, ward_id="W1")),
    Edge("rotation_block", same, row("rotation", DUTY, to=day(7))),
    Edge("rotation_block", same, row("rotation", DUTY, from_=day(1), to=day(7))),
    Edge("rotation_block", same, row("rotation", DUTY, from_=day(14), to=day(20))),
    Edge(
        "rotation_after",
        row("rotation", {"phase": Phase.STANDBY}),
        row("rotation", {"phase": Phase.OBSERVATION, "team_id": "T2"}),
    ),
    Edge("rotation_after", same, row("rotation", {"phase": Phase.REST, "team_id": "T1"}, to=day(12))),
    Edge("rotation_after", given("rotation", {"ward_id": "W1"}, rest_days=4), given("rotation", {"ward_id": "W1"}, rest_days=5)),
    Edge("rotation_after", same, more("rotation", _phase("T2", 0, 2, Phase.REST))),
    Edge(
        "rotation_overlap",
        more("rotation", _phase("T1", 14, 20, Phase.STANDBY)),
        more("rotation", _phase("T1", 13, 20, Phase.STANDBY)),
    ),
    Edge("rotation_overlap", same, more("rotation", _phase("T2", 6, 6, Phase.DUTY, "W1"))),
    Edge("rotation_kept", in_force(), in_force(_phase("T2", -1, 5, Phase.DUTY, "W1"))),
    Edge("rotation_kept", in_force(_phase("T2", -12, -8, Phase.DUTY, "W1")), in_force(_phase("T2", -12, -7, Phase.DUTY, "W1"))),
    Edge("rotation_kept", in_force(), both(in_force(), row("rotation", DUTY, from_=day(-1)))),
    Edge("rotation_block", both(in_force(), shifted), shifted),
    Edge("rotation_block", fills_in(13), fills_in(12)),
    Edge("team_pulled", pulled("T1", 7), pulled("T1", 6)),
    Edge("team_pulled", both(pulled("T1", 5), out_from_5), both(pulled("T1", 4), out_from_5)),
    Edge(
        "team_pulled",
        both(pulled("T1", 5, observation_days=3), out_from_5),
        both(pulled("T1", 5, observation_days=4), out_from_5),
    ),
    Edge("rotation_after", both(pulled("T1", 5), out_from_5), both(pulled("T1", 6), out_from_5)),
    Edge("rotation_handover", hours(0.0), hours(2.0)),
    Edge("rotation_handover", both(hours(2.0), relieves("T1", 2.0)), both(hours(2.0), relieves("T1", 1.0))),
    Edge("rotation_handover", both(hours(2.0), pulled("T1", 7)), both(hours(2.0), pulled("T1", 7), relieves("T1", 2.0))),
    Edge(
        "rotation_handover",
        both(hours(2.0), relieves("T1", 2.0), row("rotation", {"phase": Phase.STANDBY}, phase=Phase.REST)),
        both(hours(2.0), relieves("T1", 2.0), row("rotation", {"phase": Phase.STANDBY}, phase=Phase.OBSERVATION)),
    ),
    Edge("rotation_changes_listed", in_force(), in_force(same_ward_other_team=True)),
    Edge(
        "rotation_changes_listed",
        both(in_force(same_ward_other_team=True), more("rotation_changes", changed("rearranged"))),
        both(in_force(same_ward_other_team=True), more("rotation_changes", changed("pulled_out"))),
    ),
]


@over(EDGES)
def test_edge(edge: Edge) -> None:
    assert_edge(edge)

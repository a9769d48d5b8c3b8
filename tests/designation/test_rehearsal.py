from dataclasses import replace

import pytest

from optimizer.core.params import Limits
from optimizer.data.vocabulary import Fixed
from optimizer.designation.model import designate
from optimizer.designation.rehearsal import Rehearsal
from optimizer.planning.rehearsed import Rehearsed, check_loss
from optimizer.report.study.rehearsal import tables
from tests.designation.city import buffer_unit, city, conversion, demand, hospital
from tests.designation.tiny import tiny
from tests.factories import unit

LIMITS = Limits(workers=2)
THREE = {("O1", "H1"): 10, ("O1", "H2"): 20, ("O1", "H3"): 70}
ONE_DISTRICT = [hospital(name, district="d") for name in ("H1", "H2", "H3")]


def rehearsal(data):
    plan = designate(data, LIMITS).solution
    return plan, Rehearsal(data, plan.designation, plan.conversions, LIMITS)


def test_what_is_lost_goes_to_the_next_which_must_be_opened():
    units = [buffer_unit("A", "H1"), buffer_unit("B", "H2"), buffer_unit("C", "H3")]
    _, asked = rehearsal(city(THREE, hospitals=ONE_DISTRICT, units=units, demand=[demand("O1", 3)]))
    (loss,) = asked.losses()
    assert (loss.hospital_id, loss.load, loss.uncovered, loss.beyond, loss.travel) == ("H1", 3, 0, 0, 30)
    assert [site.hospital_id for site in loss.opened] == ["H2"]
    assert loss.goes_to == (("H2", 3),)
    assert loss.origins == ()
    assert loss.proven


def test_the_worst_loss_comes_first_and_names_who_is_left():
    units = [buffer_unit("A", "H1", 3), buffer_unit("B", "H2", 9), buffer_unit("C", "H3", 2)]
    _, asked = rehearsal(city(THREE, hospitals=ONE_DISTRICT, units=units, demand=[demand("O1", 11)]))
    losses = asked.losses()
    assert [one.hospital_id for one in losses] == ["H2", "H1"]
    assert losses[0].uncovered == pytest.approx(6)
    assert losses[0].beyond == pytest.approx(2)
    assert losses[0].goes_to[-1] == ("", pytest.approx(6))
    assert losses[0].origins == (("O1", pytest.approx(8)),)


def test_a_unit_is_converted_when_nothing_else_is_left():
    units = [buffer_unit("A", "H1"), unit("G", hospital_id="H2")]
    rows = [conversion("G", lead_time_h=0)]
    _, asked = rehearsal(city(THREE, hospitals=ONE_DISTRICT, units=units, unit_conversions=rows, demand=[demand("O1", 3)]))
    (loss,) = asked.losses()
    assert [row.unit_id for row in loss.converted] == ["G"]
    assert loss.uncovered == 0


def test_the_hospital_that_helps_most_comes_first():
    units = [buffer_unit("A", "H1", 4), buffer_unit("B", "H2", 9), buffer_unit("C", "H3", 9)]
    fixed = [hospital("H3", district="d"), *ONE_DISTRICT[:2]]
    data = city(THREE, hospitals=fixed, units=units, demand=[demand("O1", 4)])
    asked = Rehearsal(data, designate(data, LIMITS).solution.designation, (), LIMITS)
    assert asked.gains() == []  # all are near already
    far = Rehearsal(data, _only(data, "H3"), (), LIMITS)
    assert [(one.hospital_id, one.beyond, one.travel) for one in far.gains()] == [("H1", 4, 240), ("H2", 4, 200)]
    shown = tables(Rehearsed(data, tuple(far.losses()), tuple(far.gains())))
    assert b"H1,0,4,240,H1 general buffer" in shown["additions.csv"]
    assert shown["rehearsal.csv"].count(b"\n") == 2


def _only(data, name):
    rows = tuple(replace(row, fixed=Fixed.IN if row.hospital_id == name else Fixed.OUT) for row in data.hospitals)
    return designate(replace(data, hospitals=rows), LIMITS).solution.designation


@pytest.mark.parametrize("seed", range(10))
def test_a_loss_is_what_designation_makes_of_the_rest(seed):
    """With one site per hospital and nothing held, a hospital lost is a designation with that hospital out."""
    data = tiny(seed)
    plan, asked = rehearsal(data)
    for loss in asked.losses():
        check_loss(data, loss)
        rows = tuple(replace(row, fixed=Fixed.OUT) if row.hospital_id == loss.hospital_id else row for row in data.hospitals)
        anew = designate(replace(data, hospitals=rows), LIMITS)
        assert asked.now.uncovered + loss.uncovered >= anew.term("uncovered") - 0.01  # holding can only cost
        if not plan.conversions and {row.hospital_id for row in plan.designation} == {loss.hospital_id}:
            assert asked.now.uncovered + loss.uncovered == pytest.approx(anew.term("uncovered"), abs=0.01)
            assert asked.now.beyond + loss.beyond == pytest.approx(anew.term("beyond_limit"), abs=0.01)


def test_one_loss_is_the_one_of_all():
    units = [buffer_unit("A", "H1"), buffer_unit("B", "H2"), buffer_unit("C", "H3")]
    _, asked = rehearsal(city(THREE, hospitals=ONE_DISTRICT, units=units, demand=[demand("O1", 3)]))
    assert [asked.lost("H1")] == asked.losses()

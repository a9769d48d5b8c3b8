"""Why shifts stay open, and one person's rota explained."""

from __future__ import annotations

from optimizer.core.text import LANGS
from optimizer.data.vocabulary import Role
from optimizer.planning.explain_rota import binding_text, person_lines, shortage_lines
from optimizer.rota.desk.person import person_rota
from optimizer.rota.desk.shortage import bindings, open_needs, shortage
from tests.factories import contract, cover, day, nurse, request
from tests.rota.small import ward_data
from tests.rota.test_desk import desk_of, row


def test_nothing_open_nothing_to_say() -> None:
    desk = desk_of(ward_data(1, ward_cover=[cover("A")]), row("S1", 0))
    assert open_needs(desk) == ()
    assert bindings(desk, ()) == {}


def test_everybody_able_is_counted_under_what_keeps_them() -> None:
    staff = [
        *(nurse(f"S{n}") for n in range(1, 6)),
        nurse("S6", hospital_id="H2"),
        nurse("S7", available_from=day(3)),
        nurse("D", role=Role.DOCTOR),
    ]
    data = ward_data(
        4,
        staff=staff,
        ward_cover=[cover("A", 5), cover("N")],
        contracts=[contract(max_consecutive_shifts=2)],
        requests=[request("S5", 2, hard=True)],
    )
    desk = desk_of(
        data, row("S1", 1, "N"), row("S2", 0), row("S2", 1), row("S3", 2, "N"), row("S4", 2), *(row("S5", n) for n in (0, 1))
    )
    need = next(need for need in open_needs(desk) if (need.day, need.shift) == (2, 0))
    found = shortage(desk, need)
    assert (found.there, found.missing) == (1, 4)
    assert len(found.able) == 4  # S4 is there
    assert found.free == ()
    assert found.outside == {"ward_staff": 1, "staff_available": 1}
    alone = {hold.rule: [data.staff[index].staff_id for index in hold.alone] for hold in found.holds}
    assert alone == {"rest_between": ["S1"], "max_consecutive": ["S2"], "one_shift_a_day": ["S3"], "hard_request": []}
    beside = {hold.rule: [data.staff[index].staff_id for index in hold.beside] for hold in found.holds}
    assert beside["hard_request"] == beside["max_consecutive"] == ["S5"]
    assert len(found.holds[0].alone) >= len(found.holds[-1].alone)
    for lang in LANGS:
        lines = list(shortage_lines(desk, found, lang))
        assert len(lines) > 6
        assert not any("{" in line for line in lines)


def test_whom_nothing_keeps_is_named() -> None:
    desk = desk_of(ward_data(1, ward_cover=[cover("A")]))
    assert shortage(desk, open_needs(desk)[0]).free == (0,)


def test_what_binds_a_ward_is_summed_over_its_shifts() -> None:
    data = ward_data(300, ward_cover=[cover("A", 2)], contracts=[contract(max_shifts_per_type=(("A", 0),))])
    desk = desk_of(data)
    [found] = bindings(desk, open_needs(desk)).values()
    assert found.looked == 100
    assert found.alone == (("max_shifts_per_type", 100),)
    text = binding_text(found)
    assert "Not more shifts of a type than the contract allows 100" in text.en
    assert "100" in text.zh


def test_a_person_against_their_limits_and_requests() -> None:
    data = ward_data(
        14,
        staff=[nurse("S1"), nurse("S2")],
        ward_cover=[cover("A"), cover("N", 0)],
        contracts=[contract(min_minutes=960, max_minutes=2400, period_days=7, max_weekends=1, max_consecutive_shifts=3)],
        requests=[request("S1", 0), request("S1", 1, weight=3), request("S1", 3, "N", weight=2), request("S1", 9, "N", weight=2)],
    )
    desk = desk_of(data, *(row("S1", number) for number in (1, 2, 4, 5)), row("S2", 8, "N"))
    found = person_rota(desk, 0)
    assert [minutes for _, minutes in found.periods] == [4 * 480, 0]
    assert (found.nights, found.weekends, found.longest_run, found.others_nights) == (0, 1, 2, (1, 1))
    first, second, third, fourth = found.requests
    assert first.kept
    assert not second.kept
    assert second.costs is not None
    assert second.costs["short_of_min"] == 1
    assert [need.day for need in second.needed] == [1]
    assert {obstacle.rule for obstacle in third.obstacles} == {"rest_between", "max_consecutive"}
    assert fourth.obstacles == ()
    for lang in LANGS:
        lines = list(person_lines(desk, found, lang))
        assert len(lines) == 2 + 5 + 4
        assert not any("{" in line for line in lines)


def test_somebody_without_a_shift() -> None:
    desk = desk_of(ward_data(7))
    found = person_rota(desk, 0)
    assert (found.shifts, found.longest_run, found.requests) == ((), 0, ())
    assert list(person_lines(desk, found, "en"))

from optimizer.data.vocabulary import UsePer, WardKind
from optimizer.supplies.use import daily_use
from tests.factories import START, unit
from tests.supplies.stock import census, hospitals, stock, uses, works


def use_of(data, rota=(), **patients):
    return daily_use(data, rota, census(data, **patients))["H1", "mask", START]


def test_patient_days_count_buffer_and_isolation_only():
    units = [
        unit(name, ward_kind=kind)
        for name, kind in (("U1", WardKind.BUFFER), ("T1", WardKind.ISOLATION), ("G", WardKind.GENERAL))
    ]
    data = hospitals(stock(), use=[uses(2)], units=units, wards=())
    assert use_of(data, U1=3, T1=1, G=5) == 8


def test_shifts_count_in_every_ward_of_the_hospital():
    data = hospitals(stock(), stock("H2"), use=[uses(2, UsePer.SHIFT)])
    rota = [works("N1"), works("N2", ward_id="W2"), works("N3", number=1)]
    assert use_of(data, rota) == 2
    assert daily_use(data, rota, {})["H2", "mask", START] == 2


def test_entries_count_in_team_wards_only():
    data = hospitals(stock(), stock("H2"), use=[uses(1, UsePer.ENTRY)])
    rota = [works("N1"), works("N2", ward_id="W2")]
    assert use_of(data, rota) == 1
    assert daily_use(data, rota, {})["H2", "mask", START] == 0


def test_a_longer_time_inside_is_another_entry():
    data = hospitals(stock(), use=[uses(1, UsePer.ENTRY)])
    assert use_of(data, [works(shift_type_id="A")]) == 1
    assert use_of(data, [works(shift_type_id="B")]) == 2


def test_kinds_of_use_add_up_and_are_rounded():
    data = hospitals(stock(), use=[uses(0.3333), uses(0.1111, UsePer.SHIFT)])
    assert use_of(data, [works()], U1=2) == 0.778


def test_only_what_a_hospital_keeps():
    data = hospitals(stock("H1"), use=[uses(), uses(item="gown")])
    assert {key[:2] for key in daily_use(data, (), census(data, U1=1, U2=1))} == {("H1", "mask")}

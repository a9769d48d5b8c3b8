from ortools.sat.python import cp_model

from optimizer.core.params import Limits
from optimizer.solve.conflict import smallest_conflict
from optimizer.solve.spare import CHILD
from tests.planning.faulty_child import VARIABLE


def rules():
    model = cp_model.CpModel()
    x = model.new_int_var(0, 9, "x")
    names = {name: model.new_bool_var(name) for name in ("at_least_5", "at_most_4", "at_most_6", "even_more")}
    model.add(x >= 5).only_enforce_if(names["at_least_5"])
    model.add(x <= 4).only_enforce_if(names["at_most_4"])
    model.add(x <= 6).only_enforce_if(names["at_most_6"])
    model.add(x >= 7).only_enforce_if(names["even_more"])
    model.minimize(x)  # a goal must not widen the conflict
    return model, names


def test_conflict_is_irreducible():
    model, names = rules()
    found = set(smallest_conflict(model, names, Limits()))
    assert found in ({"at_least_5", "at_most_4"}, {"at_most_6", "even_more"}, {"at_most_4", "even_more"})


def test_conflict_of_the_rules_asked_about():
    model, names = rules()
    asked = {name: names[name] for name in ("at_least_5", "at_most_6", "even_more")}
    assert set(smallest_conflict(model, asked, Limits())) == {"at_most_6", "even_more"}


def test_no_conflict():
    model, names = rules()
    assert smallest_conflict(model, {name: names[name] for name in ("at_least_5", "at_most_6")}, Limits()) == ()


def test_negated_literals_count_too():
    model = cp_model.CpModel()
    off = model.new_bool_var("off")
    x = model.new_bool_var("x")
    model.add(x == 1).only_enforce_if(~off)
    model.add(x == 0)
    assert smallest_conflict(model, {"on": ~off}, Limits()) == ("on",)


def test_a_conflict_by_counting_is_found():
    """Eleven people cannot fill twelve places on one of three days; the other days and rules have no part in it."""
    model = cp_model.CpModel()
    names = {name: model.new_bool_var(name) for name in ("day 0", "day 1", "day 2", "few", "none")}
    for number, places in enumerate((6, 12, 6)):
        picks = [[model.new_bool_var("x") for _ in range(places)] for _ in range(11)]
        for row in picks:
            model.add_at_most_one(row)
        for place in range(places):
            model.add(sum(row[place] for row in picks) >= 1).only_enforce_if(names[f"day {number}"])
        model.add(sum(sum(row) for row in picks) <= 100).only_enforce_if(names["few"])
    assert smallest_conflict(model, names, Limits(deterministic_s=0.5)) == ("day 1",)


def test_a_conflict_told_falsely_is_none(monkeypatch):
    monkeypatch.setenv(CHILD, "tests.planning.faulty_child")
    monkeypatch.setenv(VARIABLE, "false infeasible")
    model, names = rules()
    assert smallest_conflict(model, {name: names[name] for name in ("at_least_5", "at_most_6")}, Limits()) == ()
    assert set(smallest_conflict(model, {name: names[name] for name in ("at_least_5", "at_most_4")}, Limits()))

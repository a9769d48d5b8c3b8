import itertools

import pytest

from optimizer.designation.draft import Draft
from optimizer.designation.instance import DesignationInstance, places_left
from optimizer.designation.sending import Sending
from tests.designation.brute import flows_of, values_of
from tests.designation.city import TWO, buffer_unit, city, demand
from tests.designation.tiny import tiny


@pytest.mark.parametrize("seed", range(30))
def test_no_way_of_sending_is_better(seed):
    """With whole loads and places the best way to send is whole as well: every one of them is tried, for every set of sites."""
    instance = DesignationInstance.from_dataset(tiny(seed))
    sending = Sending(instance)
    for size in range(len(instance.sites) + 1):
        for chosen in itertools.combinations(range(len(instance.sites)), size):
            is_open = frozenset(chosen)
            places = places_left(instance, frozenset(), is_open)
            best = min(
                _order(values_of(instance, Draft(is_open, frozenset(), flows))) for flows in flows_of(instance, is_open, places)
            )
            assert sending.send(is_open, frozenset()).order == pytest.approx(best, abs=1e-3)


def _order(values):
    return values[1], values[3], values[-1]


def test_what_does_not_fit_stays_behind_and_nobody_is_sent_to_a_closed_site():
    units = [buffer_unit("A", "H1", 3), buffer_unit("B", "H2", 10)]
    instance = DesignationInstance.from_dataset(city(TWO, units=units, demand=[demand("O1", 5)]))
    sent = Sending(instance).send({0}, frozenset())
    assert sent.order == (2, 0, 30)
    assert {site for _, site in sent.flows} == {0}
    assert Sending(instance).send((), frozenset()).order == (5, 0, 0)

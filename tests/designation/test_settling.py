import pytest

from optimizer.core.errors import ContradictionError
from optimizer.core.params import Limits
from optimizer.designation.before_travel import best_before_travel
from optimizer.designation.greedy import nearest_first
from optimizer.designation.instance import DesignationInstance
from optimizer.designation.merge import Merged
from optimizer.designation.model import designate
from optimizer.designation.sharing import Achieved, kept, settle, travel_of
from tests.designation.brute import best
from tests.designation.tiny import tiny

LIMITS = Limits(workers=1, deadline_s=60)
SHARE, NEAR = 1e-3, 2e-3


@pytest.mark.parametrize("seed", range(24))
def test_what_services_share_is_settled_to_a_bound_and_trips_as_short_as_can_be(seed):
    data = tiny(seed)
    try:
        designate(data, LIMITS, quick=True)
    except ContradictionError:
        pytest.skip("no designation")
    instance = DesignationInstance.from_dataset(data)
    merged = Merged(instance)
    draft, result = best_before_travel(instance, merged, nearest_first(instance), LIMITS, None)
    if not result.termination.has_plan:
        pytest.skip("no designation")
    achieved = Achieved(instance, merged.apart(draft), lambda: 60.0)
    nothing = dict.fromkeys({(site.service_id, site.ward_kind) for site in instance.sites}, 0)
    short = settle(instance, achieved, kept(instance, achieved, nothing), SHARE, lambda: 60.0)
    least = best(instance)[-1]
    found = achieved.travel if short.found is None else travel_of(instance, short.found)
    assert short.bound <= least + NEAR
    assert least * (1 - 1e-6) - NEAR <= found
    assert short.found is None or achieved.judge(short.found) is not None

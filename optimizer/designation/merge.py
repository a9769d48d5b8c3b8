"""Origins that are alike for every goal but travel, put together and taken apart again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from optimizer.designation.draft import Draft
from optimizer.designation.instance import DesignationInstance, Group

RATIO_DECIMALS = 3


class Merged:
    """Groups of the same service and ward kind with the same sites within the limit, as one each.

    Only travel tells them apart, so the goals before it can be solved on far fewer flows, and exactly so; but for the upper
    forecast, whose ratio to the expected is alike to `RATIO_DECIMALS` only.
    """

    def __init__(self, instance: DesignationInstance) -> None:
        alike: dict[tuple[str, str, tuple[int, ...], float], list[int]] = defaultdict(list)
        for number, group in enumerate(instance.groups):
            near = sorted(site for site, is_near in zip(group.sites, group.near, strict=True) if is_near)
            ratio = round(group.high / group.load, RATIO_DECIMALS)
            alike[group.service_id, group.ward_kind, tuple(near), ratio].append(number)
        self._members = [(numbers, key[2]) for key, numbers in alike.items()]
        self._loads = [group.load for group in instance.groups]
        self.groups = tuple(_merge([instance.groups[number] for number in numbers], near) for numbers, near in self._members)

    def hidden(self, groups: Sequence[Group]) -> float:
        """Return how far the upper forecast of these groups may be from what merging them says, whoever goes where."""
        ratios = [
            (self.groups[place].high / self.groups[place].load, numbers) for place, (numbers, _) in enumerate(self._members)
        ]
        return 2 * sum(abs(groups[n].high - groups[n].load * ratio) for ratio, numbers in ratios for n in numbers)

    def together(self, draft: Draft) -> Draft:
        """Return a draft over the merged groups."""
        where = {member: number for number, (members, _) in enumerate(self._members) for member in members}
        flows: dict[tuple[int, int], float] = defaultdict(float)
        for (member, site), amount in draft.flows.items():
            flows[where[member], site] += amount
        return Draft(draft.open, draft.converted, dict(flows))

    def apart(self, draft: Draft) -> Draft:
        """Return a draft over the original groups: each sends its share of the load everywhere."""
        flows = {}
        for (number, site), amount in draft.flows.items():
            total = self.groups[number].load
            for member in self._members[number][0]:
                flows[member, site] = amount * self._loads[member] / total
        return Draft(draft.open, draft.converted, flows)


def _merge(groups: list[Group], near: tuple[int, ...]) -> Group:
    """Return groups as one; its minutes are their mean, weighted by load."""
    load = sum(group.load for group in groups)
    minutes: dict[int, float] = defaultdict(float)
    for group in groups:
        for site, trip in zip(group.sites, group.minutes, strict=True):
            minutes[site] += trip * group.load / load
    sites = tuple(sorted(minutes))
    return Group(
        origin_id=groups[0].origin_id,
        service_id=groups[0].service_id,
        ward_kind=groups[0].ward_kind,
        load=load,
        sites=sites,
        minutes=tuple(minutes[site] for site in sites),
        near=tuple(site in near for site in sites),
        high=sum(group.high for group in groups),
    )

"""One service and ward kind as an instance of its own, everything else held where it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from optimizer.data.vocabulary import WardKind
from optimizer.designation.draft import Draft, room
from optimizer.designation.instance import DesignationInstance, Group, Option


@dataclass(frozen=True, slots=True)
class Block:
    """A small instance with its part of a draft, and where its sites and groups stand in the whole."""

    instance: DesignationInstance
    draft: Draft
    sites: tuple[int, ...]
    groups: tuple[int, ...]

    def put_back(self, whole: Draft, part: Draft) -> Draft:
        """Return the whole draft with this part of it replaced."""
        mine = set(self.groups)
        flows = {key: amount for key, amount in whole.flows.items() if key[0] not in mine}
        flows |= {(self.groups[n], self.sites[s]): amount for (n, s), amount in part.flows.items()}
        chosen = frozenset(self.sites[site] for site in part.open)
        return Draft(whole.open.difference(self.sites) | chosen, whole.converted, flows)


def block_of(instance: DesignationInstance, draft: Draft, service_id: str, kind: WardKind) -> Block:
    """Return the block of a service and ward kind; conversions are held, so its units are what they are.

    What the other blocks have open answers for districts, fixed and coordinated hospitals where it can. Sites that
    would put a second ward kind under a roof are left out.
    """
    places = room(instance, draft.converted)
    mine = [number for number, site in enumerate(instance.sites) if (site.service_id, site.ward_kind) == (service_id, kind)]
    others = draft.open.difference(mine)
    elsewhere = {instance.sites[number].hospital_id for number in others}
    mixing = {instance.sites[number].hospital_id for number in others if instance.sites[number].ward_kind is not kind}
    sites = tuple(
        number
        for number in mine
        if number in draft.open or (places[number] > 0 and instance.sites[number].hospital_id not in mixing)
    )
    index = {number: position for position, number in enumerate(sites)}
    groups = tuple(
        number for number, group in enumerate(instance.groups) if (group.service_id, group.ward_kind) == (service_id, kind)
    )
    hospitals: dict[str, tuple[int, ...]] = {
        instance.sites[number].hospital_id: (position,) for number, position in index.items()
    }
    local = replace(
        instance,
        sites=tuple(instance.sites[number] for number in sites),
        options=_options(instance, draft, index),
        conversions=(),
        held=frozenset(index[number] for number in instance.held if number in index),
        held_conversions=frozenset(),
        groups=tuple(_restricted(instance.groups[number], index) for number in groups),
        hospitals=hospitals,
        fixed_in=tuple(name for name in instance.fixed_in if name not in elsewhere and _is_open(name, instance, draft)),
        coordinated=tuple(name for name in instance.coordinated if name in hospitals and name not in elsewhere),
        districts={
            name: tuple(index[number] for number in numbers if number in index)
            for name, numbers in instance.districts.items()
            if not others.intersection(numbers)
        },
    )
    where = {number: position for position, number in enumerate(groups)}
    flows = {(where[n], index[s]): amount for (n, s), amount in draft.flows.items() if n in where and s in index}
    chosen = frozenset(index[number] for number in sites if number in draft.open)
    return Block(local, Draft(chosen, frozenset(), flows), sites, groups)


def _is_open(name: str, instance: DesignationInstance, draft: Draft) -> bool:
    return bool(draft.open.intersection(instance.hospitals[name]))


def _options(instance: DesignationInstance, draft: Draft, index: dict[int, int]) -> tuple[Option, ...]:
    """Return the units as the conversions chosen leave them."""
    return tuple(
        Option(index[option.site], option.places, None, ())
        for option in instance.options
        if option.site in index
        and (option.conversion is None or option.conversion in draft.converted)
        and not draft.converted.intersection(option.lost_by)
    )


def _restricted(group: Group, index: dict[int, int]) -> Group:
    kept = [(index[s], m, near) for s, m, near in zip(group.sites, group.minutes, group.near, strict=True) if s in index]
    return replace(
        group,
        sites=tuple(site for site, _, _ in kept),
        minutes=tuple(minutes for _, minutes, _ in kept),
        near=tuple(near for _, _, near in kept),
    )

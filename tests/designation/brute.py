"""Designation by trying everything: whole units of load, every set of sites and conversions."""

import itertools

from optimizer.designation.draft import Draft, room


def values_of(instance, draft):
    """Return the goals in their order, read off the draft alone."""
    hospitals = {instance.sites[site].hospital_id for site in draft.open}
    kinds = {(instance.sites[site].hospital_id, instance.sites[site].ward_kind) for site in draft.open}
    near = {(n, s): ok for n, group in enumerate(instance.groups) for s, ok in zip(group.sites, group.near, strict=True)}
    trip = {(n, s): m for n, group in enumerate(instance.groups) for s, m in zip(group.sites, group.minutes, strict=True)}
    return (
        sum(not draft.open.intersection(sites) for sites in instance.districts.values()),
        sum(group.load for group in instance.groups) - sum(draft.flows.values()),
        sum(amount for key, amount in draft.flows.items() if not near[key]),
        len(hospitals.intersection(instance.coordinated)),
        len(kinds) - len(hospitals),
        len(draft.open),
        len(draft.converted),
        sum(amount * trip[key] for key, amount in draft.flows.items()),
    )


def best(instance):
    """Return the lexicographic optimum of a tiny instance with whole loads and places."""
    return min(values_of(instance, draft) for draft in _drafts(instance))


def _drafts(instance):
    for converted in _subsets(range(len(instance.conversions))):
        units = [instance.conversions[number].unit_id for number in converted]
        places = room(instance, converted)
        usable = [site for site, beds in enumerate(places) if beds > 0]
        for is_open in _subsets(usable):
            hospitals = {instance.sites[site].hospital_id for site in is_open}
            if len(set(units)) == len(units) and hospitals.issuperset(instance.fixed_in):
                yield from (Draft(is_open, converted, flows) for flows in _flows(instance, is_open, places))


def _flows(instance, is_open, places):
    pieces = [number for number, group in enumerate(instance.groups) for _ in range(round(group.load))]
    choices = [[None, *(site for site in instance.groups[number].sites if site in is_open)] for number in pieces]
    for goes in itertools.product(*choices):
        if all(goes.count(site) <= places[site] for site in is_open):
            flows = {}
            for number, site in zip(pieces, goes, strict=True):
                if site is not None:
                    flows[number, site] = flows.get((number, site), 0) + 1
            yield flows


def _subsets(numbers):
    for size in range(len(numbers) + 1):
        yield from map(frozenset, itertools.combinations(numbers, size))

"""Designation by trying everything: whole units of load, every set of sites and conversions."""

import dataclasses
import itertools

from optimizer.designation.draft import Draft, room
from optimizer.designation.instance import options_left, places_at_once, places_left

SITES = -3  # of the goals, the number of sites


def values_of(instance, draft):
    """Return the goals in their order, read off the draft alone."""
    hospitals = {instance.sites[site].hospital_id for site in draft.open}
    kinds = {(instance.sites[site].hospital_id, instance.sites[site].ward_kind) for site in draft.open}
    near = {(n, s): ok for n, group in enumerate(instance.groups) for s, ok in zip(group.sites, group.near, strict=True)}
    trip = {(n, s): m for n, group in enumerate(instance.groups) for s, m in zip(group.sites, group.minutes, strict=True)}
    return (
        sum(not draft.open.intersection(sites) for sites in instance.districts.values()),
        sum(group.load for group in instance.groups) - sum(draft.flows.values()),
        _without_a_place_that_day(instance, draft),
        sum(amount for key, amount in draft.flows.items() if not near[key]),
        _beyond_all_places(instance, draft),
        len(hospitals.intersection(instance.coordinated)),
        len(kinds) - len(hospitals),
        len(draft.open),
        len(draft.converted),
        sum(amount * trip[key] for key, amount in draft.flows.items()),
    )


def best(instance):
    """Return the lexicographic optimum of a tiny instance with whole loads and places."""
    return min(values_of(instance, draft) for draft in _drafts(instance))


def is_possible(instance):
    """Whether any sites and conversions keep every rule, nobody's demand asked."""
    if not set(instance.fixed_in) <= instance.hospitals.keys():
        return False
    return any(True for _ in _drafts(dataclasses.replace(instance, groups=())))


def best_with(instance, most_sites):
    """Return the same with so many sites at most, whose number is no goal then."""
    few = (draft for draft in _drafts(instance) if len(draft.open) <= most_sites)
    return min(values[:SITES] + values[SITES + 1 :] for values in (values_of(instance, draft) for draft in few))


def _drafts(instance):
    for converted in _subsets(range(len(instance.conversions))):
        units = [instance.conversions[number].unit_id for number in converted]
        if len(set(units)) < len(units) or any(all(converted & set(lost) for lost in host) for host in instance.emergency):
            continue
        for is_open in _subsets(range(len(instance.sites))):
            places, at_once = room(instance, converted, is_open), places_at_once(instance, converted, is_open)
            hospitals = {instance.sites[site].hospital_id for site in is_open}
            large = all(at_once[site] >= max(1, instance.least[site]) for site in is_open)
            if large and _within_limits(instance, is_open) and hospitals.issuperset(instance.fixed_in):
                yield from (Draft(is_open, converted, flows) for flows in flows_of(instance, is_open, places))


def _without_a_place_that_day(instance, draft):
    short = 0.0
    for (service_id, kind), days in instance.need.items():
        for day, people in enumerate(days):
            beds = 0
            for number in options_left(instance, draft.converted, draft.open):
                option = instance.options[number]
                site = instance.sites[option.site]
                if option.site in draft.open and (site.service_id, site.ward_kind) == (service_id, kind):
                    beds += option.by_day[day]
            short += max(0.0, people - beds)
    return short


def _within_limits(instance, is_open):
    for name, sites in instance.hospitals.items():
        here = [instance.sites[site] for site in is_open & set(sites)]
        if len({one.service_id for one in here}) > instance.most_services.get(name, 99):
            return False
        if len({one.ward_kind for one in here}) > instance.most_kinds.get(name, 99):
            return False
    return True


def _beyond_all_places(instance, draft):
    ratio = [group.high / group.load for group in instance.groups]
    places = places_left(instance, draft.converted, draft.open)
    coming = [sum(amount * ratio[n] for (n, s), amount in draft.flows.items() if s == site) for site in range(len(places))]
    beyond = sum(max(0.0, number - beds) for number, beds in zip(coming, places, strict=True))
    return sum(group.high for group in instance.groups) - sum(coming) + beyond


def flows_of(instance, is_open, places):
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

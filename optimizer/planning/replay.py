"""A historical set of institutions beside other sets, on the same demand, each planned by the same designation.

A set says which hospitals are designated among those that can give what its members can give; hospitals that give
something else (for the infected, for quarantine) are as free as the tables leave them, alike in every set. What a hospital
of a set serves is chosen by designation, with the same goals for all. Nothing here judges a choice: the sets stand in
the order given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.params import Control
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.planfolder import PlanRecord
from optimizer.data.travel import Travel, with_roads
from optimizer.data.vocabulary import Fixed, WardKind
from optimizer.designation.demand import expected_load
from optimizer.designation.instance import DesignationInstance
from optimizer.planning.plan import plan

Able = dict[str, set[tuple[str, WardKind]]]
"""The services and ward kinds that every hospital can be designated for."""
NAMED_ROLE = "NONGREEN13"
"""Word in ``hospitals.role`` of the institutions named on 18 March 2022."""
_HEADERS = frozenset({"hospital_id", "hospital", "机构编号", "医院编号"})
_NAMED = Text("The institutions named in March 2022", "2022年3月公布的机构")
_OWN = Text("As this program designates, hospitals not given", "本程序定点（不指定机构）")
_NEAREST = Text("As many, those nearest to most of the demand", "同样数量，按就近需求从多到少")
_ALL = Text("All that may be designated", "全部可指定机构")


@dataclass(frozen=True, slots=True)
class HospitalSet:
    """Hospitals to be designated; None leaves the choice to designation."""

    key: str
    title: Text
    hospital_ids: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Replayed:
    """A set as planned.

    Parameters
    ----------
    without_places
        Members that have no place to offer in these data, and so take no part.
    decided, others
        Hospitals designated: those that a set decides about, and those it leaves alone.
    sites
        Hospital, service and ward kind designated.
    load, mean_min, worst_min
        Expected bed-days and sessions that have a place; their mean and longest trip.
    uncovered, beyond_limit
        Expected bed-days and sessions without a place, and those with one beyond the limit of their service.
    crossing
        Hospitals with more than one ward kind designated.
    by_service
        Load and mean minutes of every service that has any.
    """

    of: HospitalSet
    without_places: tuple[str, ...]
    decided: tuple[str, ...]
    others: tuple[str, ...]
    sites: int
    load: float
    mean_min: float | None
    worst_min: int | None
    uncovered: float
    beyond_limit: float
    crossing: int
    conversions: int
    travel_gap: float | None
    by_service: tuple[tuple[str, float, float], ...]

    @property
    def designated(self) -> frozenset[str]:
        """All hospitals designated."""
        return frozenset((*self.decided, *self.others))


def standard_sets(dataset: Dataset) -> tuple[HospitalSet, ...]:
    """Return those named in history, the program's own choice, as many by nearness, and all that may be.

    Raises
    ------
    BadInputError
        When no hospital is marked as named.
    """
    named = frozenset(row.hospital_id for row in dataset.hospitals if row.role == NAMED_ROLE)
    if not named:
        raise BadInputError([_nobody_named()])
    able = _able(dataset)
    concerned = _concerned(able, [named])
    return (
        HospitalSet("named", _NAMED, named),
        HospitalSet("own", _OWN, None),
        HospitalSet("nearest", _NEAREST, _nearest(dataset, able, concerned, len(named & able.keys()))),
        HospitalSet("all", _ALL, concerned),
    )


def sets_of(dataset: Dataset, pairs: Iterable[tuple[str, str]]) -> tuple[HospitalSet, ...]:
    """Return the sets that an office lists: a name and a hospital per row, a header above them or not; then its own choice.

    Raises
    ------
    BadInputError
        When a hospital is not in the table.
    """
    members: dict[str, list[str]] = defaultdict(list)
    for number, (name, hospital_id) in enumerate(pairs):
        if number or hospital_id.lower() not in _HEADERS:
            members[name].append(hospital_id)
    unknown = [name for names in members.values() for name in names if name not in dataset.hospital]
    if unknown:
        raise BadInputError([_unknown(name) for name in unknown])
    listed = (HospitalSet(f"set{n}", Text(name, name), frozenset(ids)) for n, (name, ids) in enumerate(members.items(), start=1))
    return (*listed, HospitalSet("own", _OWN, None))


def replay(dataset: Dataset, sets: Sequence[HospitalSet], control: Control | None = None) -> tuple[Replayed, ...]:
    """Return every set as designation plans it and the independent check confirms it.

    Raises
    ------
    ContradictionError, NoPlanError, BrokenPlanError
        From the planning of a set.
    """
    dataset = with_roads(dataset)  # once, so that every set is measured on the same roads
    able = _able(dataset)
    concerned = _concerned(able, [one.hospital_ids for one in sets if one.hospital_ids is not None])
    return tuple(_replayed(one, _fixed(dataset, one, able, concerned), able, concerned, control) for one in sets)


def _replayed(
    one: HospitalSet,
    dataset: Dataset,
    able: Able,
    concerned: frozenset[str],
    control: Control | None,
) -> Replayed:
    record = plan(dataset, steps=("designation",), control=control)
    travel = Travel(record.dataset)
    trips = [(row, travel.from_origin(row.origin_id, row.hospital_id)) for row in record.tables.flows]
    kinds: dict[str, set[WardKind]] = defaultdict(set)
    for row in record.tables.designation:
        kinds[row.hospital_id].add(row.ward_kind)
    load, minutes = defaultdict[str, float](float), defaultdict[str, float](float)
    for flow, trip in trips:
        load[flow.service_id] += flow.expected
        minutes[flow.service_id] += flow.expected * trip
    whole = sum(load.values())
    limit = {row.service_id: row.max_travel_min for row in record.dataset.services}
    return Replayed(
        of=one,
        without_places=tuple(sorted((one.hospital_ids or frozenset()) - able.keys())),
        decided=tuple(row.hospital_id for row in dataset.hospitals if row.hospital_id in kinds.keys() & concerned),
        others=tuple(row.hospital_id for row in dataset.hospitals if row.hospital_id in kinds.keys() - concerned),
        sites=len(record.tables.designation),
        load=whole,
        mean_min=sum(minutes.values()) / whole if whole else None,
        worst_min=max((trip for _, trip in trips), default=None),
        uncovered=_value(record, "uncovered"),
        beyond_limit=sum(row.expected for row, trip in trips if trip > limit[row.service_id]),
        crossing=sum(len(found) > 1 for found in kinds.values()),
        conversions=len(record.tables.conversions),
        travel_gap=next((term.gap for step in record.steps for term in step.terms if term.name == "travel"), None),
        by_service=tuple(
            (row.service_id, load[row.service_id], minutes[row.service_id] / load[row.service_id])
            for row in record.dataset.services
            if load[row.service_id]
        ),
    )


def _fixed(dataset: Dataset, one: HospitalSet, able: Able, concerned: frozenset[str]) -> Dataset:
    """Return the tables with the members fixed in and the others that a set decides about fixed out."""
    if one.hospital_ids is None:
        return dataset
    members = one.hospital_ids & able.keys()
    fixed = {name: Fixed.IN if name in members else Fixed.OUT for name in concerned | members}
    return replace(
        dataset, hospitals=tuple(replace(row, fixed=fixed.get(row.hospital_id, row.fixed)) for row in dataset.hospitals)
    )


def _able(dataset: Dataset) -> Able:
    """Return the services and ward kinds that every hospital can be designated for."""
    found: dict[str, set[tuple[str, WardKind]]] = defaultdict(set)
    for site in DesignationInstance.from_dataset(dataset).sites:
        found[site.hospital_id].add((site.service_id, site.ward_kind))
    return dict(found)


def _concerned(able: Able, sets: Sequence[frozenset[str]]) -> frozenset[str]:
    """Return the hospitals that can give something which a member of a set can give."""
    given = {place for members in sets for name in members for place in able.get(name, ())}
    return frozenset(name for name, places in able.items() if places & given)


def _nearest(dataset: Dataset, able: Able, concerned: frozenset[str], number: int) -> frozenset[str]:
    """Return so many hospitals: those that are the nearest one for most of the demand, whatever it is for."""
    given = {place for name in concerned for place in able[name]}
    wanted: dict[str, float] = defaultdict(float)
    for (origin_id, service_id, kind), load in expected_load(dataset).items():
        if (service_id, kind) in given:
            wanted[origin_id] += load
    travel, nearby = Travel(dataset), dict.fromkeys(sorted(concerned), 0.0)
    for origin_id, load in wanted.items():
        nearby[min(nearby, key=lambda name: travel.from_origin(origin_id, name))] += load
    return frozenset(sorted(nearby, key=lambda name: -nearby[name])[:number])


def _value(record: PlanRecord, name: str) -> float:
    term = record.term(name)
    return 0.0 if term is None else float(term.value)


def _nobody_named() -> Issue:
    return Issue(
        "nobody_named",
        Severity.FAULT,
        Text("No hospital is marked as named in history ({role} in the column role).", "机构表“角色”列中没有 {role}。"),
        Text("List the sets in a file and give it with --sets.", "请用 --sets 给出列有各组机构的文件。"),
        table="hospitals",
        column="role",
        params={"role": NAMED_ROLE},
    )


def _unknown(name: str) -> Issue:
    return Issue(
        "unknown_hospital",
        Severity.FAULT,
        Text("{name} is not in the table hospitals.", "{name} 不在机构表中。"),
        Text("Correct the id in the file of sets.", "请更正各组机构文件中的编号。"),
        table="hospitals",
        value=name,
        params={"name": name},
    )

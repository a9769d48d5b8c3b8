"""What may stand under one roof: no more services, and no more ward kinds, than a hospital's limits."""

from __future__ import annotations

from collections.abc import Collection

from optimizer.designation.instance import DesignationInstance


def may_open(instance: DesignationInstance, is_open: Collection[int], site: int) -> bool:
    """Whether a hospital keeps its limits when a site is opened beside those that are."""
    name = instance.sites[site].hospital_id
    here = [instance.sites[number] for number in {*instance.hospitals[name]}.intersection({*is_open, site})]
    services, kinds = {one.service_id for one in here}, {one.ward_kind for one in here}
    return len(services) <= instance.most_services.get(name, len(services)) and len(kinds) <= instance.most_kinds.get(
        name, len(kinds)
    )

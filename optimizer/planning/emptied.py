"""Who lies, outside the list of patients, in units that a plan converts or whose building it empties."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.dataset import Dataset
from optimizer.data.physical import emptied_units
from optimizer.data.tables.plan import ConversionRow


def people_to_move(dataset: Dataset, conversions: Sequence[ConversionRow]) -> tuple[Issue, ...]:
    """Return one warning that names the units and how many must leave each of them, and by when the first unit serves."""
    leaving = emptied_units(dataset, conversions) | {row.unit_id for row in conversions}
    held = [unit for unit in dataset.units if unit.unit_id in leaving and unit.occupied]
    if not held:
        return ()
    return (
        Issue(
            "occupied_units_emptied",
            Severity.WARNING,
            Text(
                "{count} people outside the list lie in units that are converted or emptied, and must leave by {date}: {units}.",
                "{count} 名名单外患者在将转换或清空的单元住院，须于 {date} 前转出：{units}。",
            ),
            Text(
                "Find beds for them, or list them in patients with current_unit_id.", "请为其落实床位，或列入患者表并填现在单元。"
            ),
            table="conversions",
            params={
                "count": sum(unit.occupied for unit in held),
                "date": min(row.from_ for row in conversions),
                "units": ", ".join(f"{unit.unit_id} ({unit.occupied})" for unit in held),
            },
        ),
    )

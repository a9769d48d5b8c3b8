"""The tables of one emitted plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from optimizer.data.tables import plan


@dataclass(frozen=True, slots=True)
class PlanTables:
    """Rows of a plan by table name; a step that was not run leaves its tables empty."""

    designation: tuple[plan.DesignationRow, ...] = ()
    conversions: tuple[plan.ConversionRow, ...] = ()
    flows: tuple[plan.FlowRow, ...] = ()
    capacity: tuple[plan.CapacityRow, ...] = ()
    placements: tuple[plan.PlacementRow, ...] = ()
    sessions: tuple[plan.SessionRow, ...] = ()
    unplaced: tuple[plan.UnplacedRow, ...] = ()
    changes: tuple[plan.ChangeRow, ...] = ()
    teams: tuple[plan.TeamRow, ...] = ()
    draws: tuple[plan.DrawRow, ...] = ()
    rotation: tuple[plan.RotationRow, ...] = ()
    rotation_changes: tuple[plan.RotationChangeRow, ...] = ()
    rota: tuple[plan.RotaRow, ...] = ()
    supplies: tuple[plan.SupplyRow, ...] = ()
    transfers: tuple[plan.TransferRow, ...] = ()

    @property
    def admissions(self) -> tuple[plan.PlacementRow, ...]:
        """The first row of every patient placed: where and when they are admitted, whatever legs come after."""
        first: dict[str, plan.PlacementRow] = {}
        for row in self.placements:
            had = first.get(row.patient_id)
            if had is None or row.from_ < had.from_:
                first[row.patient_id] = row
        return tuple(first.values())

    def rows(self, table: str) -> tuple[Any, ...]:
        """Return the rows of a table by name."""
        rows: tuple[Any, ...] = getattr(self, table)
        return rows

"""Plans, the life of placements, scenarios and decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from optimizer.store.migrations.guards import append_only, refuse
from optimizer.store.moment import UtcTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables, and the triggers that keep what was issued and what was done as it is."""
    _plans()
    _placements()
    _notes()
    _guards()


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("plan_id", sa.String(64), primary_key=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("dataset", sa.String(200), nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("drafted_by", sa.String(200), nullable=False),
        sa.Column("drafted_at", UtcTime, nullable=False),
        sa.Column("reviewed_by", sa.String(200)),
        sa.Column("reviewed_at", UtcTime),
        sa.Column("issued_by", sa.String(200)),
        sa.Column("issued_at", UtcTime),
        sa.CheckConstraint("state IN ('draft', 'reviewed', 'issued')", name="plans_state"),
    )
    op.create_table(
        "plan_days",
        sa.Column("plan_id", sa.String(64), sa.ForeignKey("plans.plan_id"), primary_key=True),
        sa.Column("patient_id", sa.String(200), primary_key=True),
        sa.Column("unit_id", sa.String(200), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
    )
    op.create_table(
        "plan_places",
        sa.Column("plan_id", sa.String(64), sa.ForeignKey("plans.plan_id"), primary_key=True),
        sa.Column("unit_id", sa.String(200), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("places", sa.Integer, nullable=False),
    )


def _placements() -> None:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "placement_steps",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        sa.Column("hold", number, nullable=False),
        sa.Column("plan_id", sa.String(64), sa.ForeignKey("plans.plan_id"), nullable=False),
        sa.Column("patient_id", sa.String(200), nullable=False),
        sa.Column("unit_id", sa.String(200), nullable=False),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("until", UtcTime),
        sa.Column("over_full", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
    )
    op.create_index("steps_of_hold", "placement_steps", ["hold"])
    op.create_index("steps_of_patient", "placement_steps", ["patient_id"])
    op.create_table(
        "held_days",
        sa.Column("hold", number, sa.ForeignKey("placement_steps.seq"), primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("unit_id", sa.String(200), nullable=False),
        sa.Column("patient_id", sa.String(200), nullable=False),
    )
    op.create_index("held_days_of_unit", "held_days", ["unit_id", "day"])
    op.create_index("held_days_of_patient", "held_days", ["patient_id", "day"])


def _notes() -> None:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "scenarios",
        sa.Column("scenario_id", sa.String(64), primary_key=True),
        sa.Column("plan_id", sa.String(64), sa.ForeignKey("plans.plan_id"), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("at", UtcTime, nullable=False),
    )
    op.create_table(
        "decisions",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        sa.Column("plan_id", sa.String(64), sa.ForeignKey("plans.plan_id"), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("choice", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("at", UtcTime, nullable=False),
    )


def _guards() -> None:
    onward = "(OLD.state = 'draft' AND NEW.state = 'reviewed') OR (OLD.state = 'reviewed' AND NEW.state = 'issued')"
    fixed = ("plan_id", "folder", "dataset", "first_day", "last_day", "drafted_by", "drafted_at", "reviewed_by", "reviewed_at")
    moved = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in fixed)
    refuse("plans", "update", "OLD.state = 'issued'", "an issued plan is frozen", name="plans_frozen")
    astray = f"OLD.state <> 'issued' AND (NOT ({onward}) OR {moved})"
    refuse("plans", "update", astray, "a plan goes from draft to reviewed to issued", name="plans_order")
    refuse("plans", "delete", "", "a plan is never taken away")
    append_only("plan_days", "plan_id", "patient_id", "unit_id", "day")
    append_only("plan_places", "plan_id", "unit_id", "day")
    for table in ("plan_days", "plan_places"):
        ended = "EXISTS (SELECT 1 FROM plans WHERE plan_id = NEW.plan_id AND state <> 'draft')"
        refuse(table, "insert", ended, "rows are added to drafts only", name=f"{table}_draft")
    append_only("placement_steps", "seq")
    append_only("held_days", "hold", "day")
    append_only("scenarios", "scenario_id")
    append_only("decisions", "seq")

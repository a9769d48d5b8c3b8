"""What is past may go, and only when a retention is on record; case numbers in the audit are under a key that goes with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from optimizer.store.migrations.guards import append_only, forget, refuse
from optimizer.store.moment import UtcTime

revision = "0003"
down_revision = "0002"

_OF_A_PLAN = {
    "plan_days": "OLD.plan_id",
    "plan_places": "OLD.plan_id",
    "placement_steps": "OLD.plan_id",
    "held_days": "(SELECT plan_id FROM placement_steps WHERE seq = OLD.hold)",
    "scenarios": "OLD.plan_id",
    "decisions": "OLD.plan_id",
    "plan_keys": "OLD.plan_id",
}


def upgrade() -> None:
    """Make the record of retentions and the keys, and let what a retention covers be deleted."""
    op.create_table(
        "retentions",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("covers", sa.String(10), nullable=False),
        sa.Column("cutoff", sa.Date, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.CheckConstraint("covers IN ('plans', 'runs')", name="retentions_covers"),
    )
    append_only("retentions", "seq")
    refuse("retentions", "insert", "NEW.cutoff > CURRENT_DATE", "a retention reaches back only", name="retentions_past")
    op.create_table(
        "plan_keys",
        sa.Column("plan_id", sa.String(64), sa.ForeignKey("plans.plan_id"), primary_key=True),
        sa.Column("key", sa.String(64), nullable=False),
    )
    refuse("plan_keys", "update", "", "plan_keys is append-only")
    for table, plan in _OF_A_PLAN.items():
        if table != "plan_keys":
            forget(table, f"{table}_no_delete")
        refuse(table, "delete", f"NOT {_past(plan)}", f"{table} is append-only until a retention covers it")
    ended = "EXISTS (SELECT 1 FROM retentions WHERE covers = 'runs' AND cutoff > date(OLD.ended_at))"
    refuse("runs", "delete", f"NOT (OLD.state = 'failed' AND {ended})", "a run is taken away by a retention only, once it failed")


def _past(plan: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM retentions JOIN plans ON plans.plan_id = {plan} "
        "WHERE covers = 'plans' AND cutoff > last_day AND cutoff > date(drafted_at))"
    )

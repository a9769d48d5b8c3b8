"""Notices that a unit cannot accept: taken back once, never changed otherwise, deleted when a retention covers them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from optimizer.store.migrations.guards import append_only, forget, refuse
from optimizer.store.moment import UtcTime

revision = "0004"
down_revision = "0003"

_FIXED = ("seq", "unit_id", "reason", '"by"', '"at"', "begins", "ends")


def upgrade() -> None:
    """Make the table and its guards."""
    op.create_table(
        "refusals",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("unit_id", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("begins", UtcTime, nullable=False),
        sa.Column("ends", UtcTime, nullable=False),
        sa.Column("back_by", sa.String(200)),
        sa.Column("back_at", UtcTime),
    )
    append_only("refusals", "seq")
    for act in ("update", "delete"):
        forget("refusals", f"refusals_no_{act}")
    moved = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in _FIXED)
    refuse("refusals", "update", f"OLD.back_at IS NOT NULL OR {moved}", "refusals are append-only but for taking one back")
    past = "covers = 'plans' AND cutoff > date(OLD.ends) AND cutoff > date(OLD.\"at\")"
    why = "refusals are append-only until a retention covers them"
    refuse("refusals", "delete", f"NOT EXISTS (SELECT 1 FROM retentions WHERE {past})", why)

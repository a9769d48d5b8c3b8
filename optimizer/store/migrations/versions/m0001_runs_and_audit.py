"""Runs, and the audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from optimizer.store.migrations.guards import append_only, refuse
from optimizer.store.moment import UtcTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make both tables; a committed run stays as it is."""
    op.create_table(
        "runs",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("job", sa.String(200), nullable=False),
        sa.Column("period", sa.String(100), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("asked_by", sa.String(200), nullable=False),
        sa.Column("queued_at", UtcTime, nullable=False),
        sa.Column("started_at", UtcTime),
        sa.Column("ended_at", UtcTime),
        sa.Column("heartbeat_at", UtcTime),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("pid", sa.BigInteger, nullable=False),
        sa.Column("born", sa.Float(53), nullable=False),
        sa.Column("exit_code", sa.Integer),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("faults", sa.Text, nullable=False),
        sa.Column("out", sa.Text, nullable=False),
        sa.CheckConstraint("state IN ('pending', 'running', 'committed', 'failed')", name="runs_state"),
    )
    op.create_index("runs_of_job", "runs", ["job", "period"])
    refuse("runs", "update", "OLD.state = 'committed'", "a committed run is never changed")
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(400), nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
    )
    append_only("audit", "seq")

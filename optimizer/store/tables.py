"""The tables as the queries see them; `migrations` makes them, and a test holds the two against each other."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Float, Index, Integer, MetaData, String, Table, Text

from optimizer.store.moment import UtcTime

METADATA = MetaData()

RUNS = Table(
    "runs",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("job", String(200), nullable=False),
    Column("period", String(100), nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("asked_by", String(200), nullable=False),
    Column("queued_at", UtcTime, nullable=False),
    Column("started_at", UtcTime),
    Column("ended_at", UtcTime),
    Column("heartbeat_at", UtcTime),
    Column("host", String(255), nullable=False),
    Column("pid", BigInteger, nullable=False),
    Column("born", Float(53), nullable=False),
    Column("exit_code", Integer),
    Column("outcome", String(40), nullable=False),
    Column("faults", Text, nullable=False),
    Column("out", Text, nullable=False),
    CheckConstraint("state IN ('pending', 'running', 'committed', 'failed')", name="runs_state"),
    Index("runs_of_job", "job", "period"),
)
AUDIT = Table(
    "audit",
    METADATA,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("by", String(200), nullable=False),
    Column("what", String(40), nullable=False),
    Column("subject", String(400), nullable=False),
    Column("facts", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

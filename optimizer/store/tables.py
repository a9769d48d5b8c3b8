"""The tables as the queries see them; `migrations` makes them, and a test holds the two against each other."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

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

_NUMBER = BigInteger().with_variant(Integer, "sqlite")

PLANS = Table(
    "plans",
    METADATA,
    Column("plan_id", String(64), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("folder", Text, nullable=False),
    Column("dataset", String(200), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("drafted_by", String(200), nullable=False),
    Column("drafted_at", UtcTime, nullable=False),
    Column("reviewed_by", String(200)),
    Column("reviewed_at", UtcTime),
    Column("issued_by", String(200)),
    Column("issued_at", UtcTime),
    CheckConstraint("state IN ('draft', 'reviewed', 'issued')", name="plans_state"),
)
PLAN_DAYS = Table(
    "plan_days",
    METADATA,
    Column("plan_id", String(64), ForeignKey("plans.plan_id"), primary_key=True),
    Column("patient_id", String(200), primary_key=True),
    Column("unit_id", String(200), primary_key=True),
    Column("day", Date, primary_key=True),
)
PLAN_PLACES = Table(
    "plan_places",
    METADATA,
    Column("plan_id", String(64), ForeignKey("plans.plan_id"), primary_key=True),
    Column("unit_id", String(200), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("places", Integer, nullable=False),
)
STEPS = Table(
    "placement_steps",
    METADATA,
    Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    Column("hold", _NUMBER, nullable=False),
    Column("plan_id", String(64), ForeignKey("plans.plan_id"), nullable=False),
    Column("patient_id", String(200), nullable=False),
    Column("unit_id", String(200), nullable=False),
    Column("step", String(20), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("until", UtcTime),
    Column("over_full", Boolean, nullable=False),
    Column("reason", String(40), nullable=False),
    Index("steps_of_hold", "hold"),
    Index("steps_of_patient", "patient_id"),
)
HELD_DAYS = Table(
    "held_days",
    METADATA,
    Column("hold", _NUMBER, ForeignKey("placement_steps.seq"), primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("unit_id", String(200), nullable=False),
    Column("patient_id", String(200), nullable=False),
    Index("held_days_of_unit", "unit_id", "day"),
    Index("held_days_of_patient", "patient_id", "day"),
)
SCENARIOS = Table(
    "scenarios",
    METADATA,
    Column("scenario_id", String(64), primary_key=True),
    Column("plan_id", String(64), ForeignKey("plans.plan_id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("changes", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", UtcTime, nullable=False),
)
DECISIONS = Table(
    "decisions",
    METADATA,
    Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    Column("plan_id", String(64), ForeignKey("plans.plan_id"), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("choice", String(200), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", UtcTime, nullable=False),
)
RETENTIONS = Table(
    "retentions",
    METADATA,
    Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    Column("covers", String(10), nullable=False),
    Column("cutoff", Date, nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", UtcTime, nullable=False),
    CheckConstraint("covers IN ('plans', 'runs')", name="retentions_covers"),
)
REFUSALS = Table(
    "refusals",
    METADATA,
    Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    Column("unit_id", String(200), nullable=False),
    Column("reason", String(60), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("begins", UtcTime, nullable=False),
    Column("ends", UtcTime, nullable=False),
    Column("back_by", String(200)),
    Column("back_at", UtcTime),
)
PLAN_KEYS = Table(
    "plan_keys",
    METADATA,
    Column("plan_id", String(64), ForeignKey("plans.plan_id"), primary_key=True),
    Column("key", String(64), nullable=False),
)

"""The rows of the table: what an office must be able to trust, at length."""

from __future__ import annotations

from tests.jobs import disks
from tests.jobs.kills import kills
from tests.jobs.starts import starts
from tests.properties import input_laws, large, planted, privacy_laws, two_routes, verify_laws
from tests.store import keeping, rounds
from tests.torture.row import Row, by_law, each
from tests.torture.sameness import same_plans
from tests.torture.solvers import CASES, solvers
from tests.torture.suites import suite

_FILES = input_laws.LOT
ROWS: tuple[Row, ...] = (
    Row(
        "broken",
        "plans changed to break a named rule, caught",
        "100,000, every one",
        1000,
        100_000,
        by_law(verify_laws.broken_rules_are_named, verify_laws.LOT),
    ),
    Row(
        "harmless",
        "plans changed harmlessly, passed",
        "as many",
        1000,
        100_000,
        by_law(verify_laws.kept_rules_are_not_named, verify_laws.LOT),
    ),
    Row(
        "rotas",
        "small rotas by two formulations, goal by goal",
        "40,000 of 100,000 alike",
        800,
        40_000,
        by_law(two_routes.rotas_alike, two_routes.LOT),
    ),
    Row(
        "towns",
        "small towns by two formulations, goal by goal",
        "60,000 of 100,000 alike",
        1200,
        60_000,
        by_law(two_routes.towns_alike, two_routes.LOT),
    ),
    Row("large", "cores of more than 10,000 variables, by two routes", "500 alike", 500, 500, by_law(large.cores_alike)),
    Row("damaged", "damaged workbooks and CSVs", "10,000, 0 bad", 1000, 10_000, by_law(input_laws.damaged_files, _FILES)),
    Row(
        "rewritten",
        "files written otherwise, same meaning",
        "0 changed",
        500,
        5_000,
        by_law(input_laws.other_ways_of_writing, _FILES),
    ),
    Row("kills", "kill -9 at random and at each named place", "1,000: nothing lost, no half output", 168, 1000, kills, 8),
    Row(
        "disks",
        "disk full, read-only, I/O error at each write",
        "all: clear error, store intact",
        disks.CASES,
        0,
        disks.disks,
        12,
    ),
    Row("starts", "50 simultaneous starts of one job, rounds", "exactly one runs", 4, 4, starts, 4, alone=True),
    Row("same", "same input, same plan, across load and hash seed", "20 instances × 10", 20, 200, same_plans, 5),
    Row("solvers", "solvers that fail, in twelve ways", "verified fallback, honest status", CASES, CASES, solvers, 17),
    Row("clock", "clock cases", "40", 1, 40, suite("tests/jobs/test_recurrence.py")),
    Row("desks", "50 desks hold the last 10 beds, rounds", "200 on each database", 400, 400, rounds.desks, 50),
    Row("writers", "writers of the store killed", "nothing acknowledged lost", 120, 120, rounds.writers, 30),
    Row("keepers", "backups, restores, retentions killed", "the old store or the new", 120, 120, keeping.keepers, 30),
    Row("planted", "planted, messages of check", "0 of 500 found", 500, 500, by_law(privacy_laws.planted_identifiers)),
    *(
        Row(f"planted_{way}", f"planted, {what}", "0 of 500 found", 20, 500, each(planted.case(way)), 5)
        for way, what in planted.TITLES.items()
    ),
)

"""A roster of the shift-scheduling benchmark, by the engine of the rota.

``python -m tests.benchmarks.rota INSTANCE.txt --seconds 600 --solution OUT.csv``; writes staff_id, day, shift.
"""

from __future__ import annotations

from tests.benchmarks.common import Peak, parser, say, seconds_since_start, write_solution

SPARE_S = 1.5  # for what ends late, for checking and for writing


def main() -> None:
    """Solve one case."""
    made = parser(__doc__)
    made.add_argument("--seed", type=int, default=0)
    arguments = made.parse_args()
    with Peak() as peak:
        from optimizer.rota.roster.check import faults
        from optimizer.rota.roster.solve import RosterLimits, solve_roster
        from tests.benchmarks import shifts

        case = shifts.read(arguments.case)
        seconds = max(1.0, arguments.seconds - seconds_since_start() - max(SPARE_S, 0.02 * arguments.seconds))
        found = solve_roster(case.problem, RosterLimits(seconds, arguments.seed))
        if found.lines is not None:
            write_solution(arguments.solution, ("staff_id", "day", "shift"), case.rows(found.lines))
        took = seconds_since_start()
        lines = found.lines
        kept = lines is not None and not any(faults(case.problem, person, line) for person, line in enumerate(lines))
    say(
        arguments.case,
        objective=None if lines is None else found.objective,
        bound=found.bound,
        termination=found.termination,
        seconds=took,
        peak_mb=peak.mb,
        verified=kept and lines is not None and case.problem.objective(lines) == found.objective,
    )
    if lines is None:
        raise SystemExit(1)


if __name__ == "__main__":
    main()

"""The Second International Nurse Rostering Competition, week by week, by the weekly engine of the rota.

``python -m tests.benchmarks.rota_weekly FOLDER --history 1 --weeks 6-2-9-1 --solution OUT.csv``; writes nurse, week, day,
shift, skill. A week is planned from what was before it; its file is not opened before its turn. ``--seconds`` is the guard
of one week, the competition's 10 + 3 × (nurses − 20) unless said.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.benchmarks.common import Peak, parser, say, seconds_since_start, write_solution

SHARE, LEAST_S, EACH_S, FREE = 0.9, 10.0, 3.0, 20  # of the competition's seconds; the rest is for what ends late


def main() -> None:
    """Plan one sequence of weeks."""
    made = parser(__doc__)
    made.set_defaults(seconds=None)
    made.add_argument("--history", required=True, metavar="N", help="number of the history before the first week")
    made.add_argument("--weeks", required=True, metavar="A-B-…", help="numbers of the weeks, in order")
    made.add_argument("--seed", type=int, default=0)
    made.add_argument("--draws", type=int, default=None, help="times that the weeks to come are drawn")
    arguments = made.parse_args()
    ids = arguments.weeks.split("-")
    with Peak() as peak:
        from optimizer.rota.weekly.check import accounts, carried, faults, terms
        from optimizer.rota.weekly.plan import Memory, WeekLimits, WeekPlan, plan_week
        from optimizer.rota.weekly.problem import WeekProblem
        from tests.benchmarks import inrc2
        from tests.benchmarks.inrc2_price import price

        folder, name = arguments.case, arguments.case.name
        case = inrc2.scenario(folder / f"Sc-{name}.txt")
        seconds = arguments.seconds or LEAST_S + EACH_S * max(0, case.crew.people - FREE)
        chosen = WeekLimits(seconds=SHARE * seconds, seed=arguments.seed)
        if arguments.draws:
            chosen = WeekLimits(arguments.draws, seconds=SHARE * seconds, seed=arguments.seed)
        before, memory = inrc2.history(folder / f"H0-{name}-{arguments.history}.txt", case), Memory()
        rows: list[tuple[str, int, str, str, str]] = []
        spent, parts, kept = [], 0.0, True

        def written(number: int, plan: WeekPlan) -> Iterator[tuple[str, int, str, str, str]]:
            for person, line in enumerate(plan.lines.tolist()):
                for day, shift in enumerate(line):
                    if shift != case.crew.shifts:
                        skill = case.skills[int(plan.skills[person, day])]
                        yield case.people[person], number, inrc2.DAYS[day], case.shifts[shift], skill

        for number, one in enumerate(ids):
            began = time.monotonic()
            need, wish = inrc2.week(folder / f"WD-{name}-{one}.txt", case)
            problem = WeekProblem(case.crew, need, before, wish, case.weeks - 1 - number)
            plan, memory = plan_week(problem, memory, chosen)
            rows += written(number, plan)
            kept = kept and not faults(problem, plan.lines, plan.skills)
            parts += sum(terms(problem, plan.lines, plan.skills).values())
            before = carried(problem, plan.lines)
            spent.append(round(time.monotonic() - began, 1))
        write_solution(arguments.solution, ("nurse", "week", "day", "shift", "skill"), rows)
        took = seconds_since_start()
        objective, broken = price(folder, arguments.history, ids, arguments.solution)
    say(
        f"{folder} {arguments.history} {arguments.weeks}",
        objective=objective,
        bound=None,
        termination="FEASIBLE" if not broken else "UNKNOWN",
        seconds=took,
        peak_mb=peak.mb,
        verified=kept and not broken and objective == parts + accounts(case.crew, before),
        week_seconds=spent,
        week_limit=seconds,
    )


if __name__ == "__main__":
    main()

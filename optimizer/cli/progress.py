"""Signs of life of a long run: a live line on a terminal, JSON lines on stderr for machines, else nothing."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from optimizer.cli.console import Voice
from optimizer.core.goals import GOALS
from optimizer.core.params import Control, Progress
from optimizer.jobs.logs import note, noted
from optimizer.jobs.stopping import stop_when_told
from optimizer.planning.needs import STEP_TITLES


@contextmanager
def watched(voice: Voice, *, own_steps: bool = True) -> Iterator[Control]:
    """Give a control whose signs of life are shown in the manner the voice asks for.

    Parameters
    ----------
    own_steps
        Whether the steps are taken in this process, which logs them then; a child logs its own.
    """
    with stop_when_told() as stop:
        if voice.as_json:
            yield Control(stop, _logged(_json_line, own_steps))
        elif voice.out.is_terminal:
            columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
            with Bar(*columns, console=voice.out, transient=True) as bar:
                task = bar.add_task("")
                yield Control(stop, _logged(lambda sign: bar.update(task, description=_line(sign, voice)), own_steps))
        else:
            yield Control(stop, _logged(None, own_steps))


def _logged(tell: Callable[[Progress], None] | None, own_steps: bool) -> Callable[[Progress], None] | None:
    """Return a listener that logs when a step begins and ends, where there is a log."""
    if not (own_steps and noted()):
        return tell

    def both(sign: Progress) -> None:
        if sign.stage in {"start", "done"} and sign.step in STEP_TITLES:
            note("step began" if sign.stage == "start" else "step ended", step=sign.step, seconds=sign.seconds)
        if tell is not None:
            tell(sign)

    return both


def _json_line(sign: Progress) -> None:
    record = {
        "step": sign.step,
        "stage": sign.stage,
        "value": sign.value,
        "bound": sign.bound,
        "seconds": sign.seconds,
        "at": round(time.time(), 1),
    }
    sys.stderr.write(json.dumps(record) + "\n")
    sys.stderr.flush()


def _line(sign: Progress, voice: Voice) -> str:
    step = STEP_TITLES[sign.step].to(voice.lang) if sign.step in STEP_TITLES else sign.step
    goal = GOALS[sign.stage].title.to(voice.lang) if sign.stage in GOALS else ""
    value = "" if sign.value is None else f"{sign.value:g}"
    bound = "" if sign.bound is None else f" ≥ {sign.bound:g}"
    return f"{step}  {goal} {value}{bound}".strip()

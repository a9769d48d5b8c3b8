"""The answer of designate --rehearse."""

from __future__ import annotations

from pathlib import Path

from optimizer.cli.console import Answer, Voice
from optimizer.cli.front_answers import screen_table
from optimizer.cli.lock import locked
from optimizer.cli.outfolder import check_folder, write_folder
from optimizer.cli.plan_read import checked_plan
from optimizer.cli.progress import watched
from optimizer.data.reading import read_dataset
from optimizer.planning.plan import plan as make_plan
from optimizer.planning.rehearsed import Rehearsed, rehearsed
from optimizer.planning.sites_front import STEP
from optimizer.report.study import rehearsal as drawn

KIND = "rehearsal"


def rehearsal_drawn(voice: Voice, data: str, out: Path, folder: Path | None) -> Answer:
    """Rehearse a plan's designation, or one made for it; write the folder, and show it.

    Raises
    ------
    BadInputError, ContradictionError, BrokenPlanError, NoPlanError
        From the place, the tables, the plan, the solver or the check; nothing is written then.
    """
    with locked(out):
        check_folder(out, KIND)
        with watched(voice) as control:
            record = checked_plan(folder) if folder else make_plan(read_dataset(data), steps=(STEP,), control=control)
            found = rehearsed(record, control)
        illustrative = found.dataset.illustrative
        files = {"rehearsal.html": drawn.page(found, voice.lang), **drawn.tables(found)}
        write_folder(out, KIND, files, {"illustrative": illustrative})
    voice.say(drawn.TITLE)
    voice.show(screen_table(drawn.losses_grid(found), voice))
    if found.gains:
        voice.say(drawn.GAINS_TITLE)
        voice.show(screen_table(drawn.gains_grid(found), voice))
    voice.sign(illustrative=illustrative)
    return Answer(0, {"out": str(out), **_facts(found), **voice.marks(illustrative=illustrative)})


def _facts(found: Rehearsed) -> dict[str, object]:
    return {
        "losses": [
            {
                **{"hospital_id": one.hospital_id, "load": one.load, "uncovered": one.uncovered, "beyond": one.beyond},
                **{"travel": one.travel, "opened": [f"{site.hospital_id} {site.service_id}" for site in one.opened]},
                **{"converted": [row.unit_id for row in one.converted], "goes_to": dict(one.goes_to)},
                **{"origins": dict(one.origins), "proven": one.proven},
            }
            for one in found.losses
        ],
        "gains": [
            {"hospital_id": one.hospital_id, "uncovered": one.uncovered, "beyond": one.beyond, "travel": one.travel}
            for one in found.gains
        ],
    }

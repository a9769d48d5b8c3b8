"""The answer of handouts."""

from __future__ import annotations

from pathlib import Path

from optimizer.cli.console import Answer, Voice
from optimizer.cli.lock import locked
from optimizer.cli.outfolder import check_folder, write_folder
from optimizer.cli.plan_read import checked_plan, unknown_id
from optimizer.core.errors import BadInputError
from optimizer.core.text import Text
from optimizer.report.handouts.build import ASKED_FOR, LISTS, handout_files

KIND = "handouts"


def handed_out(voice: Voice, folder: Path, out: Path, only: str, hospital: str) -> Answer:
    """Write the lists of a plan.

    Raises
    ------
    BadInputError
        No plan, an unknown list or hospital, or a place that is not for handouts.
    BrokenPlanError
        The plan, or its vehicle plan, does not pass the check.
    """
    keys = tuple(word.strip() for word in only.split(",") if word.strip()) or tuple(key for key in LISTS if key not in ASKED_FOR)
    unknown = [key for key in keys if key not in LISTS]
    if unknown:
        raise BadInputError([unknown_id("--only", unknown[0], LISTS)])
    with locked(out):
        check_folder(out, KIND)
        record = checked_plan(folder)
        if hospital and hospital not in record.dataset.hospital:
            raise BadInputError([unknown_id("hospitals", hospital, record.dataset.hospital)])
        files = handout_files(record, voice.lang, keys, hospital)
        write_folder(out, KIND, files, {"illustrative": record.dataset.illustrative})
    for key in keys:
        count = sum(name.startswith(LISTS[key].prefix) for name in files)
        voice.say(Text("{title}: {count} files", "{title}：{count} 个文件"), title=LISTS[key].title, count=count)
    voice.sign(illustrative=record.dataset.illustrative)
    return Answer(0, {"out": str(out), "files": sorted(files), **voice.marks(illustrative=record.dataset.illustrative)})

"""The command replay: the institutions named in history beside other sets, on the same demand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.options import Data, JsonOption, LangOption
from optimizer.core.text import Text
from optimizer.report.words import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.planning.replay import Replayed

KIND = "replay"
_EMPTY = Text(
    "The file lists no sets: the name of a set and a hospital_id in its first two columns.",
    "文件未列出组别：前两列应为组别名称和机构编号。",
)
_HEADER = (
    Text("set", "组别"),
    Text("institutions", "定点机构"),
    Text("services", "机构-类别"),
    Text("mean min", "平均分钟"),
    Text("longest min", "最长分钟"),
    Text("without a place", "无定点可收"),
    Text("beyond the limit", "超出上限"),
    Text("both ward kinds", "两类并存"),
)


def replay(
    data: Data,
    lang: LangOption,
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Folder for page and tables; one that holds a replay is replaced.")
    ],
    sets: Annotated[
        Path | None,
        typer.Option("--sets", metavar="FILE", help="CSV or workbook: name of a set and hospital_id, a row per hospital."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Plan the institutions named in history beside other sets on the same illustrative demand; no judgement of any of them."""

    def work(voice: Voice) -> Answer:
        from optimizer.cli.lock import locked
        from optimizer.cli.outfolder import check_folder, write_folder
        from optimizer.cli.progress import watched
        from optimizer.data.reading import read_dataset
        from optimizer.data.reading.pairs import read_pairs
        from optimizer.planning import replay as replays
        from optimizer.report.replay import page

        with locked(out):
            check_folder(out, KIND)
            dataset = read_dataset(data)
            wanted = replays.standard_sets(dataset) if sets is None else replays.sets_of(dataset, read_pairs(sets, _EMPTY))
            with watched(voice) as control:
                found = replays.replay(dataset, wanted, control)
            files = {"replay.html": page.page(dataset, found, voice.lang), **page.tables(dataset, found)}
            write_folder(out, KIND, files, {"illustrative": True})
        voice.say(page.TITLE)
        voice.show(_table(found, voice))
        voice.sign(illustrative=True)
        return Answer(0, {"out": str(out), "sets": [_facts(one) for one in found], **voice.marks(illustrative=True)})

    answer("replay", lang, as_json, work)


def _table(found: Sequence[Replayed], voice: Voice) -> Table:
    table = Table(box=None, pad_edge=False)
    for column, title in enumerate(_HEADER):
        table.add_column(title.to(voice.lang), justify="right" if column else "left")
    for one in found:
        table.add_row(
            one.of.title.to(voice.lang),
            *(str(len(one.designated)), str(one.sites), number(one.mean_min), number(one.worst_min)),
            *(number(one.uncovered), number(one.beyond_limit), str(one.crossing)),
        )
    return table


def _facts(one: Replayed) -> dict[str, object]:
    names = ("sites", "mean_min", "worst_min", "uncovered", "beyond_limit", "crossing", "conversions", "decided", "others")
    return {"set": one.of.key, "institutions": len(one.designated), **{name: getattr(one, name) for name in names}}

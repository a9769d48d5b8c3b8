"""Commands that look at a plan: verify, app."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.faults import no_plan
from optimizer.cli.options import JsonOption, LangOption, PlanFolder
from optimizer.core.errors import BadInputError, ExitCode
from optimizer.core.text import Text
from optimizer.data.planfolder import holds_plan


def verify(folder: PlanFolder, lang: LangOption, as_json: JsonOption = False) -> None:
    """Check a plan folder independently: every rule, every goal, every file. Exit 1 when something is broken."""

    def work(voice: Voice) -> Answer:
        if not holds_plan(folder):
            raise BadInputError([no_plan(folder)])
        from optimizer.verify import verify_folder

        broken = verify_folder(folder)
        voice.issues(broken)
        if broken:
            voice.say(
                Text("{count} findings: this plan must not be used.", "{count} 处不符：此方案不得使用。"), count=len(broken)
            )
        else:
            voice.say(Text("Verified: every rule, every goal and every file hold.", "核验通过：规则、目标值与文件均相符。"))
        facts = {"verified": not broken, "issues": [issue.to_dict(voice.lang) for issue in broken]}
        return Answer(int(ExitCode.BROKEN if broken else ExitCode.OK), facts)

    answer("verify", lang, as_json, work)


def app(
    lang: LangOption,
    plan: Annotated[Path | None, typer.Option("--plan", metavar="DIR", help="Plan folder to open; runs/demo by default.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port on this machine.")] = None,
    address: Annotated[
        str | None, typer.Option("--address", help="Where to listen; anything but this machine needs sign-in.")
    ] = None,
    names: Annotated[
        Path | None,
        typer.Option("--names", metavar="FILE", help="The office's list of case numbers and names; shown, never kept."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Open the app in the browser: on this machine only, unless sign-in is set up."""

    def work(_voice: Voice) -> Answer:
        from optimizer.ui.launch import launch

        return Answer(launch(plan, port, address, names))

    answer("app", lang, as_json, work)

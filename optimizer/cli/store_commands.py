"""Commands on the store: runs, audit, plans (draft, review, issue), placement (hold, accept …)."""

from __future__ import annotations

import getpass
from enum import StrEnum
from typing import Annotated

import typer

from optimizer.cli.console import Answer, Voice, answer
from optimizer.cli.options import JsonOption, LangOption

StoreOption = Annotated[
    str,
    typer.Option(
        "--store",
        metavar="PLACE",
        help="Folder or URL (sqlite:///…, postgresql://…); else HOSPITAL_OPTIMIZER_STORE, else a file among the user's data.",
    ),
]
ByOption = Annotated[
    str, typer.Option("--by", metavar="WHO", default_factory=getpass.getuser, show_default="this user", help="Who does it.")
]


class AuditAct(StrEnum):
    """What may be asked of the audit."""

    VERIFY = "verify"
    LIST = "list"


class PlanAct(StrEnum):
    """What may be asked of plans."""

    LIST = "list"
    REGISTER = "register"
    REVIEW = "review"
    ISSUE = "issue"


class PlacementAct(StrEnum):
    """What may be asked of a placement."""

    SHOW = "show"
    HOLD = "hold"
    ACCEPT = "accept"
    SEND = "send"
    ARRIVE = "arrive"
    HAND_OVER = "hand-over"
    RETURN = "return"
    RELEASE = "release"


def runs(
    lang: LangOption,
    key: Annotated[str, typer.Argument(metavar="[KEY]", help="Show this run (its key, or the beginning of it).")] = "",
    job: Annotated[str, typer.Option("--job", metavar="NAME", help="Only runs of this job.")] = "",
    most: Annotated[int, typer.Option("--most", min=1, help="Runs to list.")] = 50,
    store: StoreOption = "",
    as_json: JsonOption = False,
) -> None:
    """List what was run, newest first, or show one run with its faults."""

    def work(voice: Voice) -> Answer:
        from optimizer.cli.store_answers import listed_runs

        return listed_runs(voice, store, key, job, most)

    answer("runs", lang, as_json, work)


def audit(
    lang: LangOption,
    act: Annotated[AuditAct, typer.Argument(help="What to do.")] = AuditAct.VERIFY,
    head: Annotated[str, typer.Option("--head", metavar="HASH", help="A last hash noted earlier: is it still there?")] = "",
    most: Annotated[int, typer.Option("--most", min=1, help="Last rows to list.")] = 50,
    store: StoreOption = "",
    as_json: JsonOption = False,
) -> None:
    """Verify the chain of the audit (exit 1 when it is broken, with the first broken row), or list who did what when."""

    def work(voice: Voice) -> Answer:
        from optimizer.cli.store_answers import listed_audit, verified_audit

        return listed_audit(voice, store, most) if act is AuditAct.LIST else verified_audit(voice, store, head)

    answer("audit", lang, as_json, work)


def plans(
    lang: LangOption,
    by: ByOption,
    act: Annotated[PlanAct, typer.Argument(help="What to do.")] = PlanAct.LIST,
    what: Annotated[str, typer.Argument(metavar="[WHAT]", help="Folder to register; id of the plan to review or issue.")] = "",
    store: StoreOption = "",
    as_json: JsonOption = False,
) -> None:
    """Plans from draft over review to issue; what was issued is frozen."""

    def work(voice: Voice) -> Answer:
        from optimizer.cli.store_answers import did_plan

        return did_plan(voice, store, act.value, what, by)

    answer("plans", lang, as_json, work)


def placement(
    act: Annotated[PlacementAct, typer.Argument(help="The step, in this order; release gives a place back.")],
    lang: LangOption,
    by: ByOption,
    plan: Annotated[str, typer.Option("--plan", metavar="ID", help="Id of an issued plan, or the beginning of it.")],
    patient: Annotated[str, typer.Option("--patient", metavar="ID", help="Case number.")],
    unit: Annotated[str, typer.Option("--unit", metavar="ID", help="The unit.")],
    days: Annotated[str, typer.Option("--days", metavar="D[,D]", help="Of a hold: its days, unless as proposed.")] = "",
    urgent: Annotated[bool, typer.Option("--urgent", help="Of a hold: life-threatened, placed even where all is full.")] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="Of a release: why, as a code.")] = "",
    store: StoreOption = "",
    as_json: JsonOption = False,
) -> None:
    """Hold a place for ten minutes, have it accepted, and note what follows; two desks never get one place."""

    def work(voice: Voice) -> Answer:
        from optimizer.cli.store_answers import Asked, stepped

        return stepped(voice, store, act.value, Asked(plan, patient, unit, by, days, urgent, reason))

    answer("placement", lang, as_json, work)

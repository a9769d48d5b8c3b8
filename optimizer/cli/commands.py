"""The commands by name."""

from __future__ import annotations

import typer

from optimizer.cli import (
    batch_commands,
    data_commands,
    designate_commands,
    desk_commands,
    explain_commands,
    handout_commands,
    keep_commands,
    log_options,
    look_commands,
    note_commands,
    paper_commands,
    plan_commands,
    protection_commands,
    replay_commands,
    schedule_commands,
    sheet_commands,
    store_commands,
    suggest_commands,
    vehicle_commands,
    whatif_commands,
)
from optimizer.core.text import DISCLAIMER

app = typer.Typer(
    name="hospital-optimizer",
    help=f"Plans a city's hospitals in an epidemic emergency. {DISCLAIMER.zh} / {DISCLAIMER.en}.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.callback()(log_options.log_as_asked)
app.command("check")(data_commands.check)
app.command("template")(data_commands.template)
app.command("generate")(data_commands.generate)
app.command("plan")(plan_commands.plan)
for step, name in plan_commands.SINGLE_STEPS.items():
    if step == "designation":
        app.command(name)(designate_commands.designate)
    elif step != "rota":
        app.command(name, help=plan_commands.HELP[step])(plan_commands.single(step, name))
app.command("rota")(plan_commands.rota)
app.command("protection")(protection_commands.protection)
app.command("whatif")(whatif_commands.whatif)
app.command("replay")(replay_commands.replay)
app.command("suggest")(suggest_commands.suggest)
app.command("explain")(explain_commands.explain)
app.command("replace")(desk_commands.replace)
app.command("swap")(desk_commands.swap)
app.command("rota-sheet")(sheet_commands.rota_sheet)
app.command("rota-diff")(sheet_commands.rota_diff)
app.command("papers")(paper_commands.papers)
app.command("vehicles")(vehicle_commands.vehicles)
app.command("handouts")(handout_commands.handouts)
app.add_typer(batch_commands.batch, name="batch")
app.command("plans")(store_commands.plans)
app.command("placement")(store_commands.placement)
app.command("decisions")(note_commands.decisions)
app.command("scenarios")(note_commands.scenarios)
app.command("runs")(store_commands.runs)
app.command("audit")(store_commands.audit)
app.add_typer(keep_commands.store, name="store")
app.add_typer(schedule_commands.schedule, name="schedule")
app.command("verify")(look_commands.verify)
app.command("app")(look_commands.app)

"""Starts the app: on this machine only, or with sign-in; no usage statistics, no address from outside, no file watcher."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue, Severity
from optimizer.core.text import Text
from optimizer.data.planfolder import holds_plan
from optimizer.ui import palette
from optimizer.ui.case_names import read_case_names
from optimizer.ui.places import NAMES_VARIABLE, PLAN_VARIABLE
from optimizer.ui.sign_in import SIGN_IN_VARIABLE, sign_in_asked

ENTRY = Path(__file__).with_name("app_entry.py")
OPTIONS: dict[str, str] = {
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "server.address": "127.0.0.1",
    "server.fileWatcherType": "none",
    "runner.postScriptGC": "false",
    "server.headless": "true",
    "theme.font": "'Source Sans', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif",
    **{f"theme.light.{name}": colour for name, colour in palette.LIGHT.items()},
    **{f"theme.dark.{name}": colour for name, colour in palette.DARK.items()},
}
"""Streamlit's settings; ``.streamlit/config.toml`` of the checkout says the same for ``streamlit run app.py``."""


def launch(plan: Path | None, port: int | None, address: str | None = None, names: Path | None = None) -> int:
    """Run the app until it is interrupted; return its exit code.

    Parameters
    ----------
    address
        Where to listen; None for this machine alone. Anything else asks for a sign-in service.
    names
        The office's own list of case numbers and names, joined when something is shown.

    Raises
    ------
    BadInputError
        `plan` is no plan folder, `names` cannot be read, or the sign-in that is needed is not set up.
    """
    environment = dict(os.environ)
    if plan is not None:
        if not holds_plan(plan):
            raise BadInputError([Issue("not_a_plan", Severity.FAULT, _NO_PLAN, value=str(plan), params={"folder": plan})])
        environment[PLAN_VARIABLE] = str(plan.resolve())
    if names is not None:
        read_case_names(names)  # a list that cannot be read is said now, not by the first page
        environment[NAMES_VARIABLE] = str(names.resolve())
    if sign_in_asked(address):
        environment[SIGN_IN_VARIABLE] = "1"
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends this command, as services do, ends the app with it
    process = subprocess.Popen(command(port, address), env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        return 0


def command(port: int | None, address: str | None = None) -> Sequence[str]:
    """Return the command line that runs the packaged entry file."""
    settings = dict(OPTIONS)
    if port is not None:
        settings["server.port"] = str(port)
    if address is not None:
        settings["server.address"] = address
    return (
        sys.executable,
        "-m",
        "optimizer.ui.serve",
        "run",
        str(ENTRY),
        *(f"--{name}={value}" for name, value in settings.items()),
    )


_NO_PLAN = Text("{folder} holds no plan.", "{folder} 不是方案文件夹。")

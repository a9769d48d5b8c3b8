"""Starts the app on this machine only: no usage statistics, no address from outside, no file watcher."""

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
from optimizer.ui.places import PLAN_VARIABLE

ENTRY = Path(__file__).with_name("app_entry.py")
OPTIONS: dict[str, str] = {
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "server.address": "127.0.0.1",
    "server.fileWatcherType": "none",
    "server.headless": "true",
    "theme.base": "light",
    "theme.primaryColor": "#1F7A8C",
    "theme.backgroundColor": "#FFFFFF",
    "theme.secondaryBackgroundColor": "#F2F5F7",
    "theme.textColor": "#1B2A33",
    "theme.font": "'Source Sans', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif",
}
"""Streamlit's settings; ``.streamlit/config.toml`` of the checkout says the same for ``streamlit run app.py``."""


def launch(plan: Path | None, port: int | None) -> int:
    """Run the app until it is interrupted; return its exit code.

    Raises
    ------
    BadInputError
        `plan` is no plan folder.
    """
    environment = dict(os.environ)
    if plan is not None:
        if not holds_plan(plan):
            raise BadInputError([Issue("not_a_plan", Severity.FAULT, _NO_PLAN, value=str(plan), params={"folder": plan})])
        environment[PLAN_VARIABLE] = str(plan.resolve())
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends this command, as services do, ends the app with it
    process = subprocess.Popen(command(port), env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        return 0


def command(port: int | None) -> Sequence[str]:
    """Return the command line that runs the packaged entry file."""
    settings = OPTIONS if port is None else {**OPTIONS, "server.port": str(port)}
    return (
        sys.executable,
        "-m",
        "optimizer.ui.serve",
        "run",
        str(ENTRY),
        *(f"--{name}={value}" for name, value in settings.items()),
    )


_NO_PLAN = Text("{folder} holds no plan.", "{folder} 不是方案文件夹。")

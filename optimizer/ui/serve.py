"""Runs Streamlit without its questions to the outside world: `python -m optimizer.ui.serve run …`, as `streamlit run …`.

When a page of another origin knocks, Streamlit asks a public server which address this machine has, to compare it with that
origin. The app's own pages come from the host they were asked of and need no such answer; the question would only tell of it.

What the first visitor would wait for is loaded as soon as the server listens: the pages' modules, and the plan they open with.
"""

from __future__ import annotations

import threading
import time
from importlib import import_module

from streamlit import net_util, runtime
from streamlit.web import cli

_LOOK_S = 0.05


def nobody() -> None:
    """Know no address of this machine but the local ones."""


def load_ahead() -> None:
    """Load the pages and the first plan; a plan that cannot be read is told by the page that shows it."""
    while not runtime.exists():  # caches made before would not be the server's
        time.sleep(_LOOK_S)
    frame = import_module("optimizer.ui.frame")
    for entries in frame.PAGES.values():
        for name, _ in entries:
            import_module(f"optimizer.ui.screens.{name}")
    frame.load_first()


if __name__ == "__main__":
    net_util.get_external_ip = nobody
    net_util.get_internal_ip = nobody
    threading.Thread(target=load_ahead, daemon=True).start()
    cli.main(prog_name="streamlit")

"""Runs Streamlit without its questions to the outside world: `python -m optimizer.ui.serve run …`, as `streamlit run …`.

When a page of another origin knocks, Streamlit asks a public server which address this machine has, to compare it with that
origin. The app's own pages come from the host they were asked of and need no such answer; the question would only tell of it.
"""

from __future__ import annotations

from streamlit import net_util
from streamlit.web import cli


def nobody() -> None:
    """Know no address of this machine but the local ones."""


if __name__ == "__main__":
    net_util.get_external_ip = nobody
    net_util.get_internal_ip = nobody
    cli.main(prog_name="streamlit")

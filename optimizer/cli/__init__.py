"""The command line."""

from __future__ import annotations

from optimizer.cli.commands import app


def main() -> None:
    """Run the command line and leave with its exit code."""
    app()

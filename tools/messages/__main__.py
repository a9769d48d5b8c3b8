"""`python -m tools.messages --out DIR`: hospital-optimizer.pot, zh.po and en.po, made from the pairs in the sources."""

from __future__ import annotations

import argparse
from pathlib import Path

from babel.messages.pofile import write_po

import optimizer
from tools.messages.extract import catalogue, pairs


def main() -> None:
    """Write the catalogues."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("dist/messages"), help="where they go")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    found = list(pairs(Path(optimizer.__file__).parent))
    for name, lang in (("hospital-optimizer.pot", None), ("zh.po", "zh"), ("en.po", "en")):
        with (out / name).open("wb") as stream:
            write_po(stream, catalogue(found, lang, optimizer.__version__), width=120, sort_output=True)


if __name__ == "__main__":
    main()

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from tests.properties.planted import WAYS, Channels


@pytest.mark.parametrize("way", WAYS)
def test_nothing_planted_is_found(way: str) -> None:
    planted, found = WAYS[way](0)
    assert planted >= 20
    assert found == []


def test_whatever_stands_somewhere_is_found(tmp_path: Path) -> None:
    """The look-out itself: packed, escaped, in other encodings, as bare figures."""
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sheet", "<t>王懿翾</t>")
    (tmp_path / "b").write_bytes(gzip.compress(json.dumps("王懿翾").encode()))
    (tmp_path / "c").write_bytes("王懿翾".encode("gb18030"))
    (tmp_path / "d").write_text("13912345678")
    (tmp_path / "city").write_text("王懿翾")
    channels = Channels(tmp_path, said={"check": "王懿翾".encode()})
    found = channels.leaks(["王懿翾", "139 1234 5678"], inputs=[Path("city")])
    assert {leak.split(":")[0] for leak in found} == {"a.xlsx/sheet", "b", "c", "check", "d"}

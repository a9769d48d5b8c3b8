"""Where the store lies: named by an option, by the environment, or a file among the user's data."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.store.errors import StoreError

STORE_VARIABLE = "HOSPITAL_OPTIMIZER_STORE"
FILE = "store.sqlite3"
_POSTGRES = "postgresql+psycopg"


def store_url(given: str = "") -> URL:
    """Return the address of the store.

    Parameters
    ----------
    given
        A folder (which will hold ``store.sqlite3``), a ``.sqlite3`` file, or a URL (``sqlite:///…``, ``postgresql://…``);
        empty for what HOSPITAL_OPTIMIZER_STORE says, and where that is empty too, the product's folder among the user's data.

    Raises
    ------
    StoreError
        The address is of no database that the store can use.
    """
    said = given or os.environ.get(STORE_VARIABLE, "")
    if "://" not in said:
        path = Path(said).expanduser() if said else data_folder()
        file = path if path.suffix == ".sqlite3" and not path.is_dir() else path / FILE
        return URL.create("sqlite", database=str(file.resolve()))
    try:
        url = make_url(said)
    except (ArgumentError, ValueError):
        raise StoreError([fault("store_unknown", _UNKNOWN, _KNOWN)]) from None
    kind = url.get_backend_name() if url.drivername.partition("+")[0] in {"sqlite", "postgresql"} else url.drivername
    if kind in {"postgres", "postgresql"}:
        return url.set(drivername=_POSTGRES)
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return URL.create("sqlite", database=str(Path(url.database).expanduser().resolve()))
    raise StoreError([fault("store_unknown", _UNKNOWN, _KNOWN)])


def data_folder() -> Path:
    """Return the product's folder among the user's data: the same from wherever a command is started."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "hospital-optimizer"


_UNKNOWN = Text("The store's address names no database that can be used.", "存储地址所指的数据库不可用。")
_KNOWN = Text(
    "Give a folder, sqlite:///FILE or postgresql://USER@HOST/DATABASE.",
    "请给出文件夹、sqlite:///文件 或 postgresql://用户@主机/库。",
)

"""Whether the app may start where it is asked to: on this machine as it is, elsewhere only with sign-in set up in full."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from optimizer.core.errors import BadInputError
from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import fault
from optimizer.ui.access_file import access_file, read_people

SIGN_IN_VARIABLE = "HOSPITAL_OPTIMIZER_SIGN_IN"
"""Set for the app when it starts with sign-in: it stays asked for, whatever becomes of the secrets meanwhile."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_KEYS = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_SECRET_LENGTH = 32
_LIBRARIES = ("authlib", "httpx2")  # the second is not asked for by the first, which cannot speak to a service without it


def sign_in_asked(address: str | None) -> bool:
    """Return whether the app starts with sign-in.

    Raises
    ------
    BadInputError
        It must or would, and something of it is not set up.
    """
    files = [file for file in secrets_files() if file.exists()]
    auth = _auth(files)
    here = address is None or address in LOOPBACK
    if auth is None and here:
        return False
    issues = [fault("sign_in", NOT_SET_UP, FIX, address=address)] if auth is None else _faults(auth, here=here)
    try:
        read_people(access_file())
    except BadInputError as error:
        issues += error.issues
    if any(importlib.util.find_spec(name) is None for name in _LIBRARIES):
        issues.append(fault("sign_in", NO_LIBRARY))
    if issues:
        raise BadInputError(issues)
    return True


def secrets_files() -> tuple[Path, ...]:
    """Return where Streamlit looks for secrets; the later one wins."""
    return (Path.home() / ".streamlit" / "secrets.toml", Path(".streamlit", "secrets.toml"))


def _auth(files: list[Path]) -> dict[str, Any] | None:
    """Return the settings of the sign-in service, None when there are none."""
    found: dict[str, Any] | None = None
    for file in files:
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BadInputError([fault("sign_in", UNREADABLE)]) from error  # the words of the error may hold a secret
        if "auth" in values:
            found = values["auth"] if isinstance(values["auth"], dict) else {}
    return found


def _faults(auth: dict[str, Any], *, here: bool) -> list[Issue]:
    missing = [key for key in _KEYS if not isinstance(auth.get(key), str) or not auth[key]]
    issues = [fault("sign_in", INCOMPLETE, keys=", ".join(missing))] if missing else []
    if len(str(auth.get("cookie_secret", ""))) < _SECRET_LENGTH:
        issues.append(fault("sign_in", SHORT_SECRET, least=_SECRET_LENGTH))
    if not here and urlsplit(str(auth.get("redirect_uri", ""))).scheme != "https":
        issues.append(fault("sign_in", PLAIN_HTTP))
    return issues


NOT_SET_UP = Text(
    "The app does not open at {address} without sign-in: everybody on the network could plan, place and issue.",
    "未配置登录服务时不能在 {address} 开放：网络上任何人都可规划、安排和签发。",
)
FIX = Text(
    "Set up [auth] in .streamlit/secrets.toml and access.toml, or leave --address away to open on this machine alone.",
    "请在 .streamlit/secrets.toml 中配置 [auth] 并编写 access.toml，或去掉 --address 仅在本机使用。",
)
UNREADABLE = Text("The file of secrets cannot be read as TOML.", "无法按 TOML 读取 secrets 文件。")
INCOMPLETE = Text("[auth] in the secrets lacks {keys}.", "secrets 的 [auth] 缺少 {keys}。")
SHORT_SECRET = Text(
    "cookie_secret must have {least} characters or more, drawn at random.", "cookie_secret 应为不少于 {least} 个随机字符。"
)
PLAIN_HTTP = Text(
    "redirect_uri must begin with https:// where the app is not on this machine alone.",
    "非本机使用时 redirect_uri 应以 https:// 开头。",
)
NO_LIBRARY = Text(
    "Sign-in needs Authlib and httpx2: install hospital-optimizer[sign-in].",
    "登录功能需要 Authlib 与 httpx2：请安装 hospital-optimizer[sign-in]。",
)

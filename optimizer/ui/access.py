"""Whether the person at the screen may do something: asked again on every action, never remembered from the start of a session.

Without a sign-in service the app is for whoever sits at this machine, who may do what the command line lets them do; it is
open then on loopback only. With one, ``access.toml`` says who may do what, and whoever it does not name may do nothing.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any

import streamlit as st

from optimizer.core.errors import BadInputError
from optimizer.core.text import Text
from optimizer.ui.access_file import access_file, read_people
from optimizer.ui.language import current_lang, plain, say
from optimizer.ui.roles import EXPIRED, Action, SignIn, refusal
from optimizer.ui.sign_in import LOOPBACK, SIGN_IN_VARIABLE

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")
_DENIED = "_denied"


def may(action: Action, hospital_id: str | None = None) -> bool:
    """Return whether the person at the screen may do something now, for a hospital or (None) for the whole city."""
    return why_not(action, hospital_id) is None


def require(action: Action, hospital_id: str | None = None) -> bool:
    """Return whether the person may do something now, and say why not: the check at the head of whatever changes something."""
    why = why_not(action, hospital_id)
    if why is not None:
        st.error(say(why))
    return why is None


def why_not(action: Action, hospital_id: str | None = None) -> Text | None:
    """Return why the person at the screen may not do something; None when they may."""
    if not sign_in_is_needed():
        return None if _is_at_this_machine() else NOT_OPEN
    who = signed_in()
    if who is None:
        return SIGN_IN_FIRST
    if who in _signed_out():
        return EXPIRED
    try:
        people = read_people(access_file())
    except BadInputError:
        return FILE_BROKEN
    return refusal(people, who, action, hospital_id, dt.datetime.now().astimezone())


def signed_by() -> str | None:
    """Return the name that what is done now goes under; None where nobody signs in and the page must ask."""
    who = signed_in() if sign_in_is_needed() else None
    if who is None:
        return None
    try:
        grant = read_people(access_file()).grants.get(who.subject)
    except BadInputError:
        grant = None
    return who.subject if grant is None else grant.name


def action_button(
    label: str,
    action: Action,
    hospital_id: str | None = None,
    *,
    key: str,
    place: Any = None,
    on_click: Callable[..., None] | None = None,
    args: tuple[Any, ...] = (),
    disabled: bool = False,
    **looks: Any,
) -> bool:
    """Draw a button for an action, greyed with the reason where it is not granted; return whether it was pressed and may be.

    The right is looked up when it is drawn and again when it is pressed: it may have been taken away in between.
    """
    why = why_not(action, hospital_id)
    if why is not None:
        looks["help"] = say(why)
    call = None if on_click is None else partial(_if_granted, on_click, action, hospital_id)
    pressed = (place or st).button(label, key=key, disabled=disabled or why is not None, on_click=call, args=args, **looks)
    return bool(pressed) and require(action, hospital_id)


def live(draw: Callable[..., None], run_every: float | None) -> Callable[..., None]:
    """Return a part of a page that is drawn again by itself, for as long as the person may look: then the whole page goes."""

    @wraps(draw)
    def while_granted(*args: Any, **named: Any) -> None:
        if not may(Action.LOOK):
            st.rerun()
        draw(*args, **named)

    drawn: Callable[..., None] = st.fragment(while_granted, run_every=run_every)
    return drawn


def enter() -> bool:
    """Return whether the person may see anything at all; otherwise draw the way in, or why there is none."""
    refused = st.session_state.pop(_DENIED, None)
    if refused is not None:
        st.error(say(refused))
    why = why_not(Action.LOOK)
    if why is None:
        return True
    tell = st.info if why is SIGN_IN_FIRST else st.error
    tell(say(why))
    if why is FILE_BROKEN:
        _say_faults()
    if why is SIGN_IN_FIRST or why is EXPIRED:
        st.button(say(SIGN_IN), type="primary", on_click=st.login, key="sign_in")
    else:  # whoever came in by the wrong account must get out of it
        with st.sidebar:
            draw_person()
    return False


def draw_person() -> None:
    """Draw who is signed in, and the way out; nothing where nobody signs in."""
    name = signed_by()
    if name is not None:
        st.caption(say(SIGNED_IN_AS, name=plain(name)))
        st.button(say(SIGN_OUT), on_click=_sign_out, key="sign_out", width="stretch")


def sign_in_is_needed() -> bool:
    """Whether a sign-in service is configured, or was when the app started, or cannot be told."""
    if os.environ.get(SIGN_IN_VARIABLE):
        return True
    if st.secrets.load_if_toml_exists():
        return "auth" in st.secrets
    return any(Path(file).exists() for file in st.get_option("secrets.files"))


def signed_in() -> SignIn | None:
    """Return the sign-in of this session as its token told it: fixed when the session began, whatever happened since."""
    claims = st.user.to_dict()
    issuer, subject, at = claims.get("iss"), claims.get("sub"), claims.get("iat")
    if not claims.get("is_logged_in") or not isinstance(issuer, str) or not isinstance(subject, str) or not subject:
        return None
    if isinstance(at, bool) or not isinstance(at, int | float):
        return None
    return SignIn(issuer, subject, dt.datetime.fromtimestamp(at, dt.UTC))


def _if_granted(call: Callable[..., None], action: Action, hospital_id: str | None, *args: Any) -> None:
    why = why_not(action, hospital_id)
    if why is None:
        call(*args)
    else:
        st.session_state[_DENIED] = why


def _is_at_this_machine() -> bool:
    """Whether only this machine can knock, and nothing before the app says that it knocks for another."""
    return st.get_option("server.address") in LOOPBACK and not any(name in st.context.headers for name in _FORWARDED)


@st.cache_resource(show_spinner=False)
def _signed_out() -> set[SignIn]:
    """Return the sign-ins that were ended by hand: other tabs hold them still."""
    return set()


def _sign_out() -> None:
    who = signed_in()
    if who is not None:
        _signed_out().add(who)
    st.logout()


def _say_faults() -> None:
    try:
        read_people(access_file())
    except BadInputError as error:
        st.code(error.describe(current_lang()), language=None, wrap_lines=True)


SIGN_IN = Text("Sign in", "登录")
SIGN_OUT = Text("Sign out", "退出登录")
SIGNED_IN_AS = Text("Signed in: {name}", "当前用户：{name}")
SIGN_IN_FIRST = Text("Sign in to open the plans.", "请先登录。")
NOT_OPEN = Text(
    "Closed: without a sign-in service the app is for this machine alone, and this request may come from elsewhere.",
    "已关闭：未配置登录服务时仅限本机使用，而此访问可能来自其他机器。",
)
FILE_BROKEN = Text("The file of rights is missing or faulty; nobody is let in.", "授权文件缺失或有误，暂停一切访问。")

"""Who may do what: three roles, bounded by hospital and by date; whatever is not granted is denied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from optimizer.core.text import Text

_CLOCKS_APART = dt.timedelta(minutes=5)


class Role(StrEnum):
    """What a person is to this installation."""

    VIEWER = "viewer"
    PLANNER = "planner"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What the screen can be asked to do; one that names a hospital is asked for that hospital."""

    LOOK = "look"  # open pages: figures of the whole city, nobody in particular
    PATIENTS = "patients"  # see the patients of a hospital
    EXPORT = "export"
    PLAN = "plan"  # start and stop jobs
    EDIT = "edit"  # change tables, upload
    PLACE = "place"  # hold, accept, send a vehicle, note an arrival
    REFUSE = "refuse"  # say that a hospital cannot accept
    ROTA = "rota"  # swap, pin, publish
    DRAFT = "draft"
    REVIEW = "review"
    ISSUE = "issue"  # granted apart from the role
    AUDIT = "audit"


_VIEWER = frozenset({Action.LOOK, Action.PATIENTS, Action.EXPORT})
_PLANNER = _VIEWER | {Action.PLAN, Action.EDIT, Action.PLACE, Action.REFUSE, Action.ROTA, Action.DRAFT, Action.REVIEW}
RIGHTS: Mapping[Role, frozenset[Action]] = {
    Role.VIEWER: _VIEWER,
    Role.PLANNER: _PLANNER,
    Role.ADMINISTRATOR: _PLANNER | {Action.AUDIT},
}
"""Issuing is in none of them: it is granted by name, to planners and administrators only."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What one person was given.

    Parameters
    ----------
    hospitals
        The hospitals it holds for; None for the whole city.
    may_issue
        Whether the person may issue plans, apart from the role.
    valid_until
        Last day it holds; None for no end.
    """

    name: str
    role: Role
    hospitals: frozenset[str] | None = frozenset()
    may_issue: bool = False
    valid_until: dt.date | None = None

    def covers(self, hospital_id: str | None) -> bool:
        """Whether it holds for a hospital; None stands for the whole city."""
        return self.hospitals is None or (hospital_id is not None and hospital_id in self.hospitals)

    def permits(self, action: Action) -> bool:
        """Whether the role and what was granted apart from it hold an action."""
        if action is Action.ISSUE:
            return self.may_issue and self.role is not Role.VIEWER
        return action in RIGHTS[self.role]


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who was given something, by the name their sign-in service knows them by.

    Parameters
    ----------
    issuer
        The sign-in service whose names these are: another service's names mean other people.
    session
        How long a sign-in counts, shorter than the cookie of thirty days.
    """

    issuer: str
    grants: Mapping[str, Grant]
    session: dt.timedelta = dt.timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in, as the sign-in service told it."""

    issuer: str
    subject: str
    at: dt.datetime


def refusal(people: People, who: SignIn, action: Action, hospital_id: str | None, now: dt.datetime) -> Text | None:
    """Return why somebody may not do something; None when they may.

    Parameters
    ----------
    hospital_id
        None for what concerns the whole city. Looking is free of it: figures of the city are for everybody who is let in.
    """
    if not -_CLOCKS_APART <= now - who.at < people.session:
        return EXPIRED
    grant = people.grants.get(who.subject) if who.issuer == people.issuer else None
    if grant is None:
        return UNKNOWN
    if grant.valid_until is not None and now.date() > grant.valid_until:
        return ENDED
    if not grant.permits(action):
        return NOT_THE_ROLE
    if action is not Action.LOOK and not grant.covers(hospital_id):
        return NOT_THE_HOSPITAL
    return None


EXPIRED = Text("The sign-in has run out. Sign in again.", "登录已过期，请重新登录。")
UNKNOWN = Text("No rights were granted to this person. Ask the administrator.", "该人员未获授权，请联系管理员。")
ENDED = Text("The rights of this person have ended. Ask the administrator.", "该人员的授权已到期，请联系管理员。")
NOT_THE_ROLE = Text("Your role does not include this.", "您的角色无此权限。")
NOT_THE_HOSPITAL = Text("Your rights do not reach this hospital, or the whole city.", "您的权限不包括该机构，或不包括全市。")

"""Pools of people for the tests of the teams."""

from __future__ import annotations

from typing import Any

from optimizer.data.dataset import Dataset
from optimizer.data.tables.staff import Rotation, StaffMember, TeamWanted
from optimizer.data.vocabulary import Role
from tests.factories import dataset, nurse


def team(team_id: str = "T1", size: int = 2, **changes: Any) -> TeamWanted:
    return TeamWanted(team_id=team_id, size=size, **changes)


def doctor(staff_id: str, **changes: Any) -> StaffMember:
    return nurse(staff_id, **{"role": Role.DOCTOR, **changes})


def city() -> Dataset:
    """200 staff of two hospitals and 20 key staff of a third, for four teams of 55 and a pulmonary hospital's two wards."""
    staff = []
    for number in range(200):
        place = "H1" if number < 110 else "H2"
        make = doctor if number % 4 == 0 else nurse
        staff.append(make(f"S{number:03}", hospital_id=place, skills=("icu",) if number % 3 == 0 else ()))
    staff += [nurse(f"K{number:02}", hospital_id="H3", key_member=True) for number in range(20)]
    teams = [
        team(
            f"T{number}",
            55,
            ward_id=("W1", "W2"),
            role_min=(("doctor", 12), ("nurse", 40)),
            skill_min=(("icu", 10),),
            key_members_min=5,
            max_share_one_hospital=0.6,
        )
        for number in range(1, 5)
    ]
    rotation = [Rotation(ward_id=one, duty_days=14, observation_days=7, rest_days=7) for one in ("W1", "W2")]
    return dataset(14, staff=staff, teams_wanted=teams, rotation=rotation)

"""Example rosters of posts other than wards, as folders of tables: tracing, sampling, volunteers; all people are drawn.

``python -m tests.rosters data/lanzhou/rosters`` writes them anew; what is real of them stands in their README.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

START = dt.date(2022, 3, 21)
TRACERS, TEAMS = 889, 144  # city report of 18 March 2022
SAMPLERS, SITES = 66, 12  # 3,000 samplers at 545 points in October 2021: 5.5 a point
VOLUNTEERS, POSTS = 60, 7  # of one county

Table = Sequence[Mapping[str, object]]
Tables = dict[str, Table]
SHIFTS = (
    {"shift_type_id": "A", "name": "白班", "start": "08:00", "end": "16:00", "minutes": 480, "night": "no", "forbidden_next": ""},
    {
        "shift_type_id": "P",
        "name": "中班",
        "start": "16:00",
        "end": "00:00",
        "minutes": 480,
        "night": "no",
        "forbidden_next": "A",
    },
    {
        "shift_type_id": "N",
        "name": "夜班",
        "start": "00:00",
        "end": "08:00",
        "minutes": 480,
        "night": "yes",
        "forbidden_next": "",
    },
)
HALF_DAYS = (
    {"shift_type_id": "M", "name": "上午", "start": "08:00", "end": "12:30", "minutes": 270, "night": "no", "forbidden_next": ""},
    {"shift_type_id": "E", "name": "下午", "start": "14:00", "end": "19:00", "minutes": 300, "night": "no", "forbidden_next": ""},
)
AREAS = ("城关区", "七里河区", "安宁区", "西固区", "榆中县")
POINTS = {"城关区": (103.83, 36.06), "榆中县": (104.11, 35.85)}  # of the offices, illustrative
WANTED = {"A": (17, 9, 8, 8, 7), "P": (8, 5, 4, 4, 3), "N": (4, 2, 2, 1, 1)}  # teams by shift and area, of 144


def tracing(people: int = TRACERS, teams: int = TEAMS, days: int = 28, seed: int = 0) -> Tables:
    """Return the roster of contact tracing: teams work together, at a post per area, round the clock."""
    rng = random.Random(seed)
    staff = [
        _person(f"TR{number + 1:04d}", "CDC", "tracer", "tracing", group=f"G{number % teams + 1:03d}") for number in range(people)
    ]
    cover = [
        _cover(f"TRACE-{area + 1}", "tracer", shift, max(1, round(numbers[area] * teams / TEAMS)), "", "group")
        for shift, numbers in WANTED.items()
        for area in range(len(AREAS))
    ]
    return {
        "hospitals": [_office("CDC", "兰州市疾病预防控制中心", "Lanzhou Centre for Disease Control", "城关区")],
        "staff": staff,
        "wards": [_post(f"TRACE-{number + 1}", f"{area}流调", "CDC") for number, area in enumerate(AREAS)],
        "ward_cover": cover,
        "shift_types": SHIFTS,
        "contracts": [_contract("tracing", 2400, 6, rest_h=12)],
        "requests": _requests(rng, staff, days, share=0.25),
        "roster_history": _worked_before(
            rng, [[one for one in staff if one["group_id"] == f"G{team + 1:03d}"] for team in range(teams)]
        ),
    }


def sampling(people: int = SAMPLERS, sites: int = SITES, days: int = 14, seed: int = 0) -> Tables:
    """Return the roster of sampling points: each person on their own, mornings and afternoons."""
    rng = random.Random(seed)
    staff = [_person(f"SA{number + 1:03d}", "CHC", "sampler", "sampling") for number in range(people)]
    points = [f"SAMPLE-{number + 1:02d}" for number in range(sites)]
    return {
        "hospitals": [_office("CHC", "城关区社区卫生服务中心", "Chengguan community health centres", "城关区")],
        "staff": staff,
        "wards": [_post(point, f"采样点{number + 1}", "CHC") for number, point in enumerate(points)],
        "ward_cover": [_cover(point, "sampler", shift, 1, 2, "ward") for point in points for shift in ("M", "E")],
        "shift_types": HALF_DAYS,
        "contracts": [_contract("sampling", 1800, 5, rest_h=11)],
        "requests": _requests(rng, staff, days, share=0.3),
    }


def volunteers(people: int = VOLUNTEERS, posts: int = POSTS, days: int = 14, seed: int = 0) -> Tables:
    """Return the roster of volunteers at the posts of a county: few shifts each, weekends shared out."""
    rng = random.Random(seed)
    staff = [_person(f"VO{number + 1:02d}", "YZ", "volunteer", "volunteer") for number in range(people)]
    names = [f"POST-{number + 1}" for number in range(posts)]
    return {
        "hospitals": [_office("YZ", "榆中县疫情防控指挥部", "Yuzhong county epidemic control office", "榆中县")],
        "staff": staff,
        "wards": [_post(name, f"服务点{number + 1}", "YZ") for number, name in enumerate(names)],
        "ward_cover": [_cover(name, "volunteer", shift, 1, 2, "ward") for name in names for shift in ("M", "E")],
        "shift_types": HALF_DAYS,
        "contracts": [_contract("volunteer", 1200, 3, rest_h=11, weekends=2)],
        "requests": _requests(rng, staff, days, share=0.5),
    }


def _office(office: str, name: str, english: str, district: str) -> dict[str, object]:
    lon, lat = POINTS[district]
    return {
        "hospital_id": office,
        "name_zh": name,
        "name_en": english,
        "district": district,
        "lon": lon,
        "lat": lat,
        "can_designate": "no",
        "source": "illustrative point",
        "provenance": "illustrative",
    }


def _post(post: str, name: str, office: str) -> dict[str, object]:
    return {"ward_id": post, "name": name, "unit_ids": "", "hospital_id": office}


def _person(who: str, office: str, role: str, contract: str, *, group: str = "") -> dict[str, object]:
    return {
        "staff_id": who,
        "hospital_id": office,
        "role": role,
        "group_id": group,
        "contract_id": contract,
        "provenance": "illustrative",
    }


def _cover(post: str, role: str, shift: str, least: int, preferred: object, per: str) -> dict[str, object]:
    return {
        "ward_id": post,
        "role": role,
        "shift_type": shift,
        "min": least,
        "preferred": preferred,
        "per": per,
        "provenance": "illustrative",
    }


def _contract(name: str, minutes: int, run: int, *, rest_h: int, weekends: int | str = "") -> dict[str, object]:
    return {
        "contract_id": name,
        "max_minutes": minutes,
        "period_days": 7,
        "max_consecutive_shifts": run,
        "min_consecutive_days_off": 1,
        "max_weekends": weekends,
        "min_rest_h": rest_h,
        "provenance": "illustrative",
    }


def _requests(rng: random.Random, staff: Table, days: int, share: float) -> Table:
    """Return a day off for a share of the people, a tenth of them hard."""
    who = rng.sample(sorted(str(one["staff_id"]) for one in staff), round(share * len(staff)))
    return [
        {
            "staff_id": one,
            "date": START + dt.timedelta(days=rng.randrange(days)),
            "shift_type": "off",
            "weight": rng.randint(1, 3),
            "hard": "yes" if rng.random() < 0.1 else "no",
        }
        for one in sorted(who)
    ]


def _worked_before(rng: random.Random, groups: Sequence[Table]) -> Table:
    """Return the shift that six groups in ten worked on the day before, each together."""
    rows: list[Mapping[str, object]] = []
    for people in groups:
        if rng.random() < 0.6:
            shift = rng.choice("AAAPPN")
            yesterday = START - dt.timedelta(days=1)
            rows += [{"staff_id": one["staff_id"], "date": yesterday, "shift_type": shift} for one in people]
    return rows


ROSTERS: Mapping[str, tuple[Callable[[], Tables], int]] = {
    "tracing": (tracing, 28),
    "sampling": (sampling, 14),
    "volunteers": (volunteers, 14),
}


def write(folder: Path, tables: Tables, days: int) -> Path:
    """Write the tables of a roster and its scenario into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    scenario = f'start = {START}\ndays = {days}\ntime_zone = "Asia/Shanghai"\nillustrative = true\n'
    (folder / "scenario.toml").write_text(f"# Drawn people (示例数据): see README.md.\n{scenario}", encoding="utf-8")
    return folder


def main() -> None:
    """Write every example anew."""
    for name, (make, days) in ROSTERS.items():
        write(Path(sys.argv[1]) / name, make(), days)


if __name__ == "__main__":
    main()

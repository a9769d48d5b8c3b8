"""Whatever identifies a patient, planted in the tables of patients: refused, and never repeated in what is said of it."""

from __future__ import annotations

import csv
import io
import json
import random
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from typer.testing import CliRunner

from optimizer.cli.commands import app
from tests.cities import SMALL_CITY, write_small_city
from tests.properties.input_laws import SAME

OF_PATIENTS = ("patients", "patients", "code_changes", "releases")
FAMILY, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静强磊军洋勇艳杰娟涛明超霞"
HEADERS = ("姓名", "身份证号", "手机", "联系人", "name", "phone", "ID number", "家庭住址", "备注", "x")
RUNNER = CliRunner()


def planted_identifiers(number: int) -> str:
    """Plant one identifier; the command refuses it and says nothing of it, in either language, as text and as JSON."""
    draw = random.Random(number)
    secret = draw.choice((identity_number, mobile, mail, landline, _name))(draw)
    with tempfile.TemporaryDirectory() as folder:
        source = write_small_city(Path(folder) / "city")
        table = draw.choice(OF_PATIENTS)
        rows = list(csv.reader(io.StringIO(SMALL_CITY[f"{table}.csv"])))
        _plant(draw, rows, secret)
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        (source / f"{table}.csv").write_text(out.getvalue(), encoding="utf-8")
        for options in ((), ("--lang", "zh"), ("--json",)):
            run = RUNNER.invoke(app, ["check", str(source), *options])
            said = run.output + repr(run.exception)
            if secret in said or json.dumps(secret)[1:-1] in said:
                return f"{table}: repeats what was planted"
            if run.exit_code != 2:
                return f"{table}: taken, exit {run.exit_code}"
    return SAME


def _plant(draw: random.Random, rows: list[list[str]], secret: str) -> None:
    """Write it into a cell of an id or a figure, or into a column of its own whose header tells, or does not."""
    line = draw.randrange(1, len(rows))
    if draw.random() < 0.5:
        named = [
            place for place, title in enumerate(rows[0]) if title in {"patient_id", "origin_id", "health_code", "current_unit_id"}
        ]
        rows[line][draw.choice(named or [0])] = secret
        return
    is_name = not any(char.isascii() for char in secret)
    rows[0].append(draw.choice(HEADERS[:1] if is_name else HEADERS))
    for number, row in enumerate(rows[1:], 1):
        row.append(secret if number == line else "")


def identity_number(draw: random.Random) -> str:
    body = f"6201{draw.choice(('02', '03', '04'))}{draw.randint(1930, 2015)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}"
    body += f"{draw.randrange(1000):03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]
    return body + (check if draw.random() < 0.7 else "5")  # now and then mistyped


def mobile(draw: random.Random) -> str:
    number = f"1{draw.choice('3456789')}{draw.randrange(10**9):09}"
    return draw.choice(
        (number, f"+86 {number}", f"{number[:3]} {number[3:7]} {number[7:]}", f"{number[:3]}-{number[3:7]}-{number[7:]}")
    )


def mail(draw: random.Random) -> str:
    return f"{draw.choice(('li.wei', 'wangfang', 'zhao_88'))}@{draw.choice(('example.cn', 'mail.example.com'))}"


def landline(draw: random.Random) -> str:
    return f"0931-{draw.randrange(8 * 10**6, 9 * 10**6)}"


def _name(draw: random.Random) -> str:
    return draw.choice(FAMILY) + "".join(draw.choice(GIVEN) for _ in range(draw.randint(1, 2)))


PRIVACY_PROPERTIES: Mapping[str, Callable[[int], str]] = {"privacy: planted identifiers": planted_identifiers}

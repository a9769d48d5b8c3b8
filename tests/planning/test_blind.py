"""No rule and no goal uses sex, age, household registration, payer, employer, nationality or rank."""

from __future__ import annotations

import ast
import dataclasses
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from optimizer.data.columns import columns_of
from optimizer.data.planfolder import PlanRecord, plan_files
from optimizer.data.reading import read_dataset
from optimizer.data.tables.people import Patient
from optimizer.planning.plan import plan
from tests.cities import write_small_city

ROOMS = ("designation", "routing", "planning", "solve", "verify", "supplies", "teams", "rota")
LIBRARY = Path(__file__).parents[2] / "optimizer"
UNSEEN = frozenset({"sex", "age_band"})
SEEN = frozenset(
    """patient_id origin_id lon lat service_id health_code infection_status result_due_at urgency ready_at stay_days cohort
    sessions_left needs bloodborne linked_patient_id escort current_unit_id provider_hospital_id pinned_unit_id pin_reason
    declined_unit_ids placement_state cycle_days cycle_session_days""".split()  # noqa: SIM905
)
NEVER = re.compile(
    r"\b(sex|gender|age|age_?bands?|hukou|household|residence_?(permit|status)|payer|insurance|insured|employer|nationality"
    r"|ethnicity|religion|income|party_member)\b|户籍|户口|医保|国籍|民族|职级|性别|年龄"
)


@dataclasses.dataclass(frozen=True)
class Blind(Patient):
    """A patient whose sex and age cannot be asked for."""

    def __getattribute__(self, name: str) -> Any:
        if name in UNSEEN:
            message = f"{name} was asked for"
            raise LookupError(message)
        return super().__getattribute__(name)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city with every person's sex, age band and further traits that no table has."""
    folder = write_small_city(tmp_path_factory.mktemp("blind") / "city")
    scenario = folder / "scenario.toml"
    scenario.write_text(scenario.read_text("utf-8").replace("deterministic_s = 2.0", "deterministic_s = 0.3"), encoding="utf-8")
    path = folder / "patients.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    traits = [f"{'female' if n % 2 else 'male'},{15 + 10 * n}-{24 + 10 * n}" for n in range(len(rows))]
    path.write_text("\n".join([f"{head},sex,age_band", *(f"{row},{t}" for row, t in zip(rows, traits, strict=True))]), "utf-8")
    return folder


def emitted(record: PlanRecord) -> dict[str, bytes]:
    """The plan's own tables and terms, without its inputs."""
    files = {name: content for name, content in plan_files(record).items() if "/" not in name and name.endswith(".csv")}
    return {**files, "terms": repr([step.terms for step in record.steps]).encode()}


def made(folder: Path) -> dict[str, bytes]:
    return emitted(plan(read_dataset(folder), steps=("designation", "routing")))


@pytest.fixture(scope="module")
def before(city: Path) -> dict[str, bytes]:
    """What is planned when everybody's traits are there."""
    return made(city)


def test_every_column_of_a_patient_is_judged() -> None:
    names = {column.name for column in columns_of(Patient)}
    assert names == SEEN | UNSEEN  # a new column belongs to one of the two, on purpose
    assert not [name for name in SEEN if NEVER.search(name)]


def test_no_code_of_a_rule_or_term_names_such_a_trait() -> None:
    found = [
        f"{path.relative_to(LIBRARY)}:{line}: {word}"
        for room in ROOMS
        for path in sorted((LIBRARY / room).rglob("*.py"))
        if path != LIBRARY / "planning" / "refusals.py"  # knows such words in order to say that they are no reason to refuse
        for line, word in _words(ast.parse(path.read_text("utf-8")))
        if NEVER.search(word)
    ]
    assert not found


def test_planning_and_checking_never_ask_for_sex_or_age(city: Path, before: dict[str, bytes]) -> None:
    data = read_dataset(city)
    blind = tuple(Blind(**{field.name: getattr(row, field.name) for field in dataclasses.fields(row)}) for row in data.patients)
    with pytest.raises(LookupError):
        _ = blind[0].sex
    record = plan(dataclasses.replace(data, patients=blind), steps=("designation", "routing"))
    assert record.tables.placements
    assert emitted(dataclasses.replace(record, dataset=data)) == before


def test_the_plan_is_byte_for_byte_the_same_when_they_are_permuted(city: Path, before: dict[str, bytes]) -> None:
    data = read_dataset(city)
    traits = [(row.sex, row.age_band) for row in data.patients]
    assert len(set(traits)) > 3
    shuffled = random.Random(1).sample(traits, len(traits))
    assert shuffled != traits
    rows = tuple(
        dataclasses.replace(row, sex=sex, age_band=band) for row, (sex, band) in zip(data.patients, shuffled, strict=True)
    )
    assert emitted(plan(dataclasses.replace(data, patients=rows), steps=("designation", "routing"))) == before


def test_columns_about_such_traits_are_not_even_read(city: Path, before: dict[str, bytes], tmp_path: Path) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    for path in city.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    path = folder / "patients.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    more = [f"{row},{n % 2},self,plant {n},{'CN' if n % 2 else 'XX'},{n}" for n, row in enumerate(rows)]
    path.write_text("\n".join([f"{head},hukou_local,payer,employer,nationality,rank", *more]), "utf-8")
    files = made(folder)
    assert files["issues.csv"] != before["issues.csv"]  # says which columns were passed over
    assert {**files, "issues.csv": b""} == {**before, "issues.csv": b""}


def _words(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every name, attribute and text of a module but its docstrings."""
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value

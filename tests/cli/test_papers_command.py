"""The command papers, on plan folders: what the files say is what the plan says."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections import defaultdict
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import qn
from docx.shared import Mm
from typer.testing import CliRunner

from optimizer.cli.commands import app
from optimizer.core.text import DISCLAIMER, ILLUSTRATIVE, LANGS, Lang
from optimizer.data.planfolder import PlanRecord, changed_files, read_plan, write_plan
from optimizer.data.reading import read_dataset
from optimizer.data.vocabulary import LABELS, WardKind
from optimizer.planning.plan import plan
from optimizer.report.papers.build import PAPERS, paper_files
from optimizer.report.papers.content import BLANK, Grid
from optimizer.report.papers.frame import Frame
from optimizer.report.papers.notice import notice
from optimizer.report.words import Names
from tests.cities import SMALL_CITY, write_small_city
from tests.report.markup import Page

LYING = "P07"
CONVERTED = "U06"
KINDS = ("docx", "html")


def made(base: Path, name: str, **changed: str) -> Path:
    city = write_small_city(base / f"city_{name}")
    for table, text in changed.items():
        (city / f"{table}.csv").write_text(text, encoding="utf-8")
    write_plan(base / name, plan(read_dataset(city), steps=("designation", "teams", "routing")), {})
    return base / name


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city with its first hospital left out."""
    hospitals = SMALL_CITY["hospitals.csv"].replace("000001,city,direct,", "000001,city,direct,out")
    return made(tmp_path_factory.mktemp("papers"), "before", hospitals=hospitals)


@pytest.fixture(scope="module")
def folder(before: Path) -> Path:
    """So many births are expected that a general ward is converted, in which nine people and a patient of the list lie."""
    ward = "U06,H02,,obstetrics,general,10,,0,"
    units = SMALL_CITY["units.csv"].replace(f"{ward}4", f"{ward}9")
    units += "U10,H02,,obstetrics,general,8,,0,2,,open,产科,,own\nU11,H01,B3,obstetrics,general,6,,0,3,,open,产科,,own\n"
    return made(
        before.parent,
        "plan",
        units=units,
        demand=SMALL_CITY["demand.csv"].replace("2022-03-11,1,0,2", "2022-03-11,30,20,40"),
        patients=SMALL_CITY["patients.csv"] + f"{LYING},O02,,,obstetrics,green,none,3,2022-03-10,4,,,,,,{CONVERTED}\n",
    )


@pytest.fixture(scope="module")
def written(folder: Path, before: Path) -> Path:
    code, _, _ = run("papers", folder, "--out", folder.parent / "papers", "--previous", before)
    assert code == 0
    return folder.parent / "papers"


@pytest.fixture(scope="module")
def record(folder: Path) -> PlanRecord:
    return read_plan(folder)


def run(*words: object) -> tuple[int, dict[str, object], str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    lines = done.stdout.strip().splitlines()
    facts = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    return done.exit_code, facts, done.output


def opened(written: Path, key: str, lang: str = "en") -> DocumentType:
    return Document(io.BytesIO((written / f"{key}.{lang}.docx").read_bytes()))


def tables(document: DocumentType) -> dict[tuple[str, ...], list[list[str]]]:
    """Rows by the titles of their columns; tables alike are joined."""
    found: dict[tuple[str, ...], list[list[str]]] = defaultdict(list)
    for table in document.tables:
        head, *rows = ([cell.text for cell in row.cells] for row in table.rows)
        found[tuple(head)] += rows
    return found


def with_column(document: DocumentType, title: str) -> list[list[str]]:
    return next(rows for head, rows in tables(document).items() if title in head)


def everything(document: DocumentType) -> str:
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    return "\n".join((*paragraphs, *(cell.text for table in document.tables for row in table.rows for cell in row.cells)))


def test_every_paper_in_both_languages_and_the_plan_stays_as_it_was(folder: Path, written: Path) -> None:
    names = {f"{key}.{lang}.{kind}" for key in PAPERS for lang in LANGS for kind in KINDS}
    assert {path.name for path in written.iterdir()} == names | {"index.json"}
    index = json.loads((written / "index.json").read_bytes())
    assert index["sha256"].keys() == names
    assert index["plan"] != index["previous"] != ""
    assert changed_files(folder) == ()


def test_the_notice_lists_designated_institutions_only_by_service_and_no_patient(written: Path, record: PlanRecord) -> None:
    document = opened(written, "notice")
    listed = [rows for head, rows in tables(document).items() if "Telephone" in head]
    rows = [row for part in listed for row in part]
    hospitals = {row.name_en: row for row in record.dataset.hospitals}
    buffer = [row for row in record.tables.designation if row.ward_kind is WardKind.BUFFER]
    assert [len(part) for part in listed] == [
        len(buffer),
        len({row.hospital_id for row in record.tables.designation if row not in buffer}),
    ]
    assert {row[0] for row in rows} == {record.dataset.hospital[row.hospital_id].name_en for row in record.tables.designation}
    assert all(row[3] == hospitals[row[0]].duty_phone for row in rows)
    assert all(row[2] == "[to be filled in]" for row in rows)
    for lang in LANGS:
        said = everything(opened(written, "notice", lang))
        assert not any(patient.patient_id in said for patient in record.dataset.patients)


@pytest.mark.parametrize("lang", LANGS)
def test_the_proposal_says_what_is_opened_closed_and_kept(written: Path, before: Path, record: PlanRecord, lang: str) -> None:
    def sites(plan: PlanRecord) -> set[tuple[str, str, WardKind]]:
        return {(row.hospital_id, row.service_id, row.ward_kind) for row in plan.tables.designation}

    now, had = sites(record), sites(read_plan(before))
    document, names = opened(written, "proposal", lang), Names(record.dataset)
    changed = with_column(document, {"en": "Opened", "zh": "新增"}[lang])
    same = next((rows for head, rows in tables(document).items() if head[-1] == {"en": "Services", "zh": "救治类别"}[lang]), [])
    assert {row[0] for row in (*changed, *same)} == {names.hospital(hospital_id).to(lang) for hospital_id, _, _ in now | had}
    for row in changed:
        for cell, expected in zip(row[2:], (now - had, had - now, now & had), strict=True):
            there = [site for site in expected if names.hospital(site[0]).to(lang) == row[0]]
            assert (cell == "–") == (not there)
            assert all(
                names.service(service_id).to(lang) in cell and LABELS[kind].to(lang) in cell for _, service_id, kind in there
            )
    for hospital_id in {site[0] for site in now ^ had}:
        assert names.hospital(hospital_id).to(lang) in {row[0] for row in changed}


def test_the_proposal_counts_people_and_names_what_is_uncovered(written: Path, record: PlanRecord) -> None:
    document = opened(written, "proposal")
    total = with_column(document, "Not yet placed")[-1]
    assert total[:3] == ["Total", str(len(record.tables.admissions)), str(len(record.tables.unplaced))]
    moved, *_ = (row for row in with_column(document, "To another") if row[0] == "Total")
    assert moved
    uncovered = next(rows for head, rows in tables(document).items() if head[0] == "Township")
    term = record.term("uncovered")
    assert term is not None
    assert sum(float(row[-1]) for row in uncovered) == pytest.approx(term.value, abs=0.01 * len(uncovered))


def test_the_proposal_tells_new_conversions(written: Path, before: Path, record: PlanRecord) -> None:
    had = {row.unit_id for row in read_plan(before).tables.conversions}
    rows = with_column(opened(written, "proposal"), "Change")
    assert {row[0]: row[-1] for row in rows} == {
        **{unit_id: "no longer" for unit_id in had},
        **{row.unit_id: "as before" if row.unit_id in had else "new" for row in record.tables.conversions},
    }


def test_without_a_previous_plan_it_is_a_first_designation(folder: Path, tmp_path: Path, record: PlanRecord) -> None:
    code, facts, _ = run("papers", folder, "--out", tmp_path / "p", "--only", "proposal", "--lang", "zh", "--json")
    assert code == 0
    assert facts["files"] == ["proposal.zh.docx", "proposal.zh.html"]
    document = opened(tmp_path / "p", "proposal", "zh")
    assert "关于指定“非绿码”定点医疗机构的建议" in everything(document)
    rows = next(rows for head, rows in tables(document).items() if head[-1] == "救治类别")
    assert len(rows) == len({row.hospital_id for row in record.tables.designation})


def test_the_clearing_plan_sends_the_named_where_the_plan_does_and_counts_the_others(written: Path, record: PlanRecord) -> None:
    assert [row.unit_id for row in record.tables.conversions if row.unit_id == CONVERTED]
    document = opened(written, "clearing")
    named = with_column(document, "Case number")
    leg = min((row for row in record.tables.placements if row.patient_id == LYING), key=lambda row: row.from_)
    assert [row[:2] for row in named] == [[LYING, leg.unit_id]]
    row = next(row for row in with_column(document, "Counted only") if row[0] == CONVERTED)
    assert row[5:7] == ["1", "9"]
    assert int(row[7]) + int(row[8]) == 9
    room = with_column(document, "Free places")
    assert sum(int(one[5]) for one in room) == int(row[7])
    assert all(int(one[5]) <= int(one[4]) for one in room)
    assert {one[0] for one in room} <= {"U10", "U11"}


def test_the_donor_sheet_is_the_table_of_draws(written: Path, record: PlanRecord) -> None:
    *rows, total = with_column(opened(written, "donors"), "Minimum")
    assert [(int(row[2]), int(row[3]), int(row[5]), int(row[6])) for row in rows] == [
        (draw.employed, draw.drawn, draw.remaining, draw.must_remain) for draw in record.tables.draws
    ]
    assert int(total[3]) == len(record.tables.teams)
    grades = with_column(opened(written, "donors"), "Grade")
    assert sum(int(row[4]) for row in grades) == len(record.tables.teams)
    beds = with_column(opened(written, "donors"), "Lost")
    assert {row[1] for row in beds[:-1]} == {row.unit_id for row in record.tables.conversions}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("key", PAPERS)
def test_every_paper_is_marked_and_dressed(written: Path, key: str, lang: str) -> None:
    document = opened(written, key, lang)
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    head = section.header.paragraphs[0].text
    for mark in (DISCLAIMER, ILLUSTRATIVE):
        assert mark.to(lang) in head
    assert {"en": "Draft", "zh": "草案"}[lang] in head
    fields = [field.get(qn("w:instr")) for field in section.footer.part.element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    for style in ("Normal", "Body Text", "Heading 1"):
        assert document.styles[style].element.rPr.rFonts.get(qn("w:eastAsia")) in {"仿宋", "黑体", "宋体"}
    assert any(paragraph.style.name == "Heading 1" for paragraph in document.paragraphs)
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        form = [child.tag for child in table._tbl.tblPr]  # Word refuses files that are not in the order of the schema
        assert form[-2:] == [qn("w:tblCellMar"), qn("w:tblLook")]
    signs = [row.cells[0].text for row in document.tables[-1].rows]
    assert signs == {"en": ["", "Drafted", "Reviewed", "Issued"], "zh": ["", "拟稿", "审核", "签发"]}[lang]
    width = section.page_width - section.left_margin - section.right_margin
    for table in document.tables[:-1]:
        assert sum(cell.width for cell in table.rows[0].cells) <= width + Mm(1)


class Cells(HTMLParser):
    """The rows of every table of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.tables[-1][-1][-1] += data


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("key", PAPERS)
def test_the_page_holds_the_tables_of_the_document(written: Path, key: str, lang: str) -> None:
    html = (written / f"{key}.{lang}.html").read_text("utf-8")
    page, document = Page(html, lang), opened(written, key, lang)
    assert page.faults == []
    assert "src=" not in html
    assert "href=" not in html
    assert DISCLAIMER.to(lang) in page.text
    assert Cells(html).tables == [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def test_the_same_plan_gives_the_same_bytes(folder: Path, before: Path, written: Path, tmp_path: Path) -> None:
    assert run("papers", folder, "--out", tmp_path / "again", "--previous", before)[0] == 0
    for path in written.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name
    with zipfile.ZipFile(written / "notice.en.docx") as file:
        assert {member.date_time for member in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    facts = opened(written, "notice").core_properties
    assert facts.created == facts.modified
    assert facts.created is not None
    assert facts.created.date() == read_plan(folder).dataset.horizon.start


def test_a_folder_of_papers_is_replaced_as_a_whole(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "papers"
    assert run("papers", folder, "--out", out, "--only", "notice,donors", "--lang", "en")[0] == 0
    assert run("papers", folder, "--out", out, "--only", "clearing", "--lang", "zh")[0] == 0
    assert {path.name for path in out.iterdir()} == {"clearing.zh.docx", "clearing.zh.html", "index.json"}


def test_wrong_usage_writes_nothing(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "papers"
    code, facts, _ = run("papers", folder, "--out", out, "--only", "notice,letter", "--json", "--lang", "en")
    assert (code, facts["issues"][0]["code"]) == (2, "unknown_paper")  # type: ignore[index]
    assert run("papers", tmp_path, "--out", out)[0] == 2
    assert run("papers", folder, "--out", out, "--previous", tmp_path)[0] == 2
    assert run("papers", folder, "--out", out, "--lang", "fr")[0] == 2
    assert run("papers", folder, "--out", folder / "papers")[0] == 2
    assert run("papers", folder, "--out", folder)[0] == 2
    assert not out.exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.docx").write_bytes(b"mine")
    assert run("papers", folder, "--out", tmp_path / "mine")[0] == 2
    assert (tmp_path / "mine" / "letter.docx").read_bytes() == b"mine"
    assert changed_files(folder) == ()


def test_a_plan_that_somebody_changed_is_refused(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "plan")
    table = tmp_path / "plan" / "designation.csv"
    table.write_text(table.read_text("utf-8").replace("H03", "H02"), encoding="utf-8")
    assert run("papers", tmp_path / "plan", "--out", tmp_path / "papers")[0] == 1
    assert run("papers", folder, "--out", tmp_path / "papers", "--previous", tmp_path / "plan")[0] == 1
    assert not (tmp_path / "papers").exists()


def test_a_plan_without_designation_has_no_papers(tmp_path: Path) -> None:
    write_plan(tmp_path / "plan", plan(read_dataset(write_small_city(tmp_path / "city")), steps=("teams",)), {})
    code, facts, _ = run("papers", tmp_path / "plan", "--out", tmp_path / "papers", "--json")
    assert (code, facts["issues"][0]["code"]) == (2, "no_designation")  # type: ignore[index]


@pytest.mark.parametrize("lang", LANGS)
def test_central_isolation_places_stand_apart_from_what_people_visit(record: PlanRecord, lang: Lang, tmp_path: Path) -> None:
    """A place whose role says so is listed under a heading of its own, and in no table of a service."""
    apart = replace(record.dataset.hospital["H03"], role="isolation_place", address="福利路 1 号")
    hospitals = tuple(apart if row.hospital_id == "H03" else row for row in record.dataset.hospitals)
    plan_ = replace(record, dataset=replace(record.dataset, hospitals=hospitals))
    paper = notice(plan_)
    name = Names(record.dataset).hospital("H03")
    grids = [block for block in paper.blocks if isinstance(block, Grid)]
    assert grids[-1].columns[0].title.en == "Isolation place"
    assert [(row[0], row[2]) for row in grids[-1].rows] == [(name, "福利路 1 号")]
    assert not any(row[0] == name for grid in grids[:-1] for row in grid.rows)
    html = paper_files((paper,), Frame.of(plan_, "x"), (lang,))[f"notice.{lang}.html"].decode()
    assert {"en": "Central isolation places (not for visits)", "zh": "集中隔离点（不接诊）"}[lang] in html
    assert f"<mark>{BLANK.to(lang)}</mark>" in html  # the others have no address

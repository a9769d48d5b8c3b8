from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.data.columns import columns_of
from optimizer.data.parsing.cell import parser_of
from optimizer.data.parsing.dates import parse_date, parse_moment, parse_time
from optimizer.data.parsing.numbers import is_missing_number, parse_integer, parse_level, parse_number
from optimizer.data.parsing.text import CellError, clean, has_stacked_digits
from optimizer.data.parsing.words import parse_boolean, parse_choice, parse_counts, split_list
from optimizer.data.schema import INPUT_TABLES
from optimizer.data.vocabulary import HealthCode, Infection, Role, WardKind

DAY = dt.date(2022, 3, 18)


@pytest.mark.parametrize(
    "text",
    [
        "2022-03-18",
        "2022-3-18",
        "2022/3/18",
        "2022.3.18",
        "20220318",
        "2022年3月18日",
        "2022年03月18号",
        "２０２２年３月１８日",
        "2022-03-18 00:00:00",
    ],
)
def test_dates_as_offices_write_them(text):
    assert parse_date(clean(text)) == DAY


@pytest.mark.parametrize(
    "text", ["18/03/2022", "3/18", "3月18日", "44638", "2022-03", "tomorrow", "2022-03-181", "2022-3/18", "220318"]
)
def test_dates_are_never_guessed(text):
    with pytest.raises(CellError):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-03-18", dt.datetime.fromisoformat("2022-03-18 00:00:00")),
        ("2022/3/18 8:05", dt.datetime.fromisoformat("2022-03-18 08:05:00")),
        ("2022-03-18T08:05:30", dt.datetime.fromisoformat("2022-03-18 08:05:30")),
        ("2022年3月18日8时30分", dt.datetime.fromisoformat("2022-03-18 08:30:00")),
        ("2022年3月18日 8点半", dt.datetime.fromisoformat("2022-03-18 08:30:00")),
        ("2022-03-18 24:00", dt.datetime.fromisoformat("2022-03-19 00:00:00")),
    ],
)
def test_moments(text, moment):
    assert parse_moment(text) == moment


@pytest.mark.parametrize(
    ("text", "time"),
    [("08:00", dt.time(8)), ("8:5", dt.time(8, 5)), ("24:00", dt.time(0)), ("0:00:00", dt.time(0)), ("14时", dt.time(14))],
)
def test_times(text, time):
    assert parse_time(text) == time


@pytest.mark.parametrize("text", ["25:00", "24:01", "8:60", "-1:00", "08.00.00.00"])
def test_impossible_times(text):
    with pytest.raises(CellError):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("３", 3), ("3.0", 3), ("1,200", 1200), ("１，２００", 1200), ("-4", -4), ("+4", 4), ("007", 7), ("1e2", 100)],
)
def test_integers(text, number):
    assert parse_integer(clean(text)) == number


@pytest.mark.parametrize("text", ["3.5", "1,20", "12张", "3%", "", "0x10", "1_000", "１２.５", "٣"])
def test_no_integers(text):
    with pytest.raises(CellError):
        parse_integer(clean(text))


def test_numbers():
    assert parse_number("0.25") == 0.25
    assert parse_number("3%") == 0.03
    assert parse_number("1,234.5") == 1234.5
    assert parse_number(".5") == 0.5


@pytest.mark.parametrize("text", ["-999999", "\u2212999999", "-9999.0", "N/A", "#REF!", "-", "—", "无数据", "NaN", "null"])
def test_marks_of_missing_figures(text):
    assert is_missing_number(clean(text))


def test_plain_figures_are_no_marks():
    assert not any(map(is_missing_number, ("0", "-9", "-99", "9999", "12")))


def test_stacked_digits_are_seen():
    assert has_stacked_digits("10²")
    assert has_stacked_digits("①")
    assert not has_stacked_digits("Ⅳ")
    assert not has_stacked_digits("１２")


@pytest.mark.parametrize(("text", "level"), [("1", 1), ("Ⅰ", 1), ("Ⅱ级", 2), ("3级", 3), ("四级", 4), ("iv", 4)])
def test_levels(text, level):
    assert parse_level(clean(text)) == level


@pytest.mark.parametrize(
    ("text", "value"), [("是", True), ("Yes", True), ("1", True), ("√", True), ("否", False), ("FALSE", False), ("0", False)]
)
def test_booleans(text, value):
    assert parse_boolean(text) is value


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("黄码", HealthCode.YELLOW),
        ("黄", HealthCode.YELLOW),
        ("Yellow", HealthCode.YELLOW),
        ("密切接触者", Infection.CLOSE_CONTACT),
        ("close contact", Infection.CLOSE_CONTACT),
        ("无", Infection.NONE),
        ("隔离病区", WardKind.ISOLATION),
        ("医师", Role.DOCTOR),
    ],
)
def test_choices_in_both_languages(text, member):
    assert parse_choice(text, type(member)) is member


def test_lists():
    assert split_list("a; b;c") == ("a", "b", "c")
    assert split_list(clean("a；b，c、d")) == ("a", "b", "c", "d")
    assert split_list("a;;a") == ("a",)
    assert split_list("无") == ()


def test_counts():
    assert parse_counts("doctor=10;nurse=40") == (("doctor", 10), ("nurse", 40))
    assert parse_counts(clean("医生：10；护士＝40")) == (("医生", 10), ("护士", 40))


def _parser(table, name):
    return parser_of(next(column for column in columns_of(INPUT_TABLES[table].row_class) if column.name == name))


def test_columns_with_their_own_words():
    assert _parser("services", "cohorts")("135;246") == ("135", "246")
    assert _parser("patients", "cohort")("周一三五") == "135"
    assert _parser("patients", "bloodborne")("乙肝") == ("HBV",)
    assert _parser("units", "capabilities")("hbv;icu") == ("HBV", "icu")
    assert _parser("vehicles", "ward_kinds")("普通;缓冲病区") == ("general", "buffer")
    assert _parser("vehicles", "urgencies")("I;2级") == ("1", "2")
    assert _parser("teams_wanted", "role_min")("医生=2;nurse=3") == (("doctor", 2), ("nurse", 3))
    assert _parser("staff", "staff_id")("007") == "007"


@given(
    st.text(max_size=40), st.sampled_from([(name, column.name) for name, spec in INPUT_TABLES.items() for column in spec.columns])
)
def test_any_text_is_a_value_or_a_named_fault(text, place):
    cleaned = clean(text)
    if not cleaned:
        return
    problem = None
    try:
        _parser(*place)(cleaned)
    except CellError as error:
        problem = error
    assert problem is None or (problem.code and problem.message.to("zh", **problem.params))

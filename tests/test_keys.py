"""Keys of cells survive being written down, ids are safe as file names, and a period knows its first and last day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zamestnanost_stats.keys import TOTAL, VALUE, CellKey, Period, is_id, parse_day

IDS = st.from_regex(r"[a-z][a-z0-9_-]{0,12}", fullmatch=True)
COLUMNS = st.sampled_from([TOTAL, VALUE]) | IDS
BREAKDOWNS = st.just(("", "")) | st.tuples(IDS, IDS)


@settings(deadline=None)
@given(IDS, BREAKDOWNS, COLUMNS)
def test_a_key_is_read_back_as_it_was_written(indicator: str, breakdown: tuple[str, str], column: str) -> None:
    key = CellKey(indicator, *breakdown, column)
    assert CellKey.at(key.row, key.column) == key


@settings(deadline=None)
@given(st.lists(st.tuples(IDS, BREAKDOWNS), min_size=2, max_size=2, unique=True))
def test_different_rows_have_different_keys(rows: list[tuple[str, tuple[str, str]]]) -> None:
    written = {CellKey(indicator, *breakdown, TOTAL).row for indicator, breakdown in rows}
    assert len(written) == 2


@pytest.mark.parametrize(
    ("key", "row"),
    [
        (CellKey("placed_open", "", "", "ips"), "placed_open"),
        (CellKey("exits_without_job", "exit_reason", "health", TOTAL), "exits_without_job/exit_reason/health"),
    ],
)
def test_the_row_key_is_what_the_hidden_column_says(key: CellKey, row: str) -> None:
    assert key.row == row
    assert CellKey.at(row, key.column) == key


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "lipa",
        "green-doors",
        "na_pul_cesty",
        "v2",
        "c0",
        "con1",
        "con-praha",
        "aux_",
        "com",
        "com10",
        "lpt",
        "nula",
    ],
)
def test_an_id(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "1a",
            "-a",
            "_a",
            "A",
            "Lipa",
            "lípa",
            "a b",
            "a.b",
            "a/b",
            "a\\b",
            "*",
            "a\n",
            "\na",
            "lipa ",
            "a²",
        ),
        *("con", "prn", "aux", "nul", "com1", "com9", "lpt1", "lpt9"),  # devices of Windows, with any ending
    ],
)
def test_no_id(text: str) -> None:
    assert not is_id(text)


PERIODS = [
    ("2020", date(2020, 1, 1), date(2020, 12, 31)),
    ("2021", date(2021, 1, 1), date(2021, 12, 31)),
    ("2021-Q1", date(2021, 1, 1), date(2021, 3, 31)),
    ("2021-Q2", date(2021, 4, 1), date(2021, 6, 30)),
    ("2021-Q3", date(2021, 7, 1), date(2021, 9, 30)),
    ("2021-Q4", date(2021, 10, 1), date(2021, 12, 31)),
    ("2021-H1", date(2021, 1, 1), date(2021, 6, 30)),
    ("2021-H2", date(2021, 7, 1), date(2021, 12, 31)),
    ("1999-Q4", date(1999, 10, 1), date(1999, 12, 31)),
]


@pytest.mark.parametrize(("label", "start", "end"), PERIODS)
def test_a_period(label: str, start: date, end: date) -> None:
    assert Period.parse(label) == Period(label, start, end)
    assert str(Period.parse(label)) == label


@pytest.mark.parametrize(
    "label",
    [
        *(
            "",
            "20",
            "202",
            "20200",
            "2020 ",
            " 2020",
            "2020\n",
            "0020",
            "3020",
            "-2020",
            "20-20",
            "١٢٣٤",
            "2٠٢٠",
            "２０２０",
        ),
        *("2020-", "2020-Q0", "2020-Q5", "2020-H0", "2020-H3", "2020-h1", "2020-q1", "2020-1", "2020-01", "2020Q1"),
        *("2020-Q", "2020-Q11", "2020-M1", "2020/2021", "rok 2020", "2020-Q١"),
    ],
)
def test_no_period(label: str) -> None:
    assert Period.parse(label) is None


@settings(deadline=None)
@given(st.integers(1000, 2999), st.sampled_from([["H1", "H2"], ["Q1", "Q2", "Q3", "Q4"]]))
def test_parts_of_a_year_follow_one_another(year: int, names: list[str]) -> None:
    parts = [part for name in names if (part := Period.parse(f"{year}-{name}"))]
    assert (parts[0].start, parts[-1].end) == (date(year, 1, 1), date(year, 12, 31))
    days = [(one.end + timedelta(days=1), other.start) for one, other in pairwise(parts)]
    assert len(days) == len(names) - 1
    assert all(after == first for after, first in days)


@pytest.mark.parametrize(
    "text",
    ["2020-07-01", "1. 7. 2020", "1.7.2020", "01. 07. 2020", "1.7. 2020"],
)
def test_a_day(text: str) -> None:
    assert parse_day(text) == date(2020, 7, 1)


@pytest.mark.parametrize(
    "text",
    ["", "2020", "2020-13-01", "2021-02-29", "29. 2. 2021", "31. 4. 2020", "1. 7. 20", "1/7/2020", "7. 2020", "dnes"],
)
def test_no_day(text: str) -> None:
    assert parse_day(text) is None

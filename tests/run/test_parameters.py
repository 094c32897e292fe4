"""Typed parameters, judged before a kernel starts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import notebookkit
import papermill
import pytest
from batchkit import notebook
from inprocess import Run

from midtjylland.core.findings import MidtjyllandError
from midtjylland.run.parameters import check_parameters, read_parameters

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


def read(cell: str):
    return read_parameters(notebook(parameters=cell), "spread.ipynb")


def refusal(line: str, text: object) -> str:
    [parameter] = read(line).values()
    with pytest.raises(ValueError) as refused:
        parameter.parse(text)
    return str(refused.value)


def test_name_type_default_and_help_come_from_the_cell():
    found = read(
        "from datetime import date\n"
        "year: int = 2021  # contract year to analyse\n"
        "\n"
        "# a remark of its own\n"
        "since: date = date(2021, 1, 1)\n"
        "shares: list[float] = [\n"
        "    0.5,  # not this\n"
        "    1.5,\n"
        "]  # shares in per cent\n"
    )
    assert [(p.name, p.annotation, p.default, p.help) for p in found.values()] == [
        ("year", "int", 2021, "contract year to analyse"),
        ("since", "date", date(2021, 1, 1), ""),
        ("shares", "list[float]", [0.5, 1.5], "shares in per cent"),
    ]


@pytest.mark.parametrize(
    ("line", "text", "value"),
    [
        ("a: int = 1", "2022", 2022),
        ("a: float = 1", "7.5", 7.5),
        ("a: bool = True", "no", False),
        ("a: str = ''", "0615", "0615"),
        ("a: str = ''", "no", "no"),
        ("a: str = ''", "2021-01-01", "2021-01-01"),
        ("a: Optional[int] = 1", "", None),
        ("a: Optional[int] = 1", "null", None),
        ("a: Optional[int] = 1", None, None),
        ("a: Optional[int] = None", "2020", 2020),
        ("a: int | None = 1", "null", None),
        ("a: Optional[date] = None", "2021-12-31", date(2021, 12, 31)),
        ("a: list[int] = []", "5,10", [5, 10]),
        ("a: list[int] = []", "[5, 10]", [5, 10]),
        ("a: list[int] = []", ["5", "10"], [5, 10]),
        ("a: list[int] = [1]", "[]", []),
        ("a: list[str] = []", "0615, 0751", ["0615", "0751"]),
        ("a: date = date(2020, 1, 1)", "2021-12-31", date(2021, 12, 31)),
        ("a: float = 10  # tolerance in per cent [1..50]", "50", 50.0),
        ("a: Optional[float] = None  # tolerance in per cent [1..50]", "none", None),
        ("a: int = 5  # tolerance [5|10]", "10", 10),
        ("a: str = 'both'  # reading [relative|points|both]", "points", "points"),
        ("a: date = date(2021, 1, 1)  # day [2020-01-01..]", "2020-01-01", date(2020, 1, 1)),
    ],
)
def test_text_becomes_the_declared_type(line, text, value):
    [parameter] = read(line).values()
    found = parameter.parse(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("line", "text", "reason"),
    [
        ("a: int = 1", "many", "must be a whole number (int)"),
        ("a: int = 1", "1.5", "must be a whole number"),
        ("a: int = 1", None, "must be a whole number"),
        ("a: int = 1", "true", "must be a whole number"),
        ("a: str = ''", 615, "must be text"),
        ("a: list[int] = []", [True], "write a number"),
        ("a: float = 1", "10,5", "must be a number with a point, such as 10.5"),
        ("a: float = 1", "nan", "must be a finite number"),
        ("a: float = 1", ["5", "10"], "must be a number"),
        ("a: bool = True", "perhaps", "must be true or false"),
        ("a: date = date(2020, 1, 1)", "1609459200", "write a date as YYYY-MM-DD"),
        ("a: date = date(2020, 1, 1)", "2021-02-30", "day is out of range for month"),
        ("a: date = date(2020, 1, 1)", "2021-02-03T00:00", "write a date as YYYY-MM-DD"),
        ("a: date = date(2020, 1, 1)", "31.12.2021", "write a date as YYYY"),
        ("a: int = 5  # tolerance [5|10]", "7", "must be 5 or 10"),
        ("a: list[int] = []", "5,x", "must be a whole number"),
        ("a: float = 10  # tolerance [1..50]", "50.1", "at most 50"),
        ("a: float = 10  # tolerance [1..50]", "0.9", "at least 1"),
        ("a: float = 0.05  # significance level (0..1)", "0", "must be more than 0"),
        ("a: float = 0.05  # significance level (0..1)", "1", "less than 1"),
        ("a: Optional[int] = None  # firms [0..]", "-1", "at least 0"),
        ("a: list[int] = []  # tolerances [1..50]", "5,60", "at most 50"),
        (
            "a: str = 'both'  # reading [relative|points|both]",
            "all",
            "'relative', 'points' or 'both'",
        ),
        ("a: date = date(2021, 1, 1)  # day [2020-01-01..]", "2019-12-31", "date(2020, 1, 1)"),
    ],
)
def test_value_that_is_not_allowed_is_refused(line, text, reason):
    assert reason in refusal(line, text)


def test_refusal_is_one_sentence_with_name_value_and_type():
    assert refusal("tolerance_pct: float = 10  # tolerance [1..50]", "60") == (
        "tolerance_pct = 60: must be at most 50 (float)."
    )


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("year = 2021", "line 1: write a parameter as `name: type = default  # help`."),
        ("print()", "line 1: write a parameter as"),
        ("year: int", "line 1: year has no default; give it one."),
        ("year: int = 2021\nyear: int = 2022", "line 2: year stands twice; remove one."),
        ("year: integer = 2021", "line 1: `integer` of year is not known; types are bool, date,"),
        ("year: list[dict] = 2021", "line 1: `list[dict]` of year is not known"),
        ("year: int = other", "line 1: `other` of year is no plain value; write it out."),
        ("year: int = int.__subclasses__(int)", "line 1: `int.__subclasses__(int)` of year is no"),
        ("year: int = 9 ** 9 ** 9", "line 1: `9 ** 9 ** 9` of year is no plain value"),
        ("year: date = date(2021, 2, 30)", "line 1: `date(2021, 2, 30)` of year is no plain"),
        ("year: date = date()", "line 1: `date()` of year is no plain value"),
        ("year: int = " + "(" * 5000 + ")" * 5000, "line 1: this is not Python"),
        ("year: int = 'x'", "line 1: year = x: must be a whole number"),
        ("tolerance: int = 60  # [1..50]", "line 1: tolerance = 60: must be at most"),
        (
            "tolerance: int = 1  # [low..high]",
            "line 1: the comment of tolerance allows what is no int",
        ),
        ("tolerance: int = 1\n\nyear: int = = 1", "line 3: this is not Python"),
    ],
)
def test_parameters_cell_that_is_wrong_is_refused_with_its_line(cell, problem):
    with pytest.raises(MidtjyllandError) as refused:
        read(cell)
    [sentence] = refused.value.problems
    assert sentence.startswith(f"spread.ipynb, parameters cell, {problem}")


def test_all_problems_of_a_cell_are_told_at_once():
    with pytest.raises(MidtjyllandError) as refused:
        read("year = 2021\ntolerance: int = 60  # [1..50]")
    assert len(refused.value.problems) == 2


@pytest.mark.parametrize("count", [0, 2])
def test_exactly_one_parameters_cell(count):
    content = notebook("a: int = 1")
    for number, cell in enumerate(content["cells"]):
        cell["metadata"]["tags"] = ["parameters"] * (number < count)
    with pytest.raises(MidtjyllandError, match=f"has {count} cells tagged `parameters`"):
        read_parameters(content, "spread.ipynb")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_papermill_lists_the_same_parameters(path):
    # Its `--help-notebook` knows no `|` and no quotes in a type; use Optional[int], and a choice in
    # the comment.
    ours = read_parameters(json.loads(path.read_text("utf-8")), path.name)
    theirs = papermill.inspect_notebook(path)
    assert {p.name: p.help for p in ours.values()} == {n: t["help"] for n, t in theirs.items()}
    assert all(parameter.help for parameter in ours.values())


# The check in a notebook's own first cell


def checked(injected: str) -> dict[str, Any]:
    """Names of a notebook after papermill put a cell behind its parameters cell."""
    cell = (
        "year: int = 2021  # year [2000..2100]\n"
        "day: Optional[date] = None  # day\n"
        "size: float = 1.0  # size (0..100)\n"
        'basis: str = "printed"  # basis [printed|exact]\n'
        "compare_years: list[int] = []  # other years"
    )
    space: dict[str, Any] = {"In": ["", cell, f"# Parameters\n{injected}", "check"]}
    exec(f"from datetime import date\nfrom typing import Optional\n{cell}\n{injected}", space)
    check_parameters(space)
    return space


@pytest.mark.parametrize(
    ("injected", "name", "value"),
    [
        ("", "year", 2021),
        ('day = "2022-06-01"', "day", date(2022, 6, 1)),
        ("day = None", "day", None),
        ("size = 5", "size", 5.0),
        ('compare_years = "[2022, 2023]"', "compare_years", [2022, 2023]),
    ],
)
def test_what_papermill_brings_gets_the_declared_type(injected, name, value):
    found = checked(injected)[name]
    assert found == value and type(found) is type(value)


def test_without_history_as_under_nbval_the_cell_speaks_for_itself():
    check_parameters({"In": ["", "check_parameters(globals())"], "year": 2021})


@pytest.mark.parametrize(
    ("injected", "says"),
    [
        ('day = "1/6/2022"', "day = 1/6/2022: write a date as YYYY-MM-DD"),
        ("year = True", "year = true: write a number"),
        ("compare_years = [2021]", "compare_years = 2021 is the year itself"),
        ("size = 100", "size = 100: "),
        ('basis = "both"', "basis = both: "),
        ("code = 615", "there is no parameter code; there are year, day, size"),
        ("yaer = 2022", "there is no parameter yaer; did you mean year"),
    ],
)
def test_a_running_notebook_refuses_in_one_sentence(injected, says):
    with pytest.raises(MidtjyllandError, match=f"^{says}") as refused:
        checked(injected)
    assert len(refused.value.problems) == 1
    assert refused.value._render_traceback_() == [f"error: {refused.value}"]


@pytest.mark.parametrize("name", notebookkit.NAMES)
def test_every_notebook_checks_its_parameters_first(name):
    with pytest.raises(MidtjyllandError, match="year = true"):
        Run(name, year=True)

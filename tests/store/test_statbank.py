"""Layouts of Statistics Denmark: read as the population, or refused.

The figures are made up: each municipality has a hundred times its place in the list, and more.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midtjylland.declared.region import load_region
from midtjylland.store.statbank import populations, quarter

DAY = date(2022, 1, 1)
TOWNS = load_region("none").municipalities
NAMES = {town.code: (town.name, *town.also) for town in TOWNS}
WANTED = {town.code: 92_000 + 100 * place + 7 for place, town in enumerate(TOWNS)}


def coded(town):
    return f"{town.code[1:]} {town.name}"


def long(head="OMRÅDE;TID;INDHOLD", area=coded, time="2022K1", figure=str, mark=";"):
    """A list with a figure a row."""
    rows = [mark.join([area(town), time, figure(WANTED[town.code])]) for town in TOWNS]
    return "\r\n".join([head.replace(";", mark), *rows, ""])


def split(labels, shares, name="KØN"):
    """A list whose figures are split by a variable."""
    rows = [
        f"{coded(town)};{label};2022K1;{int(WANTED[town.code] * share)}"
        for town in TOWNS
        for label, share in zip(labels, shares, strict=True)
    ]
    return "\n".join([f"OMRÅDE;{name};TID;INDHOLD", *rows])


def dots(number):
    return f"{number:,}".replace(",", ".")


def matrix(head, rows, title='"Folketal den 1. i kvartalet efter område og tid";;'):
    return "\n".join([title, ";;", *head, *rows])


def rows_of(figures=lambda count: [str(count)], area=lambda town: f'"{town.name}"'):
    return [";".join([area(town), *figures(WANTED[town.code])]) for town in TOWNS]


def without_code(town):
    return town.name


READ = {
    "semicolons": long(),
    "commas": long(mark=","),
    "tabs": long(mark="\t"),
    "names": long(area=without_code),
    "names with their kind": long(area=lambda town: f"{town.name} Kommune"),
    "codes": long(area=lambda town: town.code[1:]),
    "codes of four digits": long(area=lambda town: f"{town.code} {town.name}"),
    "an older name": long().replace("751 Aarhus", "Århus"),
    "code and name apart": long("KODE;OMRÅDE;TID;INDHOLD", lambda t: f"{t.code[1:]};{t.name}"),
    "English": long("REGION;TIME;CONTENTS", time="2022Q1"),
    "dots between thousands": long(figure=dots),
    "blanks between thousands": long(figure=lambda n: f"{n:,}".replace(",", "\u00a0")),
    "quoted": long(area=lambda town: f'"{coded(town)}"'),
    "other areas": long() + "000 Hele landet;2022K1;5900000\n101 København;2022K1;640000\n",
    "other areas by code": long(area=lambda town: town.code[1:])
    + "".join(f"{code};2022K1;50000\n" for code in range(101, 190, 3)),
    "other quarters": long() + long(time="2021K4", figure=lambda n: str(n - 40)).split("\n", 1)[1],
    "sexes and total": split(["TOT I alt", "1 Mænd", "2 Kvinder"], [1, 0.49, 0.51]),
    "total by word": split(["IALT Alder i alt"], [1], "ALDER"),
    "matrix": matrix([";2022K1"], rows_of()),
    "matrix of quarters": matrix(
        [";2021K4;2022K1;2022K2"], rows_of(lambda n: [str(n - 40), str(n), str(n + 30)])
    ),
    "matrix of sexes": matrix(
        [";2022K1;;", ";I alt;Mænd;Kvinder"],
        rows_of(lambda n: [str(n), str(n // 2), str(n - n // 2)]),
    ),
    "matrix turned": matrix(
        [";" + ";".join(town.name for town in TOWNS)],
        ["2022K1;" + ";".join(str(WANTED[town.code]) for town in TOWNS)],
    ),
    "matrix under regions": matrix(
        [";2022K1"], ["Region Midtjylland;1900000", "Landsdel Østjylland;;", *rows_of()]
    ),
    "matrix with a source": matrix([";2022K1"], rows_of()) + "\nKilde: Danmarks Statistik;;\n",
}


@pytest.mark.parametrize("layout", READ)
def test_a_layout_is_read(layout):
    assert populations(READ[layout].encode("cp1252"), DAY, NAMES) == WANTED


REFUSED = {
    "both sexes": split(["1 Mænd", "2 Kvinder"], [0.49, 0.51]),
    "ages in groups": split(["0-17 år", "18-64 år", "65 år og derover"], [0.2, 0.5, 0.3]),
    "matrix of sexes without total": matrix(
        [";Mænd;Kvinder", ";2022K1;2022K1"], rows_of(lambda n: [str(n // 2), str(n - n // 2)])
    ),
    "one age": split(["18 18 år"], [1], "ALDER"),
    "matrix of men": matrix([";Mænd", ";2022K1"], rows_of()),
    "matrix of men by its title": matrix(
        [";2022K1"], rows_of(), '"Folketal den 1. i kvartalet, mænd, efter område og tid";;'
    ),
    "matrix of adults by its title": matrix(
        [";2022K1"], rows_of(), "Population 18 years and over by region and time;;"
    ),
    "matrix under a heading of men": matrix([";2022K1"], ["Mænd;", *rows_of()]),
    "matrix with nested labels": matrix(
        [";;2022K1"],
        [
            line
            for town in TOWNS
            for line in (f"{town.name};Mænd;40000", f";I alt;{WANTED[town.code]}")
        ],
    ),
    "matrix under a heading of a quarter": matrix([";Folketal"], ["2022K1;", *rows_of()]),
    "men over several quarters": matrix(
        [";Mænd;;I alt", ";2021K4;2022K1;2021K4"], rows_of(lambda n: [str(n)] * 3)
    ),
    "no quarter": long().replace(";2022K1", ""),
    "only a year": long(time="2022"),
    "another quarter": long(time="2022K2"),
    "contradiction": long() + f"{coded(TOWNS[0])};2022K1;5\n",
    "decimals": long(figure=lambda n: f"{n / 1000:.2f}"),
    "wrong code for a name": long().replace("751 Aarhus", "746 Aarhus"),
    "a page": "<html><body>Siden findes ikke</body></html>",
    "words": "Aarhus",
    "nothing": "",
    "JSON-stat": '{"class": "dataset", "value": [1, 2]}',
}


@pytest.mark.parametrize("layout", REFUSED)
def test_a_part_of_the_population_is_refused(layout):
    with pytest.raises(ValueError, match=r"\w"):
        populations(REFUSED[layout].encode(), DAY, NAMES)


def test_what_is_missing_is_left_out():
    text = long().replace(f"741 Samsø;2022K1;{WANTED['0741']}", "741 Samsø;2022K1;..")
    found = populations(text.encode(), DAY, NAMES)
    assert found == {code: count for code, count in WANTED.items() if code != "0741"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022K3", date(2022, 7, 1)),
        ("2022 Q4", date(2022, 10, 1)),
        ("2022K5", None),
        ("2022M01", None),
        ("٢٠٢٢K1", None),
        ("0000K1", None),
        ("Horsens", None),
    ],
)
def test_names_of_quarters(text, day):
    assert quarter(text) == day


@given(st.binary() | st.text(";,\n\t 0123456789KQ2022HorsensMænd", max_size=200).map(str.encode))
def test_any_file_is_read_or_refused(content):
    try:
        found = populations(content, DAY, NAMES)
    except ValueError:
        return
    assert {*found} <= {*NAMES} and all(count >= 0 for count in found.values())

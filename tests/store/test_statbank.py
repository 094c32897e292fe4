"""Layouts of Statistics Denmark: read as the population, summed to it, or refused.

The figures are made up: each municipality has a hundred times its place in the list, and more.
"""

from __future__ import annotations

import json
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
    rows = []
    for town in TOWNS:
        left = WANTED[town.code]
        for label, share in zip(labels, shares, strict=True):
            whole = WANTED[town.code]
            part = {"all": whole, "rest": left}.get(share) or int(whole * share)
            left -= part
            rows.append(f"{coded(town)};{label};2022K1;{part}")
    return "\n".join([f"OMRÅDE;{name};TID;INDHOLD", *rows])


def dots(number):
    return f"{number:,}".replace(",", ".")


def matrix(head, rows, title='"Folketal den 1. i kvartalet efter område og tid";;'):
    return "\n".join([title, ";;", *head, *rows])


def rows_of(figures=lambda count: [str(count)], area=lambda town: f'"{town.name}"'):
    return [";".join([area(town), *figures(WANTED[town.code])]) for town in TOWNS]


def json_stat(version=1, sexes=("TOT",)):
    areas = [town.code[1:] for town in TOWNS]
    names = {"TOT": "I alt", "1": "Mænd", "2": "Kvinder"}
    values = []
    for town in TOWNS:
        count = WANTED[town.code]
        part = {"TOT": count, "1": count // 2, "2": count - count // 2}
        values += [part[sex] for sex in sexes]
    dimension = {
        "OMRÅDE": {
            "category": {
                "index": {code: at for at, code in enumerate(areas)},
                "label": {town.code[1:]: town.name for town in TOWNS},
            }
        },
        "KØN": {"category": {"index": list(sexes), "label": {s: names[s] for s in sexes}}},
        "ContentsCode": {"category": {"index": {"FOLK1A": 0}, "label": {"FOLK1A": "Folketal"}}},
        "Tid": {"category": {"index": {"2022K1": 0}, "label": {"2022K1": "2022K1"}}},
    }
    axes = {"id": list(dimension), "size": [len(areas), len(sexes), 1, 1]}
    if version == 2:
        return json.dumps({"class": "dataset", **axes, "dimension": dimension, "value": values})
    return json.dumps({"dataset": {"dimension": {**dimension, **axes}, "value": values}})


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
    "quarter in words": long(time="1. kvt. 2022"),
    "quarter in full": long(time="1. kvartal 2022"),
    "day": long(time="2022-01-01"),
    "Danish day": long(time="01-01-2022"),
    "dots between thousands": long(figure=dots),
    "blanks between thousands": long(figure=lambda n: f"{n:,}".replace(",", "\u00a0")),
    "quoted": long(area=lambda town: f'"{coded(town)}"'),
    "other areas": long() + "000 Hele landet;2022K1;5900000\n101 København;2022K1;640000\n",
    "other areas by code": long(area=lambda town: town.code[1:])
    + "".join(f"{code};2022K1;50000\n" for code in range(101, 190, 3)),
    "other quarters": long() + long(time="2021K4", figure=lambda n: str(n - 40)).split("\n", 1)[1],
    "sexes and total": split(["TOT I alt", "1 Mænd", "2 Kvinder"], ["all", 0.49, 0.51]),
    "total by word": split(["IALT Alder i alt"], ["all"], "ALDER"),
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
    "matrix with nested labels": matrix(
        [";;2022K1"],
        [
            line
            for town in TOWNS
            for line in (f"{town.name};Mænd;40000", f";I alt;{WANTED[town.code]}")
        ],
    ),
    "matrix with a source": matrix([";2022K1"], rows_of()) + "\nKilde: Danmarks Statistik;;\n",
    "JSON-stat": json_stat(),
    "JSON-stat 2": json_stat(2),
    "JSON-stat with a total": json_stat(1, ("TOT", "1", "2")),
}


@pytest.mark.parametrize("layout", READ)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_layout_is_read(layout, encoding):
    assert populations(READ[layout].encode(encoding), DAY, NAMES) == WANTED


REFUSED = {
    "both sexes": split(["1 Mænd", "2 Kvinder"], [0.49, "rest"]),
    "ages in groups": split(["0-17 år", "18-64 år", "65 år og derover"], [0.2, 0.5, "rest"]),
    "JSON-stat of both sexes": json_stat(2, ("1", "2")),
    "matrix of sexes without total": matrix(
        [";Mænd;Kvinder", ";2022K1;2022K1"], rows_of(lambda n: [str(n // 2), str(n - n // 2)])
    ),
    "men": split(["1 Mænd"], ["rest"]),
    "men in another way": split(["Mænd (antal)"], ["rest"]),
    "women": split(["Women"], ["rest"]),
    "one age": split(["18 18 år"], ["rest"], "ALDER"),
    "some of marital status": split(["U Ugift", "G Gift/separeret"], [0.4, "rest"]),
    "origin": split(["1 Personer med dansk oprindelse"], ["rest"], "HERKOMST"),
    "matrix of men": matrix([";Mænd", ";2022K1"], rows_of()),
    "matrix of men by its title": matrix(
        [";2022K1"], rows_of(), '"Folketal den 1. i kvartalet, mænd, efter område og tid";;'
    ),
    "matrix of adults by its title": matrix(
        [";2022K1"], rows_of(), "Population 18 years and over by region and time;;"
    ),
    "matrix under a heading of men": matrix([";2022K1"], ["Mænd;", *rows_of()]),
    "JSON-stat of men": json_stat(1, ("1",)),
    "no quarter": long().replace(";2022K1", ""),
    "only a year": long(time="2022"),
    "another quarter": long(time="2022K2"),
    "contradiction": long() + f"{coded(TOWNS[0])};2022K1;5\n",
    "decimals": long(figure=lambda n: f"{n / 1000:.2f}"),
    "wrong code for a name": long().replace("751 Aarhus", "746 Aarhus"),
    "a page": "<html><body>Siden findes ikke</body></html>",
    "words": "Aarhus",
    "nothing": "",
    "other JSON": '{"dataset": [1, 2]}',
    "JSON-stat without sizes": json_stat().replace('"size"', '"sizes"'),
    "endless JSON-stat": json_stat().replace("[19, 1, 1, 1]", "[99999, 99999, 1, 1]"),
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
        ("Q2 2022", date(2022, 4, 1)),
        ("2nd quarter 2022", date(2022, 4, 1)),
        ("2022K5", None),
        ("2022M01", None),
        ("٢٠٢٢K1", None),
        ("2022-02-30", None),
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

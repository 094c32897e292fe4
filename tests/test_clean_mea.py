"""The annex of modules: which lines belong to a title, which dates are dates, and what is told."""

from __future__ import annotations

import pandas as pd
import pytest
from cleankit import document, rows

from midtjylland.clean.mea import read_mea
from midtjylland.core.findings import Finding

HEADING = "Overblik over gennemførte MEA moduler i 2021\nDato Overskrift\n"
LAYOUT = "ingest the PDF itself or extract it with pdftotext -layout."


def read(text: str, region):
    return read_mea(document(text), region)


def modules(text: str, region) -> list[tuple[str, str, str]]:
    """First day, last day and title of each module below the heading, which is all it finds."""
    found = read(HEADING + text, region)
    assert found.findings == []
    return [
        (f"{row['start_date']:%Y-%m-%d}", f"{row['end_date']:%Y-%m-%d}", row["title"])
        for row in rows(found, "mea_modules")
    ]


def told(text: str, region) -> list[tuple[str, int]]:
    """Messages and lines of what is found below the heading; each must be an unread row."""
    findings = read(HEADING + text, region).findings
    for each in findings:
        wanted = Finding("mea_modules", "error", "row-unread", each.message, None, each.source_line)
        assert each == wanted
    return [(each.message, each.source_line) for each in findings]


def test_every_column_of_a_module(region):
    text = "11. januar 2021 Salg på nettet\n14.-15. maj 2021 Møde (fysisk)\n"
    found = read(HEADING + text, region)
    assert found.findings == []
    assert rows(found, "mea_modules") == [
        {
            "module_no": 1,
            "start_date": pd.Timestamp(2021, 1, 11),
            "end_date": pd.Timestamp(2021, 1, 11),
            "title": "Salg på nettet",
            "delivery": "unstated",
            "source_page": None,
            "source_line": 3,
        },
        {
            "module_no": 2,
            "start_date": pd.Timestamp(2021, 5, 14),
            "end_date": pd.Timestamp(2021, 5, 15),
            "title": "Møde (fysisk)",
            "delivery": "in_person",
            "source_page": None,
            "source_line": 4,
        },
    ]


def test_papers_without_the_annex_have_no_rows(region):
    found = read("Dagsorden\n11. januar 2021 Salg på nettet\n", region)
    assert found.tables["mea_modules"].empty
    assert found.findings == []


def test_modules_stand_below_the_first_heading_only(region):
    text = f"1. maj 2021 Ikke et modul\n{HEADING}2. maj 2021 Et modul\n{HEADING}"
    [row] = (
        read(text.replace("2021\nDato", "2022\nDato", 1), region)
        .tables["mea_modules"]
        .to_dict("records")
    )
    assert (row["title"][:8], row["source_line"]) == ("Et modul", 4)


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("3. maj 2022", "2022-05-03", "2022-05-03"),
        ("den 3. maj", "2021-05-03", "2021-05-03"),
        ("14.-15. september 2022", "2022-09-14", "2022-09-15"),
        ("14. og 15. september 2022", "2022-09-14", "2022-09-15"),
        ("30. august - 1. september 2022", "2022-08-30", "2022-09-01"),
        ("1. januar – 31. december 2021", "2021-01-01", "2021-12-31"),
    ],
)
def test_days_in_every_form(region, printed, first, last):
    assert modules(f"{printed}\nEn titel", region) == [(first, last, "En titel")]


@pytest.mark.parametrize(
    "printed",
    ["31. februar 2021", "2B. januar 2021", "15.-14. maj 2021", "0. maj 2021", "1. maj - 9. marts"],
)
def test_what_is_no_date_is_told_and_gives_no_row(region, printed):
    text = f"{printed} 2021 Salg\n5. maj 2021 Indkøb\n" if "-" in printed else f"{printed} Salg\n"
    found = read(HEADING + text, region)
    assert "Salg" not in str(found.tables["mea_modules"].to_dict())
    assert [each.source_line for each in found.findings] == [3]
    message = found.findings[0].message
    assert message.startswith("line 3: '") and message.endswith(" is no date.")


def test_a_day_that_there_is_not_is_told_word_for_word(region):
    text = "1. maj 2021 Indkøb\n31. februar 2021 Salg\n2. maj 2021 Regnskab\n"
    found = read(HEADING + text, region)
    # Modules are counted as they are read: the lost one leaves no hole.
    assert found.tables["mea_modules"][["module_no", "title"]].values.tolist() == [
        [1, "Indkøb"],
        [2, "Regnskab"],
    ]
    assert told(text, region) == [("line 4: '31. februar 2021' is no date.", 4)]


def test_a_date_without_a_title_is_told_once_and_gives_no_row(region):
    message = (
        "has no title behind it; if the extractor wrote the columns one after the other, ingest "
        "the PDF itself or extract it with pdftotext -layout."
    )
    text = "1. maj 2021 Indkøb\n2. maj 2021\n3. maj 2021 Regnskab\n"
    assert told(text, region) == [(f"line 4: '2. maj 2021' {message}", 4)]
    titles = read(HEADING + text, region).tables["mea_modules"]["title"].to_list()
    assert titles == ["Indkøb", "Regnskab"]
    assert told("1. maj 2021\n", region) == [(f"line 3: '1. maj 2021' {message}", 3)]
    # Neither a day nor a title: both are told.
    assert told("31. april 2021\n", region) == [
        (f"line 3: '31. april 2021' {message}", 3),
        ("line 3: '31. april 2021' is no date.", 3),
    ]


# Which lines belong to a title. The longest first line has 30 letters, so that a line must be
# followed by a word that makes it longer than 24 to have been broken.
WIDEST = "1. maj 2021 Regnskab for nybegyndere på it\n"


@pytest.mark.parametrize(
    ("below", "title"),
    [
        ("Salg i udlandet\nmed omtanke", "Salg i udlandet med omtanke"),
        ("Salg til Sønder-\njylland", "Salg til Sønderjylland"),
        ("Salg til Ikast-\nBrande", "Salg til Ikast-Brande"),
        # 17 letters, a blank and 7 make 25; with 6 there are 24, which would have fitted.
        ("Salg i hele Norge\nSverige", "Salg i hele Norge Sverige"),
        ("Salg i hele Norge\nIsland", "Salg i hele Norge"),
        ("\n\nSalg\n\nSverige", "Salg"),
        ("Salg\nDato\nmed omtanke", "Salg"),
        ("Overskrift\nDatoOverskrift\n12\nSalg", "Salg"),
        ("Salg i hele Norge\n4.1 Sverige", "Salg i hele Norge"),
    ],
)
def test_which_lines_belong_to_a_title(region, below, title):
    found = modules(f"{WIDEST}2. maj 2021\n{below}\n", region)
    assert found[1][2] == title


def test_a_line_that_belongs_to_no_title_is_told(region):
    text = f"{WIDEST}2. maj 2021 Salg\nSverige\n\nNorge\n3. maj 2021 Køb\n\nSlut.\n"
    # What stands below the last module belongs to what follows the annex.
    assert told(text, region) == [
        ("line 5: 'Sverige' stands between two modules and belongs to neither title.", 5)
    ]


def test_the_annex_ends_where_too_many_lines_stand_below_a_date(region):
    # With the title they are twelve.
    points = "".join(f"Punkt {number}.\n" for number in range(1, 12))
    one = f"{WIDEST}2. maj 2021 Salg\n{points}3. maj 2021 Køb\n"
    assert [each[0] for each in told(one, region)] == [
        "line 5: 'Punkt 1.' stands between two modules and belongs to neither title."
    ]
    rows = read(HEADING + one, region).tables["mea_modules"]
    assert rows["title"].to_list()[1:] == ["Salg", "Køb"]
    more = one.replace("3. maj", "Punkt 12.\n3. maj")
    rows = read(HEADING + more, region).tables["mea_modules"]
    assert rows["title"].to_list()[1:] == ["Salg"]


def test_the_first_date_may_stand_twelve_lines_below_the_heading(region):
    # The column names are one of the twelve.
    points = "".join(f"Punkt {number}.\n" for number in range(11))
    assert modules(f"{points}1. maj 2021 Salg\n", region) == [("2021-05-01", "2021-05-01", "Salg")]


def test_a_title_that_begins_in_the_middle_is_told(region):
    text = "1. maj 2021 Salg\nog køb\n2. maj 2021 i udlandet\n3. maj 2021 Regnskab\n"
    message = (
        "line 5: the title 'i udlandet' begins in the middle of a sentence; the extractor mixed "
        f"the columns: {LAYOUT}"
    )
    assert told(text, region) == [(message, 5)]
    # Below a title of one line it is only spelt so.
    assert told(text.replace("\nog køb", ""), region) == []


def test_a_word_that_may_be_in_halves_is_told_where_lines_were_joined(region):
    text = "1. maj 2021 Salg i ud-landet\n2. maj 2021 Køb og ned-skrivning\n3. maj 2021 Regnskab\n"
    halves = [
        f"the title {title!r} may hold a word that was broken at a line's end; ingest the PDF "
        "itself or use another extractor."
        for title in ("Salg i ud-landet", "Køb og ned-skrivning")
    ]
    assert told(text, region) == [(f"line 3: {halves[0]}", 3), (f"line 4: {halves[1]}", 4)]
    # Where lines still end in hyphens, a hyphen within a line is the word's own.
    assert told(text + "\nSlut på ned-\ntællingen", region) == []


@pytest.mark.parametrize("below", ["", "Dagsorden\n", "Punkt\n" * 20 + "1. maj 2021 Salg\n"])
def test_an_annex_without_any_date_has_no_rows(region, below):
    found = read_mea(document(HEADING + below), region)
    assert found.tables["mea_modules"].empty
    assert found.findings == []

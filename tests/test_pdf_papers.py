"""The papers as PDFs of two producers come as the text does: tables, cells and columns."""

import re

import pandas as pd
import pytest
from paperkit import drawn_words, extract, read, words
from papers.browser import print_year
from papers.build import build_documents
from papers.extractors import MissingToolError
from papers.truth import TRUTH

from midtjylland.clean.guidance import TABLE, read_guidance

WANTED = ["municipality_code", "population_share_pct", "guided_firms", "guided_share_pct"]


@pytest.fixture(scope="session")
def printed(tmp_path_factory):
    """The pages of both years as Chromium prints them."""
    folder = tmp_path_factory.mktemp("chromium")
    try:
        return {year: print_year(year, folder / f"{year}.pdf") for year in TRUTH}
    except MissingToolError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("year", TRUTH)
def test_a_browser_prints_the_same_words(printed, year):
    assert words(extract("pdftotext_layout", printed[year])) == drawn_words(year)


def sources(request, producer):
    return request.getfixturevalue("pdfs" if producer == "reportlab" else "printed")


@pytest.mark.parametrize("producer", ["reportlab", "chromium"])
@pytest.mark.parametrize("year", TRUTH)
def test_the_guidance_table_is_the_truth(request, producer, year, region):
    assert_truth([read(sources(request, producer)[year])], year, region)


@pytest.mark.parametrize("year", TRUTH)
def test_documents_apart_hold_the_same_table(year, region, tmp_path):
    paths = build_documents(year, tmp_path).values()

    assert_truth([read(path) for path in paths], year, region)


def assert_truth(documents, year, region):
    readings = [read_guidance(document, region) for document in documents]
    rows = pd.concat([reading.tables[TABLE] for reading in readings])
    assert [finding for reading in readings for finding in reading.findings] == []
    assert rows[WANTED].values.tolist() == [
        [row[column] for column in WANTED] for row in TRUTH[year][TABLE]
    ]


@pytest.mark.parametrize("producer", ["reportlab", "chromium"])
def test_the_contract_comes_cell_by_cell(request, producer):
    lines = read(sources(request, producer)[2021]).text.split("\n")

    # Typed from the printed page; the real document's text has the same lines.
    start = lines.index("1.Virksomheder-")
    assert lines[start : start + 24] == [
        *("1.Virksomheder-", "nes kendskab til", "Erhvervshus", "Midtjylland", ""),
        *("45% i efteråret", "2021.", " ", " ", "Min. 50% af", "vejledte", "virksomheder skal"),
        *("være nye i forhold", "til virksomheder,", "der modtog", "vejledning året", "før.", ""),
        "Kendskabet er målt til 35% i den seneste måling",
        *("(Pluss / Kantar).", " ", " ", "71% af vejledte virksomheder er nye ift."),
        "virksomheder, der modtog vejledning i 2020.",
    ]
    # 14 empty paragraphs, as in the real document's lines 59 to 72.
    score = lines.index("Net Promotor Score er 72.")
    assert lines[score - 15 : score] == [
        "med virksomhedskonsulenternes kompetencer.",
        *[" "] * 14,
    ]


@pytest.mark.parametrize("producer", ["reportlab", "chromium"])
def test_the_table_in_the_contract_comes_row_by_row(request, producer):
    text = read(sources(request, producer)[2021]).text

    rows = text[text.index("Randers") : text.index("Silkeborg")].split()
    assert rows == [
        *("Randers", "7,4%", "149", "5,4%"),
        *("Ringkøbing-", "Skjern", "4,3%", "91", "3,3%", "Samsø", "0,3%", "12", "0,4%"),
    ]
    assert "Ringkøbing-\nSkjern\n\n4,3%" in text
    assert "2.729\n\n100,0\n%\n" in text


@pytest.mark.parametrize("producer", ["reportlab", "chromium"])
def test_modules_come_date_by_title(request, producer):
    text = read(sources(request, producer)[2021]).text

    start = text.index("18. maj 2021")
    assert text[start : text.index("27. maj 2021")].split("\n") == [
        "18. maj 2021",
        "",
        "Møde klyngerne Vision Denmark og Copenhagen Fintech",
        "",
        "19. maj 2021",
        "",
        "Dialogarrangement – Hvordan arbejder vi meningsfyldt med",
        "socialøkonomi?",
        "",
        "21. maj 2021",
        "",
        "Omkostningsberegner - Er det rentabel at sælge på en Online",
        "markedsplads?",
        "",
        "",
    ]


@pytest.mark.parametrize("producer", ["reportlab", "chromium"])
def test_theme_pages_come_column_by_column(request, producer):
    text = read(sources(request, producer)[2021]).text
    theme = text[text.index("Hvordan hjælper vi unge,\n") :]

    marks = [
        "videre, er vi nødt til at handle.",
        "Den sociale arv er stærk",
        "markedet.\n",
        "Spørgsmål til\ninspiration:",
        "• hjælpe de unge i deres lokalområde?",
        "Regionalpolitisk forum\nvedr. ’Hvordan hjælper\nvi unge, der står uden-\nfor?’",
        "... arbejder i 1. halvår 2023",
        "Kompetencer.",
    ]
    places = [theme.index(mark) for mark in marks]
    assert places == sorted(places)
    assert "omkring hver femte af mændene i samme alders-\ngruppe." in theme


@pytest.mark.parametrize("producer", ["reportlab", "chromium"])
@pytest.mark.parametrize("year", TRUTH)
def test_the_time_chart_keeps_each_question_below_its_half(request, producer, year):
    text = read(sources(request, producer)[year]).text
    chart = text[text.index("Tidsplan for") : text.index("REGIONALPOLITISKE FORA")]
    parts = re.split(r"([12])\. halvår (20[0-9]{2})\n", chart)[1:]

    # The chart words one question of 2021 otherwise, but its end is that of the theme page.
    ends = {
        (int(half), int(year)): [text.split()[-1] for text in below.split("?")[:-1]]
        for half, year, below in zip(*[iter(parts)] * 3, strict=True)
    }
    wanted = {when: [] for when in ends}
    for row in TRUTH[year]["regional_fora"]:
        wanted[row["half"], row["year"]].append(row["question"].rstrip("?").split()[-1])
    assert ends == wanted


@pytest.mark.parametrize("producer", ["reportlab", "chromium"])
def test_what_every_page_repeats_is_gone(request, producer):
    text = read(sources(request, producer)[2022]).text

    assert "TESTDOKUMENT" not in text
    assert not re.search(r"Side [0-9]", text)
    assert text.count("Målopfyldelse\n") == 7  # the head of the contract stands on 7 pages

"""Regional political fora, from small papers worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from papers.draw import drawn, height

from midtjylland.declared.region import load_region
from midtjylland.extract.common import Extract
from midtjylland.extract.fora.recipe import read_fora
from midtjylland.read.document import read_document

REGION = load_region()
SHEETS = """Regionalpolitisk forum vedr. ’Hvordan forhindrer vi, at blom-
sterne forsvinder?’
... arbejder i 1. halvår 2025 med løsninger.
Regionalpolitisk forum vedr. ’Hvem kører bussen?’
Forummet arbejder i andet halvår af 2025.
"""
CHART = """Tidsplan for regionalpolitiske fora
1. halvår 2025                          2. halvår 2025                          1. halvår 2026
Hvordan forhindrer vi, at               Hvem kører bussen?                      Hvad gør vi
blomsterne forsvinder?                                                          ved vandet?
"""
TWO = [
    ("Hvordan forhindrer vi, at blomsterne forsvinder?", 1, 2025),
    ("Hvem kører bussen?", 2, 2025),
]


def read(text: str) -> Extract:
    return read_fora(read_document(text.encode(), "papers.txt"), REGION)


def rows(extract: Extract) -> list[tuple[str, int, int]]:
    found = extract.rows.get("regional_fora", [])
    return [(row["question"], row["half"], row["year"]) for row in found]


def test_sheets_with_a_quoted_question() -> None:
    found = read(SHEETS)
    assert rows(found) == TWO and found.findings == []
    assert [row["source_line"] for row in found.rows["regional_fora"]] == [1, 4]


def test_a_question_that_ends_in_a_word_of_work_is_no_cross() -> None:
    page: list = [(20, 0, "Regionalpolitiske fora"), (20, 1, "1. halvår 2029")]
    page += [(220, 1, "2. halvår 2029"), (20, 2, "Hvem passer på vandet?")]
    page += [(220, 3, "Hvordan holder vi seniorer på"), (220, 4, "arbejdsmarkedet?")]
    found = read_fora(read_document(drawn(page), "papers.pdf"), load_region())
    assert [(r["half"], r["year"]) for r in found.rows["regional_fora"]] == [(1, 2029), (2, 2029)]
    assert found.findings == []


def test_years_and_numbers_of_half_years_in_columns_of_their_own() -> None:
    page: list = [(20, 0, "Regionalpolitiske fora 2030-2031"), (20, 1, "År"), (70, 1, "Halvår")]
    page += [(130, 1, "Spørgsmål")]
    listed = [("2030", "1.", "Hvem passer på vandet?"), ("2031", "2.", "Hvor bor vi i 2050?")]
    for at, cells in enumerate(listed, 2):
        page += [(x, at, text) for x, text in zip((20, 70, 130), cells, strict=True)]
    found = read_fora(read_document(drawn(page), "papers.pdf"), load_region())
    assert [(r["question"], r["half"], r["year"]) for r in found.rows["regional_fora"]] == [
        ("Hvem passer på vandet?", 1, 2030),
        ("Hvor bor vi i 2050?", 2, 2031),
    ]
    assert found.findings == []


def test_questions_in_prose_with_half_years_before_them_or_the_same_as_before() -> None:
    found = read(
        "I 1. halvår 2025 arbejder et forum med spørgsmålet ’Hvordan forhindrer vi, at "
        "blomsterne forsvinder?’\nEt andet forum tager i samme halvår fat på spørgsmålet "
        "’Hvor finder vi vand?’\nRækken afsluttes i 2. halvår 2025 med spørgsmålet "
        "’Hvem kører bussen?’\n"
    )
    assert rows(found) == [TWO[0], ("Hvor finder vi vand?", 1, 2025), TWO[1]]
    assert found.findings == []


@pytest.mark.parametrize(
    ("gone", "check"),
    [
        ("Forummet arbejder i andet halvår af 2025.\n", "question-lost"),
        ("sterne forsvinder?’\n", "half-year-lost"),
        ("Regionalpolitisk forum vedr. ’Hvordan forhindrer vi, at blom-\n", "half-year-lost"),
    ],
)
def test_a_sheet_that_lost_a_line_is_told(gone, check) -> None:
    later = "Regionalpolitisk forum vedr. ’Hvor finder vi vand?’\n... arbejder i 1. halvår 2025.\n"
    found = read(SHEETS.replace(gone, "") + later)
    assert check in [f.check for f in found.findings] and len(rows(found)) == 2


def test_chart_with_half_years_as_columns() -> None:
    found = read(CHART)
    assert rows(found)[:2] == TWO and rows(found)[2] == ("Hvad gør vi ved vandet?", 1, 2026)
    assert found.findings == []


def test_sheets_and_chart_that_differ_withhold() -> None:
    chart = CHART.replace("1. halvår 2025", "1. halvår 2027")
    found = read(SHEETS + "\n" * 3 + chart)
    assert ("error", "places-differ") in [(f.severity, f.check) for f in found.findings]
    assert "2027" in found.findings[0].message and "2025" in found.findings[0].message


def test_a_forum_in_the_chart_only_is_read_with_a_warning() -> None:
    found = read(SHEETS + "\n" * 3 + CHART)
    assert len(rows(found)) == 3
    assert [(f.severity, f.check) for f in found.findings] == [("warning", "places-differ")]


@pytest.mark.parametrize(
    "text",
    [
        "Fora\nFørste halvår 2025:\n• Hvordan forhindrer vi, at\nblomsterne forsvinder?\n"
        "Andet halvår 2025:\n• Hvem kører bussen?\nDer vælges to medlemmer.\n",
        "Arbejder i           Forummets spørgsmål                                  Formand\n"
        "2025, 1. halvår      Hvordan forhindrer vi, at blomsterne forsvinder?     Regionen\n"
        "2025, 2. halvår      Hvem kører bussen?                                   Kommunerne\n",
        "Regionalpolitiske fora\n"
        "Spørgsmål                                             1. halvår      2. halvår\n"
        "                                                      2025           2025\n"
        "Hvordan forhindrer vi, at blomsterne forsvinder?      X\n"
        "Hvem kører bussen?                                                   X\n",
        "Regionalpolitiske fora\n"
        "                                                      1. halvår      2. halvår\n"
        "Spørgsmål                                             2025           2025\n"
        "Hvordan forhindrer vi, at blomsterne forsvinder?      X\n"
        "Hvem kører bussen?                                                   X\n",
    ],
    ids=["headings", "table", "matrix", "matrix with its head below"],
)
def test_headings_tables_and_crosses(text: str) -> None:
    found = read(text)
    assert rows(found) == TWO and found.findings == []


def test_subquestions_of_a_forum_are_no_fora() -> None:
    text = (
        "Der nedsættes et regionalpolitisk forum, som skal finde løsninger på følgende spørgsmål i "
        "1. halvår 2025:\n• Hvordan får vi flere i job?\n• Hvordan skaber vi ro?\n"
    )
    found = read(SHEETS + text)
    assert rows(found) == TWO
    assert rows(read(text)) == [] and read(text).findings[0].check == "unreadable"


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("Regionalpolitisk forum om unge udenfor arbejder i 1. halvår 2025.\n", "unreadable"),
        ("Det regionalpolitiske forum om vand arbejder i forår 2025.\n", "half-year-unknown"),
        ("Fora\n1. halvår 2025 2. halvår 2025\nHvem kører bussen?\nHvad nu?\n", "columns-lost"),
    ],
)
def test_what_tells_no_question_or_no_half_year_withholds(text: str, check: str) -> None:
    found = read(text)
    assert rows(found) == []
    assert [(f.severity, f.check) for f in found.findings] == [("error", check)]


def test_papers_without_fora_give_nothing() -> None:
    found = read("Der nedsættes ikke nye regionalpolitiske fora. Hvordan går det?\n")
    assert found.rows == {} and found.findings == []


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (
            "I 2. halvår 2027 mødes forummet om ”Hvem kører bussen?” og forummet om ”Hvordan får "
            "vi læger?”.\nI 1. halvår 2028 mødes forummet om ”Hvad gør vi ved vandet?”.\n",
            [(2, 2027), (2, 2027), (1, 2028)],
        ),
        (
            "Forummet om ”Hvem kører bussen?” arbejder i 1. halvår 2027 og forummet om ”Hvordan "
            "får vi læger?” i anden halvdel af 2027.\n",
            [(1, 2027), (2, 2027)],
        ),
        (
            "Forummerne om ”Hvem kører bussen?” og ”Hvordan får vi læger?” er på programmet i 1. "
            "halvår 2027.\n",
            [(1, 2027), (1, 2027)],
        ),
        (
            "Regionalpolitiske fora\nHvem kører bussen?\n"
            "Forummets arbejdsperiode: 1. halvår 2026\n"
            "Hvordan får vi læger?\nForummets arbejdsperiode: 2. halvår 2026\n",
            [(1, 2026), (2, 2026)],
        ),
        (
            "Regionalpolitiske fora\n1. halvår 2026\nHvem kører bussen?\nHvordan får vi læger?\n"
            "2. halvår 2026\nHvad gør vi ved vandet?\n",
            [(1, 2026), (1, 2026), (2, 2026)],
        ),
    ],
    ids=["half-year first", "two pairs", "two of one", "half-year below", "half-year above"],
)
def test_half_years_before_between_and_below_questions(text, want) -> None:
    found = read(text)
    assert [(half, year) for _, half, year in rows(found)] == want
    assert found.findings == []


def test_cross_beside_a_question_of_two_lines() -> None:
    found = read(
        "Regionalpolitiske fora                     1. halvår 2025     2. halvår 2025\n"
        "Hvordan kommer godset fra A til B uden                             X\n"
        "diesel?\n"
        "Hvem kører bussen?                              X\n"
    )
    assert rows(found) == [
        ("Hvordan kommer godset fra A til B uden diesel?", 2, 2025),
        ("Hvem kører bussen?", 1, 2025),
    ]


@pytest.mark.parametrize(
    ("lost", "check"),
    [
        ("Regionalpolitisk forum om ”Hvordan får vi læger?” arbejder senere.\n", "question-lost"),
        ("Et regionalpolitisk forum begynder i 2. halvår 2028.\n", "half-year-lost"),
    ],
)
def test_question_or_half_year_without_a_row_is_told(lost, check) -> None:
    found = read(
        f"Regionalpolitisk forum om ”Hvem kører bussen?” arbejder i 1. halvår 2027.\n{lost}"
    )
    assert rows(found) == [("Hvem kører bussen?", 1, 2027)]
    assert [(f.severity, f.check, f.source_line) for f in found.findings] == [("warning", check, 2)]


def test_a_list_of_questions_each_with_its_half_year() -> None:
    found = read(
        "Der er planlagt følgende fora:\n"
        "• ’Hvem kører bussen?’ – arbejder i 2. halvår 2025\n"
        "• ’Hvad gør vi ved vandet?’ – arbejder i 1. halvår 2026\n"
    )
    assert rows(found) == [("Hvem kører bussen?", 2, 2025), ("Hvad gør vi ved vandet?", 1, 2026)]
    assert found.findings == []


def test_a_quoted_question_with_its_half_year_behind_the_sheets() -> None:
    rest = "Siden da er der kommet mange andre emner til, og de er alle lige vigtige for os her. "
    found = read(SHEETS + f"\n{rest}Vi har også ’Hvad gør vi ved vandet?’ i 1. halvår 2026.\n")
    assert rows(found) == [*TWO, ("Hvad gør vi ved vandet?", 1, 2026)] and found.findings == []


def test_titles_that_ask_each_with_a_sentence_on_its_half_year() -> None:
    found = read(
        "Punkt 7: Regionalpolitiske fora\n\nHvem kører bussen?\n\nFærre passagerer presser "
        "trafikken. Det regionalpolitiske forum om spørgsmålet arbejder i 2. halvår 2025.\n\n"
        "Hvad gør vi ved vandet?\n\nHavet skal rumme meget. Forummet arbejder i 1. halvår 2026.\n"
    )
    assert rows(found) == [("Hvem kører bussen?", 2, 2025), ("Hvad gør vi ved vandet?", 1, 2026)]


@pytest.mark.parametrize(
    "text",
    [
        "Regionalpolitiske fora\n"
        "Tema      Spørgsmål                                            Halvår       År\n"
        "Natur     Hvordan forhindrer vi, at                            1. halvår    2025\n"
        "          blomsterne forsvinder?\n"
        "Trafik    Hvem kører bussen?                                   2. halvår    2025\n",
        "Regionalpolitiske fora\n1. halvår 2025 Hvordan forhindrer vi, at blomsterne\n"
        "forsvinder?\n2. halvår 2025 Hvem kører bussen?\n",
        "Regionalpolitiske fora\n"
        "                                                      1. halvår    2. halvår\n"
        "Spørgsmål\n"
        "                                                        2025         2025\n"
        "Hvordan forhindrer vi, at blomsterne forsvinder?         X\n"
        "Hvem kører bussen?                                                    X\n",
    ],
    ids=["half and year in cells", "half-year first", "years two lines below"],
)
def test_half_years_in_other_places_of_a_table(text: str) -> None:
    found = read(text)
    assert rows(found) == TWO and found.findings == []


def test_a_chart_without_marks_says_nothing_beside_sheets() -> None:
    chart = (
        f"{'Forum':60}1. halvår 2025     2. halvår 2025\n"
        "Hvordan forhindrer vi, at blomsterne forsvinder?\nHvem kører bussen?\n\n"
    )
    found = read(chart + SHEETS)
    assert rows(found) == TWO and found.findings == []
    assert [f.severity for f in read(chart).findings] == ["error"]


def test_a_second_question_on_the_line_of_a_half_year_is_told() -> None:
    found = read(
        "Regionalpolitiske fora\n1. halvår 2025: Hvordan forhindrer vi krig? Hvem kører bussen?\n"
        "2. halvår 2025: Hvor bor de gamle?\n"
    )
    assert "question-lost" in [f.check for f in found.findings]


def test_titles_that_ask_and_a_chart_without_marks_below_them() -> None:
    found = read(
        "Regionalpolitiske fora\n\nHvem kører bussen?\n\nForummet arbejder i 2. halvår 2025.\n\n"
        "Hvad gør vi ved vandet?\n\nForummet arbejder i 1. halvår 2026.\n\nTidsplan\n"
        f"{'':40}2. halvår 2025     1. halvår 2026\nHvem kører bussen?\nHvad gør vi ved vandet?\n"
    )
    assert rows(found) == [("Hvem kører bussen?", 2, 2025), ("Hvad gør vi ved vandet?", 1, 2026)]
    assert found.findings == []


def test_a_half_year_broken_between_two_lines() -> None:
    found = read(
        "Regionalpolitisk forum 1. Forummet om »Hvem kører bussen?« virker i 1.\n"
        "halvår 2025 og har fire medlemmer.\n"
        "Regionalpolitisk forum 2. Forummet om »Hvad gør vi ved vandet?« virker i 2. halvår 2025.\n"
    )
    assert rows(found) == [("Hvem kører bussen?", 1, 2025), ("Hvad gør vi ved vandet?", 2, 2025)]


def test_points_that_begin_with_half_years_and_quote_their_questions() -> None:
    found = read(
        "De næste regionalpolitiske fora\nDer er fire spørgsmål:\n"
        "• 1. halvår 2025: ”Hvem kører bussen?” og ”Hvor bor de gamle?”\n"
        "• 2. halvår 2025: ”Hvad gør vi ved vandet?”\n"
    )
    assert [row[1:] for row in rows(found)] == [(1, 2025), (1, 2025), (2, 2025)]
    assert found.findings == []


def test_half_years_behind_seasons_and_what_each_question_is_about() -> None:
    found = read(
        "Regionalpolitiske fora\nForår 2026 (1. halvår 2026)\nOm bussen: Hvem kører den?\n"
        "Efterår 2026 (2. halvår 2026)\nOm vandet: Hvad gør vi ved det?\n"
    )
    assert [row[1:] for row in rows(found)] == [(1, 2026), (2, 2026)] and found.findings == []
    assert rows(found)[0][0].endswith("Hvem kører den?")


@pytest.mark.parametrize(
    "text",
    [
        "Regionalpolitiske fora:\n• Hvem kører bussen? (1. halvår 2026)\n"
        "• Hvad gør vi ved vandet? (2. halvår 2026)\n",
        "KKR udpeger medlemmer til hvert forum:\n1. Hvem kører bussen? Forummet arbejder i 1. "
        "halvår 2026.\n2. Hvad gør vi ved vandet? Forummet arbejder i 2. halvår 2026.\n",
        "I 1. halvår 2026 begynder to fora. Det ene arbejder med »Hvem kører bussen?«. I 2. halvår "
        "2026 følger »Hvad gør vi ved vandet?«.\n",
        "Nye fora: »Hvem kører bussen?« i 1. halvår 2026, og »Hvad gør vi ved vandet?« samt »Hvor "
        "bor de gamle?« i 2. halvår 2026.\n",
    ],
    ids=["in brackets", "numbered", "prose", "two of one half-year"],
)
def test_a_half_year_for_each_question(text: str) -> None:
    found = read(text)
    assert rows(found)[:2] == [
        ("Hvem kører bussen?", 1, 2026),
        ("Hvad gør vi ved vandet?", 2, 2026),
    ]
    assert {row[1:] for row in rows(found)[2:]} <= {(2, 2026)} and found.findings == []


def test_a_half_year_with_its_year_below_beside_a_list_with_another_year() -> None:
    left = ["Dato   Modul", "26.10. Midtjylland i tal 2027", "", "7.12.  Nye veje"]
    right = ["Regionalpolitiske fora", "2. halvår   Hvordan bliver flere faglærte?", "2028", ""]
    found = read("\n".join(f"{a:50}{b}" for a, b in zip(left, right, strict=True)) + "\n")
    assert rows(found) == [("Hvordan bliver flere faglærte?", 2, 2028)]


def test_half_years_whose_year_is_told_by_the_one_before() -> None:
    found = read(
        "Regionalpolitiske fora\nI første halvår af 2025 er det »Hvem kører bussen?«.\n"
        "I andet halvår samme år følger »Hvad gør vi ved vandet?«.\n"
        "Det følgende år begynder forummet om »Hvor bor de gamle?« i første halvår, mens "
        "»Hvordan får vi læger?« må vente til andet halvår.\n"
    )
    assert [row[1:] for row in rows(found)] == [(1, 2025), (2, 2025), (1, 2026), (2, 2026)]


def test_a_half_year_whose_year_is_not_told_takes_no_question_along() -> None:
    found = read(
        "Regionalpolitiske fora\nI 1. halvår 2025 er det »Hvem kører bussen?«.\n"
        "I andet halvår er det »Hvad gør vi ved vandet?«.\n"
    )
    assert rows(found) == [("Hvem kører bussen?", 1, 2025)]
    assert [f.check for f in found.findings] == ["question-lost"]


def test_a_half_year_before_and_one_behind_in_one_sentence() -> None:
    found = read(
        "Regionalpolitiske fora\nDer er pause indtil 1. halvår 2029, hvor »Hvem kører bussen?« "
        "tages op, og forløbet slutter med »Hvad gør vi ved vandet?« i 2. halvår 2029.\n"
    )
    assert [row[1:] for row in rows(found)] == [(1, 2029), (2, 2029)] and found.findings == []


def test_a_question_that_a_page_breaks() -> None:
    found = read(
        "Regionalpolitisk forum om »Hvem\n\f\nSkal dyrke jorden?« arbejder i 1. halvår 2029.\n"
    )
    assert rows(found) == [("Hvem Skal dyrke jorden?", 1, 2029)]


@pytest.mark.parametrize(
    "text",
    [
        "                  2025                            2026\n"
        "1. halvår       2. halvår       1. halvår       2. halvår\n"
        "Hvem kører      Hvor bor        Hvad gør vi     Hvordan får\n"
        "bussen?         de gamle?       ved vandet?     vi læger?\n",
        "Januar-juni 2025 (1. halvår)        Hvem kører bussen?\n"
        "Juli-december 2025 (2. halvår)      Hvor bor de gamle?\n"
        "Januar-juni 2026 (1. halvår)        Hvad gør vi ved vandet?\n"
        "Juli-december 2026 (2. halvår)      Hvordan får vi læger?\n",
        "Spørgsmål                  1. halvår   2. halvår   1. halvår   2. halvår\n"
        "                           2025        2025        2026        2026\n"
        "Hvem kører bussen?         Arbejder\n"
        "Hvor bor de gamle?                     Arbejder\n"
        "Hvad gør vi ved vandet?                            Arbejder\n"
        "Hvordan får vi læger?                                          Arbejder\n",
    ],
    ids=["years over two half-years", "months", "marks in words"],
)
def test_half_years_of_other_tables(text: str) -> None:
    found = read(f"Regionalpolitiske fora\n\n{text}")
    told = {question: (half, year) for question, half, year in rows(found)}
    assert told == {
        "Hvem kører bussen?": (1, 2025),
        "Hvor bor de gamle?": (2, 2025),
        "Hvad gør vi ved vandet?": (1, 2026),
        "Hvordan får vi læger?": (2, 2026),
    }
    assert found.findings == []


def test_half_years_that_hold_no_more_are_none() -> None:
    found = read(
        "Regionalpolitiske fora\n”Hvem kører bussen?” skulle have arbejdet i 1. halvår 2027, men "
        "er skubbet til 2. halvår 2027, og det samme gør ”Hvor bor de gamle?”.\n"
    )
    assert [row[1:] for row in rows(found)] == [(2, 2027), (2, 2027)] and found.findings == []
    found = read(
        "Regionalpolitiske fora\nFørste halvår af 2028\n”Hvad gør vi ved vandet?” (stod "
        "tidligere til 1. halvår 2027)\n"
        "Andet halvår af 2028\n”Hvordan får vi læger?”\n"
    )
    assert [row[1:] for row in rows(found)] == [(1, 2028), (2, 2028)] and found.findings == []


def test_questions_behind_the_number_of_their_forum() -> None:
    found = read(
        "Nye spørgsmål til de regionale fora\nForum 1: Hvem kører bussen?\nForummet er i gang i "
        "1. halvår 2028.\nForum 2: Hvad gør vi ved vandet?\nForummet er i gang i 2. halvår 2028.\n"
    )
    assert rows(found) == [("Hvem kører bussen?", 1, 2028), ("Hvad gør vi ved vandet?", 2, 2028)]


def test_a_day_beside_a_question_with_its_half_year_is_no_module() -> None:
    found = read(
        "Regionalpolitiske fora\n"
        "12. marts 2026      Hvem kører bussen?             1. halvår 2026\n"
        "14. september 2026  Hvad gør vi ved vandet?        2. halvår 2026\n"
    )
    assert [row[1:] for row in rows(found)] == [(1, 2026), (2, 2026)]


def test_a_list_of_modules_behind_the_fora_asks_nothing() -> None:
    found = read(
        "Regionalpolitiske fora\n2. halvår 2025\nHvem kører bussen?\n"
        "1 20. jan. 2025 Hvad koster en medarbejder?\n2 21. jan. 2025 Hvad nu?\n"
    )
    assert rows(found) == [("Hvem kører bussen?", 2, 2025)]


def test_a_heading_that_asks_is_no_question_of_a_forum() -> None:
    def heading(canvas: Any) -> None:
        canvas.setFont("Helvetica", 14)
        canvas.drawString(20, height(7) - 14, "Hvem kan jeg ringe til?")

    page = [(20, 0, "Regionalpolitiske fora"), (20, 2, "2. halvår 2025")]
    page += [(20, 4, "Hvem kører bussen?"), (20, 5, "Hvad gør vi ved vandet?"), heading]
    found = read_fora(read_document(drawn(page), "papers.pdf"), load_region())
    assert [row[0] for row in rows(found)] == ["Hvem kører bussen?", "Hvad gør vi ved vandet?"]

"""Green guidance, grants, projects and fora: every column, and every finding word for word.

The texts are made up, with the sentences that the papers use.
"""

from __future__ import annotations

import pandas as pd
import pytest
from cleankit import document, rows, unread

from midtjylland.clean.climate import read_fora, read_green, read_projects
from midtjylland.core.findings import Finding

# Green guidance and grants

GUIDED = (
    "I 2021 modtog 345 virksomheder vejledning inden for grøn omstilling (ud af 2.860 "
    "individuelle vejledninger)."
)
SO_FAR = (
    "I 2022 har foreløbigt 301 virksomheder modtaget vejledning inden for grøn omstilling (ud af "
    "ca. 2.000 individuelle)."
)
GRANTS = (
    "I 2021 blev der givet 72 individuelle bevillinger til grøn omstilling (en samlet tilskudssum "
    "på kr. 5,2 mio.)."
)
GRANTS_SO_FAR = (
    "I 2022 er der foreløbigt givet 40 individuelle bevillinger til grøn omstilling (en samlet "
    "tilskudssum på kr. 1.250 mio.)."
)


def guided(year: int, firms: int, of_firms: int, line: int, unsure: bool) -> dict:
    return {
        "year": year,
        "guided_firms": firms,
        "of_guided_firms": of_firms,
        "is_approximate": unsure,
        "is_provisional": unsure,
        "source_page": None,
        "source_line": line,
    }


def granted(year: int, grants: int, total: float, line: int, provisional: bool) -> dict:
    return {
        "year": year,
        "grants": grants,
        "total_mdkk": total,
        "is_provisional": provisional,
        "source_page": None,
        "source_line": line,
    }


def test_years_stand_in_the_order_of_the_text_whole_or_provisional(region):
    found = read_green(document("\n".join([SO_FAR, GUIDED, GRANTS_SO_FAR, GRANTS])), region)
    assert found.findings == []
    assert rows(found, "green_guidance") == [
        guided(2022, 301, 2000, 1, True),
        guided(2021, 345, 2860, 2, False),
    ]
    assert rows(found, "green_grants") == [
        granted(2022, 40, 1250.0, 3, True),
        granted(2021, 72, 5.2, 4, False),
    ]
    empty = read_green(document("Dagsorden"), region)
    assert set(empty.tables) == {"green_guidance", "green_grants"}
    assert all(frame.empty for frame in empty.tables.values())
    assert empty.findings == []


def test_a_green_year_that_can_not_be_read_is_told_of_its_table(region):
    texts = [
        GUIDED.replace("345", "mange"),
        SO_FAR.replace("301", "flere"),
        GRANTS.replace("72", "få"),
        GRANTS_SO_FAR.replace("40", "nogle"),
    ]
    found = read_green(document("\n".join(texts)), region)
    assert all(frame.empty for frame in found.tables.values())
    lines = [(each.table, each.source_line, each.check, each.severity) for each in found.findings]
    assert lines == [
        ("green_guidance", 1, "row-unread", "error"),
        ("green_guidance", 2, "row-unread", "error"),
        ("green_grants", 3, "row-unread", "error"),
        ("green_grants", 4, "row-unread", "error"),
    ]


# Projects

ECONOMY = (
    "Projektet løber fra d. 1. januar 2021 – 31. december 2024 og har et samlet budget på ca. 138 "
    "mio. kr., hvoraf 60% er finansieret.\n"
)
PARTNERS = "Projektet består af 45 partnerorganisationer, som arbejder med i alt 30 delprojekter.\n"
PLAN = [
    "Coast to Coast, der forløber i perioden 1. januar 2017 til 31. december 2022.\n",
    "Projektet støttes af LIFE-programmet med ca. 52,5 mio. kr. og har et samlet budget på 90 mio. "
    "kr.\n",
    "Det sker i tæt samarbejde med de øvrige 30 partnere.\n",
    "Projektet gennemføres i en række delprojekter (24 stk.)\n",
]


def test_every_column_of_a_project_and_the_order_of_the_text(region):
    found = read_projects(document("".join([*PLAN, "\n", PARTNERS, ECONOMY])), region)
    assert found.findings == []
    # The lead is a partner too: 30 others make 31.
    assert rows(found, "climate_projects") == [
        {
            "project": "coast_to_coast",
            "place": "action_plan",
            "start_date": pd.Timestamp(2017, 1, 1),
            "end_date": pd.Timestamp(2022, 12, 31),
            "is_approximate": False,
            "budget_mdkk": 90.0,
            "eu_mdkk": 52.5,
            "eu_share_pct": None,
            "partners": 31,
            "subprojects": 24,
            "source_page": None,
            "source_line": 1,
        },
        {
            "project": "circular_economy",
            "place": "status",
            "start_date": pd.Timestamp(2021, 1, 1),
            "end_date": pd.Timestamp(2024, 12, 31),
            "is_approximate": True,
            "budget_mdkk": 138.0,
            "eu_mdkk": None,
            "eu_share_pct": 60.0,
            "partners": 45,
            "subprojects": 30,
            "source_page": None,
            "source_line": 6,
        },
    ]


def test_a_project_whose_sentence_is_missing_or_stands_twice_is_told(region):
    missing = "".join([PLAN[0], PLAN[1], PLAN[2]])
    wording = "Projektet gennemføres i en række delprojekter ({subprojects} stk.)"
    found = read_projects(document("Plan\n" + missing), region)
    assert found.tables["climate_projects"].empty
    assert found.findings == [
        unread(
            "climate_projects",
            f"line 2: coast_to_coast (action_plan): the sentence {wording!r} does not stand.",
            2,
        )
    ]
    found = read_projects(document("".join([*PLAN, PLAN[3], PLAN[3]])), region)
    assert found.tables["climate_projects"].empty
    assert found.findings == [
        unread(
            "climate_projects",
            f"line 1: coast_to_coast (action_plan): the sentence {wording!r} stands 3 times.",
            1,
        )
    ]


def test_a_project_with_a_figure_that_can_not_be_read_is_told_of_that_alone(region):
    texts = [*PLAN[:2], PLAN[2].replace("30", "mange")]
    found = read_projects(document("".join(texts) + PARTNERS + ECONOMY), region)
    assert found.tables["climate_projects"]["project"].to_list() == ["circular_economy"]
    assert found.findings == [
        unread(
            "climate_projects",
            "line 3: 'r. Det sker i tæt samarbejde med de øvrige mange partnere' holds a figure "
            "that can't be read.",
            3,
        )
    ]
    assert read_projects(document("Dagsorden"), region).tables["climate_projects"].empty


def test_a_day_of_a_project_that_there_is_not_is_told(region):
    found = read_projects(document(PARTNERS + ECONOMY.replace("1. januar", "31. april")), region)
    assert found.findings == [
        unread("climate_projects", "line 2: there is no day '31. april 2021'.", 2)
    ]
    [row] = rows(found, "climate_projects")
    assert row.get("start_date") is None
    assert row["end_date"] == pd.Timestamp(2024, 12, 31)


# Fora

UNGE = "Hvordan hjælper vi de unge?"
VAND = "Hvad gør vi, når vandet kommer?"


def forum(question: str, half: str) -> str:
    return f"Regionalpolitisk forum\nvedr. ’{question}’\n... arbejder i {half}\n"


def chart(*halves: str, questions=(UNGE, VAND)) -> str:
    listed = "\n".join(questions)
    return f"Tidsplan for regionalpolitiske fora\n{' '.join(halves)}\n{listed}\n"


H1, H2 = "1. halvår 2023", "2. halvår 2024"


def test_fora_that_the_chart_confirms(region):
    found = read_fora(
        document("Bilag\n" + forum(UNGE, H1) + forum(VAND, H2) + chart(H1, H2)), region
    )
    assert found.findings == []
    assert rows(found, "regional_fora") == [
        {"question": UNGE, "half": 1, "year": 2023, "source_page": None, "source_line": 2},
        {"question": VAND, "half": 2, "year": 2024, "source_page": None, "source_line": 5},
    ]
    empty = read_fora(document("Dagsorden\n" + chart(H1, H2)), region)
    assert empty.tables["regional_fora"].empty
    assert empty.findings == []


def test_fora_without_a_chart_are_taken_as_they_are(region):
    found = read_fora(document(forum(UNGE, H1)), region)
    assert found.findings == []
    assert len(found.tables["regional_fora"]) == 1


def test_a_half_year_that_is_not_in_the_chart_is_an_error(region):
    found = read_fora(
        document(forum(UNGE, "2. halvår 2025") + chart(H1, H2, questions=[UNGE])), region
    )
    assert found.findings == [
        unread(
            "regional_fora",
            f"line 1: {UNGE!r} has half 2 of 2025, which is not in the time chart.",
            1,
        )
    ]
    # Half and year must stand together, not each somewhere.
    crossed = document(forum(UNGE, "1. halvår 2024") + chart(H1, H2, questions=[UNGE]))
    assert len(read_fora(crossed, region).findings) == 1


def test_a_question_that_the_chart_words_otherwise_is_a_warning(region):
    other = UNGE.replace("hjælper", "støtter")
    found = read_fora(document("\n" + forum(UNGE, H1) + chart(H1, questions=[other])), region)
    message = f"line 2: {UNGE!r} is worded otherwise in the time chart."
    assert found.findings == [
        Finding("regional_fora", "warning", "question-differs", message, None, 2)
    ]


def test_a_question_that_lost_its_blanks_is_an_error(region):
    glued = UNGE.replace("de unge", "deunge")
    found = read_fora(document(forum(glued, H1) + chart(H1, questions=[UNGE])), region)
    assert found.findings == [
        unread("regional_fora", f"line 1: {glued!r} is spaced otherwise in the time chart.", 1)
    ]


def test_a_chart_that_lists_more_questions_than_there_are_fora_is_a_warning(region):
    found = read_fora(document("Bilag\n\n" + forum(UNGE, H1) + "\n" + chart(H1, H2)), region)
    message = "line 7: 1 fora were read, the time chart lists 2 questions."
    assert found.findings == [
        Finding("regional_fora", "warning", "fora-against-chart", message, None, 7)
    ]
    # Only the chart's own page counts.
    paged = forum(UNGE, H1) + chart(H1, questions=[UNGE]) + f"\f{VAND}\n"
    assert read_fora(document(paged), region).findings == []


@pytest.mark.parametrize(("letters", "listed"), [(656, 1), (655, 2)])
def test_questions_are_counted_in_the_first_700_letters_of_the_chart(region, letters, listed):
    # Half-year (14) and first question (27) with a blank behind each, the letters and a blank: so
    # the second question mark is number 45 + letters.
    text = forum(UNGE, H1) + chart(H1, questions=[UNGE, "x" * letters, "?"])
    assert len(read_fora(document(text), region).findings) == listed - 1


def test_a_forum_that_can_not_be_read_is_told_with_its_beginning(region):
    broken = forum(UNGE, H1).replace("arbejder", "mødes") + "og så videre " * 9
    found = read_fora(document("Bilag\n" + broken), region)
    assert found.tables["regional_fora"].empty
    shown = f"Regionalpolitisk forum vedr. ’{UNGE}’ ... mødes i 1. halvår"[:80]
    message = f"line 2: the forum {shown!r} has no question and half-year."
    assert found.findings == [unread("regional_fora", message, 2)]


def test_another_mention_of_a_forum_is_none(region):
    text = "Regionalpolitisk udvalg om unge ... arbejder i 1. halvår 2023.\n"
    found = read_fora(document(text + forum(UNGE, H1)), region)
    assert found.findings == []
    assert found.tables["regional_fora"]["source_line"].to_list() == [2]


def test_a_forum_beside_other_text_is_read_by_its_column(region):
    left = ["Hvordan kan vi", "skabe et klimarobust", "Midtjylland?", "Slut."]
    right = [*forum(VAND, H2).splitlines(), "Slut."]
    text = "\n".join(f"{a:40}{b}" for a, b in zip(left, right, strict=True)) + "\n"
    found = read_fora(document("Bilag\n" + text), region)
    assert found.findings == []
    assert rows(found, "regional_fora") == [
        {"question": VAND, "half": 2, "year": 2024, "source_page": None, "source_line": 2},
    ]


def test_two_fora_side_by_side_are_both_read(region):
    left, right = (forum(*each).splitlines() for each in ((UNGE, H1), (VAND, H2)))
    height = max(len(left), len(right))
    left, right = ([*each, *[""] * (height - len(each))] for each in (left, right))
    text = "\n".join(f"{a:70}{b}" for a, b in zip(left, right, strict=True)) + "\n"
    found = read_fora(document("Bilag\n" + text), region)
    assert found.findings == []
    assert [(row["question"], row["half"]) for row in rows(found, "regional_fora")] == [
        (UNGE, 1),
        (VAND, 2),
    ]


@pytest.mark.parametrize(
    ("indent", "read"), [(20, True), (26, True), (14, True), (27, False), (13, False)]
)
def test_a_column_may_be_six_letters_off(region, indent, read):
    lines = forum(VAND, H2).splitlines()
    text = " " * 20 + lines[0] + "".join(f"\n{' ' * indent}{line}" for line in lines[1:])
    found = read_fora(document("Til venstre\n" + text), region)
    assert len(found.tables["regional_fora"]) == read


def test_a_forum_takes_at_most_fifteen_lines(region):
    lines = forum(VAND, H2).splitlines()
    for blank, read in ((12, True), (13, False)):
        text = lines[0] + "\n" * blank + "\n".join(["", *lines[1:]])
        found = read_fora(document(text), region)
        assert (len(found.tables["regional_fora"]), len(found.findings)) == (read, not read)


def test_a_word_that_may_be_in_halves_is_told_where_lines_were_joined(region):
    question = "Hvordan hjælper vi de ud-satte?"
    found = read_fora(document(forum(question, H1)), region)
    assert found.findings == [
        unread(
            "regional_fora",
            f"line 1: {question!r} may hold a word that was broken at a line's end.",
            1,
        )
    ]
    assert read_fora(document(forum(question, H1) + "Slut på ned-\ntælling"), region).findings == []

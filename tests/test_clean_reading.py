"""What all recipes share, and the recipes that only look for sentences: rows and words to a letter.

The texts are made up, with the sentences that the papers use.
"""

from __future__ import annotations

import pytest
from cleankit import document, rows, unread

from midtjylland.clean import reading
from midtjylland.clean.dk2020 import read_dk2020
from midtjylland.clean.ecsmv import read_ecsmv
from midtjylland.clean.stated import read_stated
from midtjylland.clean.years import other_years, read_year
from midtjylland.core.findings import Finding, SourceError
from midtjylland.danish import COUNT

# Sentences

ANIMALS = ["{dogs} hunde", "mødte {cats} katte", "med {birds} fugle i alt"]
FIGURES = dict.fromkeys(["dogs", "cats", "birds"], COUNT)


def figures(text: str, declared=ANIMALS) -> list[dict[str, str]]:
    return [match.groupdict() for match in reading.sentences(document(text), declared, FIGURES)]


def test_sentences_are_found_in_the_order_of_the_text():
    text = "7 hunde gik hjem,\nmødte 3 katte og 2 hunde,\nmed 40 fugle i alt. Ingen hunde."
    assert figures(text) == [{"dogs": "7"}, {"cats": "3"}, {"dogs": "2"}, {"birds": "40"}]
    assert figures("Ingen hunde.") == []


def test_of_sentences_that_begin_at_one_place_the_first_declared_counts():
    both = ["mødte {cats}", "mødte {dogs} katte"]
    assert figures("mødte 3 katte", both) == [{"cats": "3"}]
    assert figures("mødte 3 katte", both[::-1]) == [{"dogs": "3"}]


def test_a_sentence_whose_figure_can_not_be_read_is_told_with_its_line_and_what_stands_before():
    text = "Mandag\nabcdefghijklmno mødte mange\nkatte. Hele\nflokken mødte 3 katte.\n"
    papers = document(text)
    read = reading.sentences(papers, ANIMALS, FIGURES)
    assert [match["cats"] for match in read] == ["3"]
    # Twelve characters before the sentence are given: `efghijklmno` and a blank.
    message = "line 2: 'efghijklmno mødte mange katte' holds a figure that can't be read."
    assert list(reading.unread(papers, "mea_modules", ANIMALS[1:], read)) == [
        unread("mea_modules", message, 2)
    ]
    first = document("mødte få katte")
    message = "line 1: 'mødte få katte' holds a figure that can't be read."
    assert list(reading.unread(first, "mea_modules", ANIMALS[1:], [])) == [
        unread("mea_modules", message, 1)
    ]


def test_a_place_that_two_sentences_claim_is_told_once_and_one_that_is_read_never():
    declared = ["mødte {cats} katte", "{dogs} katte og hunde", "(kom fem)"]
    papers = document("De mødte mange katte og hunde.")
    told = [each.message for each in reading.unread(papers, "findings", declared, [])]
    assert told == ["line 1: 'De mødte mange katte' holds a figure that can't be read."]
    # What only touches a sentence that was read is another one, before it and behind it.
    for text in ("(kom fem)(tog 3)", "(tog 3)(kom fem)"):
        papers = document(text)
        read = reading.sentences(papers, ["(tog {birds})"], FIGURES)
        assert len(read) == 1
        assert len(list(reading.unread(papers, "findings", declared[2:], read))) == 1


def test_rows_and_findings_know_their_page_and_line():
    papers = document("Forside\n\fTo\nTre")
    at = papers.text.index("Tre")
    assert reading.row(papers, at, year=2021) == {"year": 2021, "source_page": 2, "source_line": 3}
    assert reading.unreadable(papers, at, "green_grants", "no such thing") == unread(
        "green_grants", "page 2, line 3: no such thing.", 3, 2
    )
    found = list(reading.unread(papers, "green_grants", ["To"], []))
    message = "page 2, line 2: 'Forside To' holds a figure that can't be read."
    assert found == [unread("green_grants", message, 2, 2)]


def test_a_loose_sentence_takes_one_or_two_words_for_a_figure():
    pattern = reading.loose("{dogs} hunde mødte {cats} katte i {year}")
    assert pattern.fullmatch("hunde mødte de fire katte i år")
    assert pattern.fullmatch("hunde mødte 4 katte i nittenhundrede otteoghalvfems")
    assert not pattern.fullmatch("hunde mødte de fire små katte i år")
    assert reading.texts([["a", "b"], [], ["c"]]) == ["a", "b", "c"]


# The contract year


def test_several_contract_years_are_refused_with_their_places(region):
    texts = ["Bilag\nResultatkontrakt 2022", "Resultatkontrakt\n2021. Resultatkontrakt 2022"]
    documents = [document(text, f"{place}.txt") for place, text in enumerate(texts)]
    with pytest.raises(SourceError) as error:
        read_year(documents, region)
    # The first place of each year, where the year itself stands.
    assert str(error.value) == (
        "the documents report on several contract years (2021 in 1.txt, line 2; 2022 in 0.txt, "
        "line 2); ingest each by itself."
    )


def test_papers_without_a_contract_year_need_one_given(region):
    plans = [document("Dagsorden", "a.txt"), document("Resultatkontrakt 20211", "b.txt")]
    assert read_year(plans, region, 2021) == 2021
    with pytest.raises(SourceError) as error:
        read_year(plans, region)
    assert str(error.value) == (
        "a.txt, b.txt names no contract year ('Målopfyldelse resultatkontrakt 20..'), so it is no "
        "result contract of Erhvervshus Midtjylland; give its papers too, or --year."
    )


def test_another_year_than_the_one_given_is_refused(region):
    papers = [document("Bilag\n\nRESULTATKONTRAKT 2021", "a.txt")]
    assert read_year(papers, region) == read_year(papers, region, 2021) == 2021
    with pytest.raises(SourceError) as error:
        read_year(papers, region, 2022)
    assert str(error.value) == (
        "a.txt, line 3 reports on 2021, not on 2022; leave out --year or correct it."
    )


def test_the_most_telling_phrase_decides_and_the_others_are_warned_about(region):
    papers = [
        document("Om gennemførte MEA moduler i 2023\nog gennemførte MEA moduler i 2019", "a.txt"),
        document("Resultatkontrakt 2022\nMålopfyldelse resultatkontrakt 2021", "b.txt"),
    ]
    assert read_year(papers, region) == 2021
    told = [
        "b.txt, line 1 speaks of contract year 2022, the documents are of 2021.",
        "a.txt, line 2 speaks of contract year 2019, the documents are of 2021.",
        "a.txt, line 1 speaks of contract year 2023, the documents are of 2021.",
    ]
    assert other_years(papers, region, 2021) == [
        Finding("contract_goals", "warning", "several-contract-years", message) for message in told
    ]
    assert other_years(papers[:0], region, 2021) == []


# Totals in sentences

PLANNED = "_municipalities_action_plan"


def test_each_total_of_a_sentence_is_a_row_with_its_own_line(region):
    text = (
        "Indledning\nDer er i 2021 gennemført 53 moduler på nettet\nmed 1.646 deltagere\n"
        "Projekter (heraf 4\nmidtjyske) og pt. er 75 kommuner tilsluttet sig i det efterfølgende\n"
        "rul (heraf 15 midtjyske)"
    )
    found = read_stated(document(text), region)
    assert found.findings == []
    common = {"unit": "count", "source_page": None}
    mea, dk2020 = {"table": "mea_modules", **common}, {"table": "dk2020_cohorts", **common}
    assert rows(found, "stated_totals") == [
        {**mea, "quantity": "modules", "value": 53.0, "source_line": 2},
        {**mea, "quantity": "participants", "value": 1646.0, "source_line": 3},
        {
            **dk2020,
            "quantity": "pilot_municipalities_action_plan",
            "value": 4.0,
            "source_line": 4,
        },
        {
            **dk2020,
            "quantity": "joined_municipalities_action_plan",
            "value": 15.0,
            "source_line": 6,
        },
    ]


def test_a_total_that_can_not_be_read_is_told_of_its_own_table(region):
    text = "Der har været 612 deltagere i vores kollektive forløb.\nDer har\nværet mange deltagere"
    text += " i kollektive forløb.\nAlle nitten midtjyske kommuner er med i DK2020"
    found = read_stated(document(text), region)
    assert found.tables["stated_totals"]["value"].to_list() == [612.0]
    assert found.findings == [
        unread(
            "dk2020_cohorts",
            "line 4: 'ive forløb. Alle nitten midtjyske kommuner er med i DK2020' holds a figure "
            "that can't be read.",
            4,
        ),
        unread(
            "contract_indicators",
            "line 3: 'øb. Der har været mange deltagere i kollektive forløb' holds a figure that "
            "can't be read.",
            3,
        ),
    ]
    empty = read_stated(document("Dagsorden"), region)
    assert empty.tables["stated_totals"].empty
    assert empty.findings == []


# DK2020

PILOT = "4 midtjyske kommuner fik klimaplan godkendt i 2020.\n"
FIRST = "8 kommuner forventes at få godkendt klimaplan i 2022."
SECOND = "7 kommuner forventes at få godkendt klimaplan i 2023."
SO_FAR = "5 kommuner har pt. fået godkendt deres klimaplan"


def cohort(name: str, municipalities: int, line: int, so_far: int | None = None) -> dict:
    return {
        "cohort": name,
        "municipalities": municipalities,
        "status": "approved" if name == "pilot" else "expected",
        "approved_so_far": so_far,
        "source_page": None,
        "source_line": line,
    }


def test_pilots_come_before_the_cohorts_and_each_has_its_own_approved_plans(region):
    text = f"- {FIRST} I alt 8.\n- {SECOND} {SO_FAR}.\n{PILOT}"
    found = read_dk2020(document(text), region)
    assert found.findings == []
    assert rows(found, "dk2020_cohorts") == [
        cohort("pilot", 4, 3),
        cohort("2022", 8, 1),
        cohort("2023", 7, 2, 5),
    ]


@pytest.mark.parametrize(("blanks", "of_cohort"), [(1, True), (39, True), (40, False)])
def test_plans_approved_so_far_stand_within_40_letters_of_their_cohort(region, blanks, of_cohort):
    # The full stop behind the cohort's year is one of the 40.
    found = read_dk2020(document(f"{FIRST}{' ' * blanks}{SO_FAR}"), region)
    assert rows(found, "dk2020_cohorts") == [cohort("2022", 8, 1, 5 if of_cohort else None)]
    assert bool(found.findings) != of_cohort


def test_plans_of_no_cohort_and_cohorts_that_can_not_be_read_are_told(region):
    text = f"{SO_FAR}.\n{FIRST.replace('8', 'Otte')}\n{PILOT.replace('4', 'Fire')}"
    found = read_dk2020(document(text), region)
    assert found.tables["dk2020_cohorts"].empty
    assert found.findings == [
        unread("dk2020_cohorts", message, line)
        for message, line in (
            (
                "line 3: '2022. Fire midtjyske kommuner fik klimaplan godkendt' holds a figure "
                "that can't be read.",
                3,
            ),
            (
                "line 2: 'aplan. Otte kommuner forventes at få godkendt klimaplan i 2022. Fire' "
                "holds a figure that can't be read.",
                2,
            ),
            (
                "line 1: '5 kommuner har pt. fået godkendt deres klimaplan' holds a figure that "
                "can't be read.",
                1,
            ),
        )
    ]


# ECSMV

ADVICE = "op til {cap} kr. i tilskud til rådgivning"
INVESTMENT = "Tilskuddet udgør {rate} af investeringssummen, dog maks. {cap} kr."
STATUS = "Status på de enkelte spor\n"
PLAN = "Handlingsplan for KKR Midtjyllands klimastrategi\n"
RULES = f"{ADVICE.format(cap='57.375')}.\n{INVESTMENT.format(rate='32%', cap='200.000')}\n"


def rule(place: str, line: int, cap: int = 57_375, rate: float = 32.0) -> dict:
    return {
        "place": place,
        "advice_grant_cap_dkk": cap,
        "investment_grant_rate_pct": rate,
        "investment_grant_cap_dkk": 200_000,
        "source_page": None,
        "source_line": line,
    }


def test_rules_belong_to_the_heading_that_stands_last_before_them(region):
    other = RULES.replace("57.375", "60.000").replace("32%", "32,5 pct.")
    found = read_ecsmv(document(STATUS + RULES + PLAN + other), region)
    assert found.findings == []
    assert rows(found, "ecsmv_rules") == [
        rule("status", 2),
        rule("action_plan", 5, 60_000, 32.5),
    ]
    turned = read_ecsmv(document(PLAN + STATUS + RULES), region)
    assert rows(turned, "ecsmv_rules") == [rule("status", 3)]


def test_rules_before_any_heading_are_told(region):
    found = read_ecsmv(document(RULES + STATUS), region)
    assert found.tables["ecsmv_rules"].empty
    assert found.findings == [
        unread(
            "ecsmv_rules",
            "line 1: 'op til 57.375 kr. i tilskud til rådgivning' stands under no heading of a "
            "known part; declare it in ecsmv_rules.places.",
            1,
        ),
        unread(
            "ecsmv_rules",
            "line 2: 'Tilskuddet udgør 32% af investeringssummen, dog maks. 200.000 kr.' has no "
            "rule on advice before it.",
            2,
        ),
    ]


@pytest.mark.parametrize(("blanks", "paired"), [(1_499, True), (1_500, False)])
def test_halves_of_a_rule_stand_within_1500_letters(region, blanks, paired):
    # The full stop behind the advice is one of the 1,500.
    text = RULES.replace(".\n", "." + " " * blanks, 1)
    found = read_ecsmv(document(STATUS + text), region)
    assert rows(found, "ecsmv_rules") == [rule("status", 2)] * paired
    messages = [
        "line 2: 'op til 57.375 kr. i tilskud til rådgivning' has no rule on investments behind "
        "it.",
        "line 2: 'Tilskuddet udgør 32% af investeringssummen, dog maks. 200.000 kr.' has no rule "
        "on advice before it.",
    ]
    told = [] if paired else [unread("ecsmv_rules", message, 2) for message in messages]
    assert found.findings == told


def test_an_investment_before_the_advice_is_not_its_other_half(region):
    halves = RULES.splitlines()
    found = read_ecsmv(document(STATUS + "\n".join(halves[::-1])), region)
    assert found.tables["ecsmv_rules"].empty
    assert [each.message.split("' ")[1] for each in found.findings] == [
        "has no rule on investments behind it.",
        "has no rule on advice before it.",
    ]


def test_a_rule_that_can_not_be_read_is_told(region):
    found = read_ecsmv(document(STATUS + RULES.replace("32%", "en del")), region)
    assert [(each.message, each.source_line) for each in found.findings] == [
        (
            "line 3: 'rådgivning. Tilskuddet udgør en del af investeringssummen, dog maks. 200.000 "
            "kr.' holds a figure that can't be read.",
            3,
        ),
        (
            "line 2: 'op til 57.375 kr. i tilskud til rådgivning' has no rule on investments "
            "behind it.",
            2,
        ),
    ]


def test_sentences_right_behind_each_other_are_all_found():
    text = document("3 hunde\n4 hunde\n5 hunde")
    found = reading.sentences(text, ["{dogs} hunde"], {"dogs": COUNT})
    assert [match["dogs"] for match in found] == ["3", "4", "5"]


def test_cohorts_in_a_list_without_approved_plans(region):
    text = "".join(
        f"- {count} kommuner forventes at få godkendt klimaplan i {year}\n"
        for count, year in ((8, 2022), (7, 2023))
    )
    found = read_dk2020(document(text), region)
    assert found.findings == []
    assert [row["municipalities"] for row in rows(found, "dk2020_cohorts")] == [8, 7]

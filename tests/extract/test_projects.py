"""The EU projects, read of small texts worked out by hand."""

from datetime import date

import pytest
from papers.draw import flowed, table

from midtjylland.declared.region import load_region
from midtjylland.extract.projects import read_projects
from midtjylland.read.document import from_text, read_document

NAMES = ("project", "place", "start_date", "end_date", "budget_mdkk", "is_approximate")
NAMES += ("eu_mdkk", "eu_share_pct", "partners", "subprojects", "is_application")


def read(text):
    return read_projects(from_text(text, "paper.txt"), load_region())


def rows(extract):
    return [tuple(row[name] for name in NAMES) for row in extract.rows.get("climate_projects", [])]


def test_the_budget_of_another_project_is_none_of_ours():
    found = read(
        "Circular Economy Beyond Waste er nået til år 6 ud af 8. 38 partnere deltager.\n"
        "Klimatilpasningsprojektet ved Limfjorden har fået tilsagn om 14,5 mio. kr."
    )
    assert rows(found) == [] and [f.check for f in found.findings] == ["budget-missing"]


SPAN = (date(2022, 1, 1), date(2029, 12, 31))
CIRCULAR = ("circular_economy", "status", *SPAN, 125, False, None, 60, 39, 26, False)


@pytest.mark.parametrize(
    "text",
    [
        "Circular economy beyond waste\nProjektet løber fra d. 1. januar 2022 – 31. december 2029 "
        "og har et samlet budget på 125 mio. kr., hvoraf 60% er finansieret gennem EU's midler. De "
        "resterende 40% er egenfinansiering. Projektet består af 39 partnerorganisationer, som "
        "arbejder med i alt 26 delprojekter.",
        "Circular Economy Beyond Waste (1. januar 2022 til 31. december 2029, 125 mio. kr., 60 "
        "pct. fra EU) er i gang med 39 partnere og 26 delprojekter.",
        "LIFE IP-projektet Circular Economy Beyond Waste har et budget på 125 mio. kr., hvoraf EU "
        "betaler 60 %. Det løber fra den 1. januar 2022 til den 31. december 2029 med 39 partnere "
        "og 26 delprojekter.",
        "Circular Economy Beyond Waste løber fra 1. januar 2022 til 31. december 2029. EU støtter "
        "projektet med 60 % ud af et budget på 125 mio. kr. 39 partnere arbejder med 26 "
        "delprojekter.",
        "Circular Economy Beyond Waste startede den 1. januar 2022 og slutter den 31. december "
        "2029. Det ledes af regionen sammen med de øvrige 38 partnere i en række delprojekter (26 "
        "stk.). Budgettet er 125 mio. kr., og EU's bidrag er 60 procent.",
    ],
)
def test_a_project_in_other_words(text):
    extract = read(text)
    assert (rows(extract), extract.findings) == ([CIRCULAR], [])


def test_a_successor_is_no_row_of_ours():
    extract = read(
        "Klimarobust Midt\nCoast to Coast Climate Challenge er videreført under navnet Klimarobust "
        "Midt. Projektet startede den 1. marts 2024. Budgettet er på 112,5 mio. kr."
    )
    assert (rows(extract), [f.check for f in extract.findings]) == ([], ["other-project"])


def test_figures_of_another_project_are_none_of_the_one_before_it():
    extract = read(
        "Circular Economy Beyond Waste løber fra 01-01-2022 til 31-12-2029 og har et budget på 128 "
        "mio. kr., hvoraf EU dækker 60 procent.\nDet nye projekt Vandveje Midt startede "
        "01-02-2025. 24 partnere deltager. Budgettet er 104 mio. kr., og EU bidrager med 62,4 "
        "mio. kr."
    )
    (row,) = extract.rows["climate_projects"]
    assert (row["budget_mdkk"], row["eu_mdkk"], row["partners"]) == (128, None, None)
    assert [f.check for f in extract.findings] == ["other-project"]


def test_a_project_of_no_declared_name_is_told():
    extract = read(
        "Vand\nKlimarobust Gudenå er et projekt fra den 1. april 2024 med 14 partnere. Budgettet "
        "er 64,0 mio. kr., og EU bidrager med 38,4 mio. kr."
    )
    (told,) = extract.findings
    assert rows(extract) == [] and (told.check, told.severity) == ("other-project", "info")
    assert "Gudenå" in told.message


def test_a_remainder_that_is_the_eus_is_its_share():
    extract = read(
        "Circular Economy Beyond Waste har et budget på 125 mio. kr. Partnerne betaler 60 %, og EU "
        "betaler de resterende 40 %."
    )
    assert [row[7] for row in rows(extract)] == [40] and extract.findings == []


@pytest.mark.parametrize(
    ("head", "printed", "million"),
    [
        ("Budget (mio. kr.)", "82,5", 82.5),
        ("Budget (kr.)", "82.500.000", 82.5),
        ("Budget (1.000 kr.)", "82.500", 82.5),
        ("Budget", "82,5", 82.5),
    ],
)
def test_a_number_in_a_table_has_the_unit_of_its_head(head, printed, million):
    rows_of_table = [["Projekt", head, "Partnere"]]
    rows_of_table += [["Circular Economy Beyond Waste", printed, "39"]]
    rows_of_table += [["Coast to Coast Climate Challenge", printed, "31"]]
    document = read_document(flowed("EU-projekter", table(rows_of_table, [200, 120, 80])), "p.pdf")
    found = read_projects(document, load_region())
    assert [row[4] for row in rows(found)] == [million, million]


def test_a_remainder_that_contradicts_the_share_is_told():
    extract = read(
        "Circular Economy Beyond Waste har et budget på 125 mio. kr., hvoraf 60% er fra EU. De "
        "resterende 30% er egenfinansiering."
    )
    assert [f.check for f in extract.findings] == ["figure-twice"]


def test_a_sum_of_grants_beside_a_project_is_no_budget_of_it():
    extract = read(
        "Circular Economy Beyond Waste har 39 partnere. I 2026 var der 163 bevillinger med en "
        "samlet tilskudssum på 14 mio. kr."
    )
    assert (rows(extract), [f.check for f in extract.findings]) == ([], ["budget-missing"])


def test_a_project_without_a_budget_is_told():
    extract = read("Coast to Coast har 31 partnere.")
    assert (rows(extract), [f.check for f in extract.findings]) == ([], ["budget-missing"])


def test_2021(raw_2021):
    extract = read_projects(read_document(raw_2021.read_bytes(), "2021.txt"), load_region())
    ended = date(2022, 12, 31)
    first, second, *planned = rows(extract)
    assert first == CIRCULAR
    assert second[2:] == (date(2016, 11, 1), ended, 90, False, 52, None, 31, 24, False)
    assert [row[:2] for row in planned] == [
        ("coast_to_coast", "action_plan"),
        ("circular_economy", "action_plan"),
    ]
    assert planned[0][2:] == (date(2017, 1, 1), ended, 90, True, 52, None, 31, 24, False)
    assert planned[1][2:] == (None, None, 138, True, 83, None, None, None, True)
    lines = [row["source_line"] for row in extract.rows["climate_projects"]]
    assert lines == [966, 1016, 1581, 1522]
    assert extract.findings == []


@pytest.mark.parametrize(
    "other",
    [
        "Vand. Ansøgningen om kystbeskyttelse er sendt. Budgettet er på 64 mio. kr.",
        "KKR's sekretariat havde et budget på 4,1 mio. kr.",
    ],
)
def test_budget_of_something_else_is_none_of_the_project(other):
    found = read(
        "Circular Economy Beyond Waste har et samlet budget på 125 mio. kr. og 40 partnere.\n"
        + other
    )
    assert [row["budget_mdkk"] for row in found.rows["climate_projects"]] == [125]
    assert found.findings == []


HEADS = (
    "Projekt               Start       Slut          Budget, mio. kr.    EU-andel       Partnere"
)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADS}    Delprojekter\n"
        "Beyond Waste          1.1.2022    31.12.2029    125                 60 %           "
        "39          26\n"
        "Coast to Coast        1.1.2017    31.12.2022    90                  52 mio. kr.    "
        "31          24\n",
        "                Circular Economy Beyond Waste    Coast to Coast\n"
        "Start           1/1 2022                         1/1 2017\n"
        "Slut            31/12 2029                       31/12 2022\n"
        "Budget          125 mio. kr.                     90 mio. kr.\n"
        "Fra EU          Tres pct.                        52 mio. kr.\n"
        "Partnere        Niogtredive                      Enogtredive\n"
        "Delprojekter    Seksogtyve                       Fireogtyve\n",
    ],
    ids=["a row each", "a column each, and numbers in words"],
)
def test_a_table_of_both_projects(text):
    found = read(text)
    coast = ("coast_to_coast", "status", date(2017, 1, 1), date(2022, 12, 31))
    assert rows(found) == [CIRCULAR, (*coast, 90, False, 52, None, 31, 24, False)]
    assert found.findings == []


def test_an_amount_in_a_cell_that_no_head_was_read_over_is_no_budget():
    found = read("Projekt             Tilskud\nCoast to Coast      52 mio. kr.\n")
    assert rows(found) == []


def test_another_project_of_a_table_is_none_of_ours():
    row = "{}1.1.2022    31.12.2029    {}                 60 %           39\n"
    text = HEADS + "\n" + row.format("Coast to Coast        ", 125)
    found = read(text + row.format("Vandets Vej           ", 112))
    assert [row[4] for row in rows(found)] == [125] and found.findings == []


def test_what_a_table_of_something_else_tells_of_a_project_is_kept():
    row = "Coast to Coast        1.1.2017    31.12.2022    90                 60 %           39\n"
    plan = "Handlingsplan\nVand      Coast to Coast fortsætter, budget 90 mio. kr.    Kommunerne\n"
    assert [row[1] for row in rows(read(f"{HEADS}\n{row}\n{plan}"))] == ["status", "action_plan"]

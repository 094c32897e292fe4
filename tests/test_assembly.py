"""Every table of the real papers, and what is noticed when the papers are wrong."""

import pandas as pd
import pytest
from papers.truth import TRUTH
from truthkit import frame

from midtjylland.assembly import tables_of
from midtjylland.core import schemas
from midtjylland.core.findings import SourceError
from midtjylland.document import read_document
from midtjylland.store.population import load_population

PUBLISHED = [table for table in schemas.TABLES if table != "findings"]


@pytest.fixture(scope="module")
def population(region):
    return load_population("data")


def read(text, region, population, *more):
    documents = [
        read_document(part.encode(), f"papers{number}.txt")
        for number, part in enumerate([text, *more])
    ]
    return tables_of(documents, region, 2021, population)


@pytest.fixture(scope="module")
def real(papers, region, population):
    return tables_of([papers], region, 2021, population)


@pytest.mark.parametrize("table", PUBLISHED)
def test_each_table_of_the_real_papers_is_the_truth(real, table):
    tables, findings = real
    assert [f.message for f in findings if f.table == table and f.severity == "error"] == []
    wanted = frame(table, 2021)
    told = [column for column in wanted if not column.startswith("source_")]
    pd.testing.assert_frame_equal(tables[table][told], wanted[told])
    assert tables[table]["source_line"].notna().all()


def test_the_papers_own_disagreements_are_warnings(real):
    _, findings = real
    warned = {(f.table, f.check) for f in findings if f.severity == "warning"}
    # Known by hand: Skanderborg's 6.9 %, two budgets, two starts, the wording of a question.
    assert warned == {
        ("guidance_by_municipality", "share-against-count"),
        ("climate_projects", "places-differ"),
        ("regional_fora", "question-differs"),
    }
    told = " ".join(f.message for f in findings if f.table == "climate_projects")
    for figure in ("125", "138", "2016-11-01", "2017-01-01"):
        assert figure in told


# What is changed in the real papers, and the check that must notice it.
WRONG = {
    "two changed counts that cancel out": (
        [("Lemvig 1,5% 42", "Lemvig 1,5% 43"), ("Odder 1,7% 44", "Odder 1,7% 43")],
        ("guidance_by_municipality", "share-against-count", "info"),
    ),
    "a count and a share swapped": (
        [("Lemvig 1,5% 42 1,5%", "Lemvig 42 1,5% 1,5%")],
        ("guidance_by_municipality", "row-unread", "error"),
    ),
    "a duplicated row": (
        [("Lemvig 1,5% 42 1,5%", "Lemvig 1,5% 42 1,5%\nLemvig 1,5% 42 1,5%")],
        ("guidance_by_municipality", "municipality-twice", "error"),
    ),
    "an unknown municipality": (
        [("Lemvig 1,5%", "Esbjerg 1,5%")],
        ("guidance_by_municipality", "row-unread", "error"),
    ),
    "a misspelt municipality": (
        [("Lemvig 1,5%", "Lemvlg 1,5%")],
        ("guidance_by_municipality", "row-unread", "error"),
    ),
    "a letter in a count": (
        [("Horsens 6,9% 155", "Horsens 6,9% l55")],
        ("guidance_by_municipality", "row-unread", "error"),
    ),
    "a negative count": (
        [("Lemvig 1,5% 42", "Lemvig 1,5% -42")],
        ("guidance_by_municipality", "row-unread", "error"),
    ),
    "Arabic-Indic digits": (
        [("Horsens 6,9% 155", "Horsens 6,9% ١٥٥")],
        ("guidance_by_municipality", "row-unread", "error"),
    ),
    "a number of 401 digits": (
        [("Horsens 6,9% 155", f"Horsens 6,9% {'1' * 401}")],
        ("guidance_by_municipality", "row-unread", "error"),
    ),
    "a total that the other place contradicts": (
        [("2.860 iværksættere", "2.870 iværksættere")],
        ("guidance_by_municipality", "stated-total-conflict", "error"),
    ),
    "the other paper's total": (
        [("(ud af 2.860 individuelle", "(ud af 2.880 individuelle")],
        ("green_guidance", "places-differ", "warning"),
    ),
    "no such day": (
        [("28. januar 2021 Gejst", "31. februar 2021 Gejst")],
        ("mea_modules", "row-unread", "error"),
    ),
    "another year in a date": (
        [("28. januar 2021 Gejst", "28. januar 2020 Gejst")],
        ("mea_modules", "date-outside-year", "error"),
    ),
    "a date out of order": (
        [("28. januar 2021 Gejst", "28. marts 2021 Gejst")],
        ("mea_modules", "dates-out-of-order", "warning"),
    ),
    "a date with a letter": (
        [("28. januar 2021 Gejst", "2B. januar 2021 Gejst")],
        ("mea_modules", "row-unread", "error"),
    ),
    "54 stated, 53 listed": (
        [("gennemført 53 moduler", "gennemført 54 moduler")],
        ("mea_modules", "modules-against-total", "error"),
    ),
    "a lost module": (
        [("28. januar 2021 Gejst og kreativitet i detailhandlen under Corona", "")],
        ("mea_modules", "modules-against-total", "error"),
    ),
    "a date without its title": (
        [("28. januar 2021 Gejst og kreativitet i detailhandlen under Corona", "28. januar 2021")],
        ("mea_modules", "row-unread", "error"),
    ),
    "a stated number that can't be read": (
        [("gennemført 53 moduler", "gennemført S3 moduler")],
        ("mea_modules", "row-unread", "error"),
    ),
    "a lost letter in a title": (
        [("Gejst og kreativitet", "Gejst og kreativ�tet")],
        ("mea_modules", "letter-lost", "error"),
    ),
    "cohorts that add to 20": (
        [("- 8 kommuner forventes", "- 9 kommuner forventes")],
        ("dk2020_cohorts", "cohorts-against-total", "error"),
    ),
    "more approved than there are": (
        [("5 kommuner har pt.", "9 kommuner har pt.")],
        ("dk2020_cohorts", "approved-beyond-cohort", "error"),
    ),
    "a cohort that can't be read": (
        [("- 7 kommuner forventes", "- syv kommuner forventes")],
        ("dk2020_cohorts", "row-unread", "error"),
    ),
    "other pilots in the action plan": (
        [("(heraf 4 midtjyske)", "(heraf 3 midtjyske)")],
        ("dk2020_cohorts", "places-differ", "warning"),
    ),
    "different rules in the two places": (
        [
            (
                "op til 57.375 kr. i tilskud til rådgivning til udvikling af en",
                "op til 75.375 kr. i tilskud til rådgivning til udvikling af en",
            )
        ],
        ("ecsmv_rules", "places-differ", "warning"),
    ),
    "320 % of an investment": (
        [("Tilskuddet udgør 32%", "Tilskuddet udgør 320%")],
        ("ecsmv_rules", "schema", "error"),
    ),
    "half a rule": (
        [("dog maks. 200.000 kr. \n\n \n\nVirksomheder", "dog noget. \n\n \n\nVirksomheder")],
        ("ecsmv_rules", "row-unread", "error"),
    ),
    "more green firms than firms": (
        [("I 2021 modtog 345", "I 2021 modtog 3.450")],
        ("green_guidance", "part-beyond-whole", "error"),
    ),
    "grants in kroner for millions": (
        [("samlet tilskudssum på kr. 61 mio.", "samlet tilskudssum på kr. 61000 mio.")],
        ("green_grants", "implausible", "warning"),
    ),
    "another budget of Coast to Coast": (
        [("Det samlede budget er 90 mio.", "Det samlede budget er 80 mio.")],
        ("climate_projects", "places-differ", "warning"),
    ),
    "a project that ends before it starts": (
        [("startede den 1. november 2016", "startede den 1. november 2026")],
        ("climate_projects", "dates-out-of-order", "error"),
    ),
    "a project's sentence reworded": (
        [("og drives af 31 partnere organiseret i", "og drives af 31 partnere fordelt på")],
        ("climate_projects", "row-unread", "error"),
    ),
    "a half-year that the chart lacks": (
        [("... arbejder i 2. halvår 2024 \nmed", "... arbejder i 2. halvår 2025 \nmed")],
        ("regional_fora", "row-unread", "error"),
    ),
    "another contract year in the annex": (
        [("gennemførte MEA moduler i 2021", "gennemførte MEA moduler i 2022")],
        ("contract_goals", "several-contract-years", "warning"),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_papers_are_noticed(name, papers, region, population, real):
    changes, (table, check, severity) = WRONG[name]
    text = papers.text
    for old, new in changes:
        assert text.count(old) >= 1, "the change must hit the document"
        text = text.replace(old, new, 1)
    _, findings = read(text, region, population)
    new = {(f.table, f.check, f.severity, f.message) for f in findings}
    new -= {(f.table, f.check, f.severity, f.message) for f in real[1]}
    assert (table, check, severity) in {finding[:3] for finding in new}
    assert all(each[0] in schemas.TABLES and " " in each[3] for each in new)
    assert not [message for *_, message in new if "None" in message]


def test_findings_name_line_and_both_numbers(papers, region, population):
    text = papers.text.replace("gennemført 53 moduler", "gennemført 54 moduler")
    _, findings = read(text, region, population)
    told = next(f.message for f in findings if f.check == "modules-against-total")
    assert "53" in told and "54" in told
    text = papers.text.replace("5 kommuner har pt.", "9 kommuner har pt.")
    _, findings = read(text, region, population)
    told = next(f for f in findings if f.check == "approved-beyond-cohort")
    assert "line 749" in told.message and "9" in told.message and "8" in told.message
    assert told.source_line == 749


def test_papers_in_several_files_give_the_same_tables(papers, region, population, real):
    lines = papers.text.split("\n")
    parts = ["\n".join(lines[a:b]) for a, b in ((0, 700), (700, 1225), (1225, 1620), (1620, None))]
    for order in (parts, parts[::-1]):
        tables, findings = read(order[0], region, population, *order[1:])
        assert not [f for f in findings if f.severity == "error"]
        for table in PUBLISHED:
            told = [c for c in tables[table] if not c.startswith("source_")]
            ours, theirs = (
                t[table][told].sort_values(told, ignore_index=True) for t in (tables, real[0])
            )
            pd.testing.assert_frame_equal(ours, theirs)


def test_a_document_given_twice_changes_nothing(papers, region, population, real):
    tables, findings = read(papers.text, region, population, papers.text)
    assert [f for f in findings if f.severity == "error"] == []
    for table in PUBLISHED:
        told = [c for c in tables[table] if not c.startswith("source_")]
        pd.testing.assert_frame_equal(tables[table][told], real[0][table][told])


def test_two_versions_of_a_paper_contradict_each_other(papers, region, population):
    other = papers.text.replace("- 8 kommuner forventes", "- 9 kommuner forventes")
    _, findings = read(papers.text, region, population, other)
    assert "key-twice" in {f.check for f in findings if f.table == "dk2020_cohorts"}


def test_the_contract_report_alone_warns_of_what_it_lacks(papers, region, population):
    text = "\n".join(papers.text.split("\n")[:700])
    tables, findings = read(text, region, population)
    absent = {f.table for f in findings if f.check == "table-absent"}
    assert absent == {
        *("dk2020_cohorts", "ecsmv_rules", "green_guidance", "green_grants"),
        *("climate_projects", "regional_fora"),
    }
    assert not [f for f in findings if f.severity == "error"]
    assert len(tables["mea_modules"]) == len(TRUTH[2021]["mea_modules"])


def test_a_missing_second_page_is_noticed(papers, region, population):
    lines = papers.text.split("\n")
    _, findings = read("\n".join(lines[:600] + lines[656:]), region, population)
    assert "modules-against-total" in {f.check for f in findings if f.severity == "error"}


def test_papers_of_two_years_are_refused(papers, region, population):
    other = papers.text.replace(
        "Målopfyldelse resultatkontrakt 2021", "Målopfyldelse resultatkontrakt 2020"
    )
    with pytest.raises(SourceError, match="several contract years"):
        read(papers.text, region, population, other)


def test_a_subject_that_is_brought_up_must_be_found(papers, region, population):
    text = papers.text.replace("kommuner forventes at få", "kommuner venter at få")
    text = text.replace("fik klimaplan godkendt", "har fået den")
    text = text.replace("har pt. fået godkendt", "har allerede")
    _, findings = read(text, region, population)
    told = next(f for f in findings if f.table == "dk2020_cohorts" and f.severity == "error")
    assert told.check == "table-missing" and "dk2020_cohorts" in told.message

"""The contract year of one or several papers."""

from __future__ import annotations

import pytest

from midtjylland.core.findings import SourceError
from midtjylland.declared.region import load_region
from midtjylland.extract.years import other_years, read_year
from midtjylland.read.document import Document, from_text

REGION = load_region()


def paper(text: str, name: str = "papers.txt") -> Document:
    return from_text(text, name)


@pytest.mark.parametrize(
    "text",
    [
        "Målopfyldelse resultatkontrakt 2023 med KKR Midtjylland",
        "Afrapportering på resultatkontrakt 2023 mellem KKR og huset",
        "Erhvervshuset – opfyldelse af resultatkontrakten for 2023",
        "Resultatkontrakt\n2023",
        "Hvad var måltallene for 2023?",
        "Årsberetning 2023: Erhvervshus Midtjylland",
        "Regnskab for kontraktåret 2023\nResultatkontrakten for 2024 forelægges på næste møde.",
        "Møde i 2024\nResultatkontrakt 2023\nNye resultatkontrakten for 2024 er underskrevet",
    ],
)
def test_the_year_stands_by_the_name_of_the_contract(text: str) -> None:
    document = paper(text)
    assert read_year([document], REGION) == 2023
    assert read_year([document], REGION, 2023) == 2023
    assert other_years([document], REGION, 2023) == []


def test_a_paper_without_a_year_belongs_to_the_others() -> None:
    documents = [paper("Handlingsplan 2025-2026", "plan.txt"), paper("Resultatkontrakt 2023")]
    assert read_year(documents, REGION) == 2023
    assert read_year([documents[0]], REGION, 2023) == 2023


@pytest.mark.parametrize(
    ("texts", "expected", "named"),
    [
        (["Resultatkontrakt 2023", "Resultatkontrakt 2024"], None, ["2023", "2024"]),
        (["Resultatkontrakt 2023\nResultatkontrakt 2024"], None, ["2023", "2024"]),
        (["Resultatkontrakt 2023"], 2024, ["2023", "2024"]),
        (["Dagsorden for mødet i 2024"], None, ["--year"]),
        (["Erhvervshuset fik i 2023 ny direktør"], None, ["--year"]),
        (["Vejledte i 2023\nVejledte i 2022"], None, ["--year"]),
    ],
)
def test_doubt_is_refused_with_both_years(
    texts: list[str], expected: int | None, named: list[str]
) -> None:
    documents = [paper(text, f"{at}.txt") for at, text in enumerate(texts)]
    with pytest.raises(SourceError) as refused:
        read_year(documents, REGION, expected)
    assert all(word in str(refused.value) for word in named)


def test_a_year_that_no_title_names_is_the_one_by_most_results_and_told() -> None:
    text = "Årsrapport 2023 fra huset\nVejledte i 2023\nHusets plan kommer på mødet i juni 2024\n"
    document = paper(f"{text}Opnået i 2023: 12. KKR ønsker en kortere afrapportering i 2024.")
    assert read_year([document], REGION) == 2023
    assert read_year([document], REGION, 2024) == 2024
    findings = other_years([document], REGION, 2023)
    assert [(f.severity, f.check) for f in findings] == [("info", "contract-year-unnamed")]
    assert "2023" in findings[0].message
    # Another year given by hand is told beside it.
    _, other = other_years([document], REGION, 2024)
    assert (other.severity, other.check) == ("warning", "contract-year-inferred")
    assert "the papers are of 2023, not of 2024" in str(other.message)


def test_of_years_that_rival_it_is_the_one_before_the_meeting() -> None:
    text = "Dagsorden til mødet den 14. juni 2023\nResultat 2021, resultat 2022\n"
    assert read_year([paper(text)], REGION) == 2022
    with pytest.raises(SourceError):
        read_year([paper(text.replace("2023", "2025"))], REGION)


def test_another_year_in_a_title_is_a_warning() -> None:
    text = "Resultatkontrakt 2023\n" * 3 + "Resultatkontrakt 2022\n"
    document = paper(text)
    assert read_year([document], REGION) == 2023
    findings = other_years([document], REGION, 2023)
    assert [(f.severity, f.check) for f in findings] == [("warning", "several-contract-years")]
    assert "2022" in findings[0].message

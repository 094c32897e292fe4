"""Rules of a grant scheme, read of small texts worked out by hand."""

import pytest
from papers.draw import drawn

from midtjylland.declared.region import load_region
from midtjylland.extract.ecsmv.recipe import read_ecsmv
from midtjylland.read.document import from_text, read_document

USUAL = [("status", 60000, 32, 200000, "ecsmv")]


def read(text):
    return read_ecsmv(from_text(text, "paper.txt"), load_region())


def rows(extract):
    names = ("place", "advice_grant_cap_dkk", "investment_grant_rate_pct")
    names += ("investment_grant_cap_dkk", "scheme")
    return [tuple(row[name] for name in names) for row in extract.rows.get("ecsmv_rules", [])]


def told(extract):
    return [(f.severity, f.check) for f in extract.findings]


@pytest.mark.parametrize(
    "text",
    [
        "ECSMV. Virksomheder kan modtage op til 60.000 kr. i tilskud til rådgivning. Tilskuddet "
        "udgør 32% af investeringssummen, dog maks. 200.000 kr.",
        "ECSMV. Små virksomheder kan få dækket 32 pct. af en grøn investering. Tilskuddet kan "
        "højst blive på 0,2 mio. kr. Til rådgivning ydes op til 60 t.kr.",
        "ECSMV. EU betaler 60 % af projektet. Der gives højst 60 000 kr. til rådgivning. "
        "Investeringer støttes med 32 % (hidtil 15 %), men aldrig mere end 200 000 kr. "
        "Virksomheden betaler selv 68 % af investeringen.",
        "ECSMV. Virksomheder kan modtage højst 60.000 kr. til rådgivning. Til investeringer kan de "
        "derefter modtage 32 pct. af summen, dog højst 200.000 kr.",
        "ECSMV. Der gives tilskud til rådgivning (op til 75 pct. af regningen, dog højst 60.000 "
        "kr.) og til investeringer (op til 32 pct., dog højst 200.000 kr.).",
        "ECSMV. Virksomhederne har i snit fået 45.000 kr. i tilskud til rådgivning (højst 60.000 "
        "kr.) og 32 pct. af investeringen, maks. 200.000 kr. 18 kommuner deltager. Der er givet "
        "12 mio. kr. i tilskud til investeringer.",
        "I ECSMV (Energieffektivitet og CO2-besparelser i virksomheder) kan en virksomhed få op "
        "til 60.000 kr. i tilskud til rådgivning. Tilskuddet til selve investeringen er 32 pct. "
        "af beløbet, dog højst 200.000 kr.",
        "ECSMV\nRådgivning\nhøjst 60.000 kr.\nInvestering\n32 % af udgiften\nhøjst 200.000 kr.",
    ],
)
def test_a_rule_in_other_words(text):
    extract = read(text)
    assert (rows(extract), told(extract)) == (USUAL, [])


def test_rates_by_size_of_firm_are_a_row_each():
    extract = read(
        "ECSMV. Til rådgivning gives op til 75.000 kr. Investeringer støttes med 45 pct. i små "
        "virksomheder og 30 pct. i mellemstore virksomheder, dog højst 300.000 kr."
    )
    assert [row[1:4] for row in rows(extract)] == [(75000, 45, 300000), (75000, 30, 300000)]


@pytest.mark.parametrize(
    ("text", "caps"),
    [
        (
            "Virksomheder med under 10 ansatte får 50 pct. af investeringen, dog højst 150.000 kr. "
            "Øvrige små og mellemstore virksomheder får 35 pct. af investeringen, dog højst "
            "300.000 kr. Begge grupper kan få op til 90.000 kr. til rådgivning.",
            (150000, 300000),
        ),
        (
            "Rådgivning: Der gives højst 90.000 kr. i tilskud.\n"
            "Investering, virksomheder med under 50 ansatte: Tilskuddet er 50 pct. af prisen.\n"
            "Investering, virksomheder med 50-249 ansatte: Tilskuddet er 35 pct. af prisen.\n"
            "Ingen virksomhed kan få mere end 300.000 kr. til investeringer.",
            (300000, 300000),
        ),
    ],
)
def test_rates_by_size_of_firm_in_sentences_of_their_own(text, caps):
    extract = read(f"ECSMV\n{text}")
    want = [(90000, rate, cap) for rate, cap in zip((50, 35), caps, strict=True)]
    assert ([row[1:4] for row in rows(extract)], told(extract)) == (want, [])


@pytest.mark.parametrize(
    "rates",
    [
        "I 2027 får små og mellemstore virksomheder 32 pct. af investeringen, højst 200.000 kr. "
        "Fra 2028 får store virksomheder 40 pct. af investeringen, højst 300.000 kr.",
        "Små og mellemstore virksomheder får 32 pct. af investeringen, højst 200.000 kr. Puljen "
        "dækker 50 pct. af investeringen i små og mellemstore virksomheder, højst 100.000 kr.",
    ],
    ids=["of two times", "of the same firms"],
)
def test_two_rules_in_sentences_of_their_own_are_not_by_size(rates):
    extract = read(f"ECSMV\n{rates} Til rådgivning gives højst 60.000 kr.")
    assert (rows(extract), told(extract)) == ([], [("error", "rule-ambiguous")])


def test_a_programme_that_goes_on_with_another_effort_stays_ecsmv():
    extract = read(
        "Energipuljen Midt lukkede i 2025. ECSMV giver støtte. Programmet viderefører den indsats, "
        "som regionen begyndte. Der gives højst 60.000 kr. til rådgivning og 32 pct. af en "
        "investering, dog højst 200.000 kr."
    )
    assert rows(extract) == USUAL


@pytest.mark.parametrize(
    "said",
    ["Ordningen ECSMV viderefører støtten.", "ECSMV (tidligere Energipuljen Vest) giver støtte."],
)
def test_ecsmv_that_goes_on_or_had_another_name_is_the_scheme(said):
    extract = read(
        f"Klimaklar Midt er en anden pulje.\n{said} Der gives højst 60.000 kr. til rådgivning og "
        "32 pct. af en investering, dog højst 200.000 kr."
    )
    assert rows(extract) == USUAL


def test_a_body_with_a_former_name_is_no_scheme():
    extract = read(
        "ECSMV. Midtjysk Erhvervsudvikling (tidligere Business Region MidtVest) svarer på "
        "spørgsmål. Der gives højst 60.000 kr. til rådgivning og 32 pct. af en investering, dog "
        "højst 200.000 kr."
    )
    assert rows(extract) == USUAL


def test_a_fund_that_goes_on_with_what_ecsmv_began_is_the_scheme():
    extract = read(
        "Midtjysk Klimapulje\nPuljen har siden 2028 videreført det, som ECSMV begyndte på. En "
        "virksomhed kan få op til 60.000 kr. til rådgivning og 32 pct. af en investering, dog "
        "højst 200.000 kr."
    )
    assert [row[4] for row in rows(extract)] == ["Midtjysk Klimapulje"]


@pytest.mark.parametrize(
    "heading",
    [
        "Tilskudsordningen Grøn Vækst Midt",
        "Grøn Vækst Midt (tidligere ECSMV) – det kan en virksomhed hos os få",
    ],
)
def test_a_heading_names_the_scheme_and_no_name_far_above_it_does(heading):
    extract = read(
        "Sagsbehandler: Fie Nørtoft Sagsnr.: 2029-417\n"
        + "Et andet emne.\n" * 20
        + f"{heading}\nOrdningen afløste ECSMV i 2027 og virker sådan:\nDer gives højst 60.000 kr. "
        "til rådgivning og 32 pct. af en investering, dog højst 200.000 kr."
    )
    assert [row[4] for row in rows(extract)] == ["Grøn Vækst Midt"]


def test_a_plan_that_is_enclosed_elsewhere_begins_no_part():
    rule = "ECSMV giver 60.000 kr. til rådgivning og 35 pct. af investeringen, højst 250.000 kr.\n"
    extract = read(
        f"Klimastrategi – status\nHandlingsplanen er vedlagt som bilag 1.\n{rule}"
        f"Bilag 1. Handlingsplan for klimastrategien\n{rule}"
    )
    assert [row[0] for row in rows(extract)] == ["status", "action_plan"]


def test_a_cap_that_nobody_gets_over_and_what_another_was_raised_by():
    extract = read(
        "ECSMV giver op til 60.000 kr. til rådgivning; beløbet er hævet med 16.000 kr. Til "
        "investeringer gives 40 pct. Ingen kan få mere end 275.000 kr. til investeringer."
    )
    assert [row[1:4] for row in rows(extract)] == [(60000, 40, 275000)]


def test_each_part_of_the_papers_gives_its_own_rows():
    rule = "ECSMV: højst 60.000 kr. til rådgivning og 32 % af investeringen, højst 200.000 kr."
    extract = read(f"Status\n{rule}\n{rule}\nHandlingsplan for klimastrategien\n{rule}")
    assert rows(extract) == [*USUAL, ("action_plan", *USUAL[0][1:])]


def test_a_part_that_repeats_only_some_of_a_rule_is_told():
    rule = "ECSMV: højst 60.000 kr. til rådgivning og {rate} investeringen, højst 200.000 kr."
    extract = read(
        f"Status\n{rule.format(rate='32 % af')}\nHandlingsplan for klimastrategien\n"
        f"{rule.format(rate='en del af')}"
    )
    assert (rows(extract), told(extract)) == (USUAL, [("warning", "rule-incomplete")])


def test_a_scheme_told_in_part_beside_a_whole_one_is_told():
    extract = read(
        "Status\nECSMV: højst 60.000 kr. til rådgivning og 32 % af investeringen, højst 200.000 "
        "kr.\nStatslige puljer\nDer er givet 2.517 tilsagn under SMV:Digital. En virksomhed kan "
        "højst få 100.000 kr. i tilskud, svarende til 50 pct. af udgifterne til nyt udstyr."
    )
    assert (rows(extract), told(extract)) == (USUAL, [("warning", "rule-incomplete")])


def test_a_successors_rates_are_never_the_schemes():
    extract = read(
        "ECSMV gav indtil 2023 op til 57.375 kr. til rådgivning og 32 pct. af investeringen, dog "
        "højst 200.000 kr. ECSMV er nu afløst af Grønt Spring. Her gives op til 80.000 kr. til "
        "rådgivning og 40 pct. af investeringen, dog højst 250.000 kr."
    )
    assert [row[1:] for row in rows(extract)] == [
        (57375, 32, 200000, "ecsmv"),
        (80000, 40, 250000, "Grønt Spring"),
    ]


def test_each_size_of_firms_has_a_rate_and_a_cap_of_its_own():
    want = [(60000, 40, 200000), (60000, 25, 400000)]
    said = read(
        "ECSMV støtter rådgivning med op til 60.000 kr. Til investeringer gives 40 pct. til små "
        "virksomheder, dog højst 200.000 kr., og 25 pct. til mellemstore, dog højst 400.000 kr."
    )
    table = read(
        "ECSMV\nVirksomhed                Rådgivning, højst    Andel af investering    "
        "Investering, højst\n"
        "Små (10-49 ansatte)       60.000 kr.           40 pct.                 200.000 kr.\n"
        "Mellemstore (50-249)      60.000 kr.           25 pct.                 400.000 kr.\n"
    )
    beside = read(
        "Ordninger\n"
        "Ordning          Størrelse           Rådgivning, højst kr.   Investering, sats   "
        "Investering, højst kr.\n"
        "Grøn Bundlinje   10-49 ansatte       60.000                  40 pct.             200.000\n"
        "Grøn Bundlinje   50-249 ansatte      60.000                  25 pct.             400.000\n"
    )
    for found in (said, table, beside):
        assert [row[1:4] for row in rows(found)] == want
    odd = read(
        "ECSMV støtter rådgivning med op til 60.000 kr. Til investeringer gives 40 pct., dog højst "
        "200.000 kr., for klynger dog højst 400.000 kr."
    )
    assert [f.check for f in odd.findings] == ["rule-ambiguous"]


def test_the_new_scheme_is_the_one_named_last():
    extract = read(
        "ECSMV giver op til 60.000 kr. til rådgivning og 40 pct. af investeringen, dog "
        "højst 275.000 kr. Fra den 1. juli afløses ECSMV af Grønt Spring. I den nye ordning er "
        "loftet over rådgivning 70.000 kr., og investeringer støttes med 35 pct. og højst 250.000 "
        "kr. 16 kommuner var med i ECSMV."
    )
    assert [row[1:] for row in rows(extract)] == [
        (60000, 40, 275000, "ecsmv"),
        (70000, 35, 250000, "Grønt Spring"),
    ]


def test_a_scheme_that_has_rates_in_one_part_is_known_in_the_other():
    rule = "op til 80.000 kr. til rådgivning og 40 pct. af investeringen, dog højst 250.000 kr."
    extract = read(
        f"Status\nECSMV er afløst af Grønt Spring. Her gives {rule}\nHandlingsplan\nECSMV gav "
        "op til 57.375 kr. til rådgivning og 32 pct. af investeringen, dog højst 200.000 kr. Det "
        f"er Grønt Spring, der løfter opgaven i dag. Her kan virksomheder modtage {rule}"
    )
    assert [(row[0], row[2], row[4]) for row in rows(extract)] == [
        ("status", 40, "Grønt Spring"),
        ("action_plan", 32, "ecsmv"),
        ("action_plan", 40, "Grønt Spring"),
    ]


def test_a_list_of_annexes_begins_no_part_and_a_relative_clause_tells_no_purpose():
    extract = read(
        "Bilag\nBilag 1: Halvårsstatus\nBilag 2: Handlingsplan\n\nBilag 1: Halvårsstatus\n"
        "ECSMV giver op til 60.000 kr. til rådgivning. En virksomhed, der har fået rådgivning, kan "
        "få dækket 32 pct. af sin investering. Den kan ikke få mere end 200.000 kr."
    )
    assert rows(extract) == [("status", 60_000, 32, 200_000, "ecsmv")]


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("Grøn Fremdrift Midt er efterfølgeren til ECSMV.", "Grøn Fremdrift Midt"),
        ("Energiløft (tidl. ECSMV)", "Energiløft"),
        ("Ordningen Grøn Fremdrift er efterfølgeren til ECSMV.", "Grøn Fremdrift"),
        ("ECSMV er afløst af Grøn Omstilling Midt.", "Grøn Omstilling Midt"),
        (
            "ECSMV er afløst af Grønt Løft. Kommunerne fortsætter ved Storåen og Gudenåen.",
            "Grønt Løft",
        ),
        (
            "Grøn Fremdrift Midt erstattede i 2026 Grønt Løft, der kom efter ECSMV.",
            "Grøn Fremdrift Midt",
        ),
        ("Omstillingspuljen er efterfølgeren til Grønt Løft og ECSMV.", "Omstillingspuljen"),
        ("Grøn Pulje Midt\nProgrammet overtog i 2029 opgaven fra ECSMV.", "Grøn Pulje Midt"),
        ("ECSMV er lukket. Afløseren Ny Grøn Kurs ligner.", "Ny Grøn Kurs"),
        ("Grøn Pulje Midt\nPuljen åbnede som efterfølger til ECSMV.", "Grøn Pulje Midt"),
        ("ECSMV er lukket. Gennem Grønt Afsæt kan der søges tilskud.", "Grønt Afsæt"),
        ("ECSMV er lukket. Kommunerne har åbnet Omstillingspuljen.", "Omstillingspuljen"),
    ],
)
def test_the_name_in_front_of_the_rates_is_the_scheme(text, scheme):
    rule = "Der gives op til 60.000 kr. til rådgivning og 32 % af investeringen, højst 200.000 kr."
    assert [row[-1] for row in rows(read(f"{text}\n{rule}"))] == [scheme]


@pytest.mark.parametrize(
    ("text", "finding", "quoted"),
    [
        (
            "ECSMV. Halvdelen af investeringen dækkes, dog maks. 200.000 kr., og der ydes højst "
            "60.000 kr. til rådgivning.",
            ("warning", "figure-unusual"),
            "as 50",
        ),
        (
            "ECSMV. Op til 60.000 kr. til rådgivning. Tilskuddet til investeringer er hævet fra "
            "15 til 32 pct. og kan højst blive 200.000 kr.",
            ("warning", "figure-unusual"),
            "as 32",
        ),
        (
            "ECSMV er lukket i 2023. Den nye ordning giver op til 60.000 kr. til rådgivning og "
            "32 pct. af investeringen, dog højst 200.000 kr.",
            ("warning", "scheme-unnamed"),
            "60.000",
        ),
        (
            "ECSMV. Virksomheder kan få tilskud til rådgivning og 32 pct. af investeringen.",
            ("error", "rule-incomplete"),
            "a cap for advice and a cap for investment",
        ),
        ("ECSMV fortsætter.", ("warning", "table-missing"), ""),
    ],
)
def test_what_is_unusual_is_told(text, finding, quoted):
    extract = read(text)
    assert told(extract) == [finding]
    assert quoted in extract.findings[0].message


def test_other_money_is_no_rule():
    extract = read("Vejene. Der er brugt 10 mio. kr. på rådgivning og 30 pct. på investeringer.")
    assert (rows(extract), told(extract)) == ([], [])


@pytest.mark.parametrize(
    "text",
    [
        "ECSMV. Kommunerne har været i dialog med 710 virksomheder, og 236 af dem har fået "
        "udviklet en grøn forretningsmodel.",
        "I ECSMV var kommunerne i dialog med 710 virksomheder. 236 virksomheder udviklede en grøn "
        "forretningsmodel gennem ordningen.",
    ],
)
def test_firms_of_a_scheme_by_a_pronoun_or_in_two_sentences(text):
    extract = read(text)
    totals = {row["quantity"]: row["value"] for row in extract.rows["stated_totals"]}
    assert totals == {"firms_in_dialogue": 710, "firms_with_business_model": 236}


def test_2021(raw_2021):
    extract = read_ecsmv(read_document(raw_2021.read_bytes(), "2021.txt"), load_region())
    assert rows(extract) == [
        ("status", 57375, 32, 200000, "ecsmv"),
        ("action_plan", 57375, 32, 200000, "ecsmv"),
    ]
    assert [row["source_line"] for row in extract.rows["ecsmv_rules"]] == [883, 1422]
    totals = {row["quantity"]: row["value"] for row in extract.rows["stated_totals"]}
    assert totals == {"firms_in_dialogue": 600, "firms_with_business_model": 200}
    assert told(extract) == []


@pytest.mark.parametrize(
    "table",
    [
        "Tilskud        Tilskudsprocent                    Maksimalt beløb\n"
        "Rådgivning     Fuldt tilskud inden for beløbet    60.000 kr.\n"
        "Investering    32 %                               200.000 kr.\n",
        "                     Rådgivning     Investering\n"
        "Tilskudsprocent      100 %          32 %\n"
        "Maksimalt beløb      60.000 kr.     200.000 kr.\n",
        "ECSMV i dag                         Sats\n"
        "Tilskud til rådgivning, op til      60.000 kr.\n"
        "Investeringstilskud, andel          32 %\n"
        "Investeringstilskud, maks.          200.000 kr.\n",
        "ECSMV                               Gældende       Ophævede satser\n"
        "Tilskud til rådgivning, op til      60.000 kr.     57.375 kr.\n"
        "Investeringstilskud, andel          32 %           30 %\n"
        "Investeringstilskud, maks.          200.000 kr.    180.000 kr.\n",
    ],
    ids=[
        *("a row for each purpose", "a column for each purpose", "a head that names no scheme"),
        "rates that hold no more",
    ],
)
def test_small_tables_of_kinds_and_purposes(table):
    found = read(f"ECSMV giver to slags tilskud:\n{table}")
    assert rows(found) == USUAL and told(found) == []


@pytest.mark.parametrize(
    "table",
    [
        "Ordning       Gælder            Tilskud til rådgivning    Tilskud til investering\n"
        "ECSMV         til 31.12.2025    op til 57 375 kr.         32 %, dog maks. 200 000 kr.\n"
        "Klimaløft     fra 1.1.2026      op til 75 000 kr.         45 %, dog maks. 300 000 kr.\n",
        "Ordning       Rådgivning, højst kr.    Investering, pct.    Investering, højst kr.\n"
        "ECSMV                        57 375                   32                   200 000\n"
        "Klimaløft                    75 000                   45                   300 000\n",
    ],
    ids=["cap and rate in a cell", "units in the head"],
)
def test_tables_with_a_row_for_each_scheme(table):
    found = read("Tilskud til den enkelte virksomhed\n" + table)
    want = [("status", 57375, 32, 200000, "ecsmv"), ("status", 75000, 45, 300000, "Klimaløft")]
    assert rows(found) == want and told(found) == []
    twice = read(table.replace("75 000", "75 000 kr., før 60 000"))
    assert "Klimaløft" not in [row[-1] for row in rows(twice)] and told(twice)[0][0] == "error"


def test_a_heading_of_status_and_plan_begins_the_status():
    rule = "ECSMV: højst 60.000 kr. til rådgivning og 32 % af investeringen, højst 200.000 kr."
    extract = read(f"Klimastrategi og handlingsplan, status\n{rule}\nHandlingsplan\n{rule}")
    assert rows(extract) == [*USUAL, ("action_plan", *USUAL[0][1:])]


def test_heads_of_two_lines_over_rows_of_schemes():
    page = [
        *((20, 1, "Ordning"), (100, 1, "Rådgivning:"), (200, 1, "Investering,")),
        *((300, 1, "Investering:"), (100, 2, "højst kr."), (200, 2, "pct."), (300, 2, "højst kr.")),
        *((20, 3.4, "ECSMV"), (100, 3.4, "57 375"), (200, 3.4, "32"), (300, 3.4, "200 000")),
        *((20, 4.8, "Klimaløft"), (100, 4.8, "75 000"), (200, 4.8, "45"), (300, 4.8, "300 000")),
    ]
    found = read_ecsmv(read_document(drawn(page), "paper.pdf"), load_region())
    want = [("status", 57375, 32, 200000, "ecsmv"), ("status", 75000, 45, 300000, "Klimaløft")]
    assert rows(found) == want and told(found) == []


def test_a_row_of_a_scheme_that_was_not_read_is_told():
    rule = "ECSMV: højst 60.000 kr. til rådgivning og 32 % af investeringen, højst 200.000 kr."
    found = read(f"{rule}\n\nOrdning     A         B     C\nECSMV       57 375    30    150 000\n")
    assert (rows(found), told(found)) == (USUAL, [("warning", "row-unread")])


def test_a_list_of_contents_begins_no_part_of_the_papers():
    rule = (
        "tilskud til rådgivning på op til 75.000 kr. og til investering på 45 %, maks. 300.000 kr."
    )
    text = f"ECSMV giver {rule}\n"
    contents = "Indhold\n8 Klimastrategi, status\n9 Klimastrategi, handlingsplan\n\n"
    plan = f"\nKlimastrategi, handlingsplan\n{text}"
    assert [row[0] for row in rows(read(contents + text + plan))] == ["status", "action_plan"]


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("75 000   ", "75 000 (60 000)", "rule-ambiguous"),
        ("75 000", "–", "rule-incomplete"),
        ("Klimaløft", "ECSMV    ", "rule-ambiguous"),
        ("Rådgivning, højst kr.", "Eget til rådgivning", "rule-incomplete"),
    ],
)
def test_rows_of_schemes_that_leave_something_unclear_withhold(old, new, check):
    table = (
        "Ordning       Rådgivning, højst kr.    Investering, pct.    Investering, højst kr.\n"
        "ECSMV         57 375                   32                   200 000\n"
        "Klimaløft     75 000                   45                   300 000\n"
    )
    assert check in [one[1] for one in told(read(table.replace(old, new)))]


def test_a_range_in_a_table_is_no_cap():
    page = [(20, 0, "Status for ECSMV"), (20, 1, "Tilskud"), (200, 1, "ECSMV")]
    cells = [("Rådgivning, op til", "50.000-60.000 kr."), ("Investering, andel", "32 %")]
    cells += [("Investering, op til", "200.000 kr.")]
    for at, (label, value) in enumerate(cells, 2):
        page += [(20, at, label), (200, at, value)]
    extract = read_ecsmv(read_document(drawn(page), "papers.pdf"), load_region())
    assert (rows(extract), told(extract)) == ([], [("error", "rule-incomplete")])


def test_a_table_with_a_column_for_each_scheme():
    found = read(
        "ECSMV og efterfølgeren:\n"
        "                            ECSMV (indtil 2025)    Midtpuls (fra 2026)\n"
        "Tilskud til rådgivning      Op til 64.000 kr.      Op til 72.500 kr.\n"
        "Investeringstilskud         35 % af udgiften       40 % af udgiften\n"
        "Loft for investering        Maks. 250.000 kr.      Maks. 300.000 kr.\n"
    )
    want = [("status", 64000, 35, 250000, "ecsmv")]
    want += [("status", 72500, 40, 300000, "Midtpuls")]
    assert rows(found) == want and told(found) == []


WAVES = [(70000, 35, 250000), (80000, 40, 300000), (80000, 30, 325000)]


def test_a_table_with_a_row_for_each_wave_of_a_scheme():
    found = read(
        "6.3 Tilskudsordningen Grøn Fremtid Midt\n"
        "Ordningen har siden 2028 afløst ECSMV. Satserne er fastsat for hver bølge:\n"
        "Bølge       Til rådgivning, højst kr.    Investering, pct.    Investering, højst kr.\n"
        "1. bølge    70.000                       35                   250.000\n"
        "2. bølge    80.000                       40                   300.000\n"
        "3. bølge    80.000                       30                   325.000\n"
    )
    assert rows(found) == [("status", *wave, "Grøn Fremtid Midt") for wave in WAVES]
    assert told(found) == []


def test_points_that_differ_in_what_they_pay_for_investment_have_one_cap_for_advice():
    found = read(
        "ECSMV. Virksomheder kan få op til 80.000 kr. til rådgivning. Tilskuddet til investeringen "
        "afhænger af bølgen:\n"
        "• 1. bølge: 40 pct. af investeringen, dog højst 300.000 kr.\n"
        "• 2. bølge: 30 pct. af investeringen, dog højst 325.000 kr.\n"
    )
    assert [row[1:4] for row in rows(found)] == WAVES[1:]


def test_what_held_up_to_a_day_is_no_rule():
    text = "Indtil den 1. juli 2023 var satsen 20 pct. og loftet 100.000 kr."
    first = "ECSMV. Der gives højst 60.000 kr. til rådgivning. Investeringer støttes med 32 pct., "
    found = read(f"{first}dog højst 200.000 kr. {text}")
    assert (rows(found), told(found)) == (USUAL, [])


def test_a_table_by_size_leaves_the_cap_for_advice_to_the_text_above():
    found = read(
        "Ordningen Klimaløft Midt har afløst ECSMV. Tilskuddet til rådgivning kan være op til "
        "80.000 kr. Tilskuddet til investeringer afhænger af størrelsen:\n"
        "Størrelse                 Tilskud i pct. af investeringen    Højeste investeringstilskud\n"
        "Små (10-49 ansatte)       40 %                               300.000 kr.\n"
        "Mellemstore (over 50)     30 %                               325.000 kr.\n"
    )
    assert rows(found) == [("status", *wave, "Klimaløft Midt") for wave in WAVES[1:]]


def test_expenses_for_advice_are_advice_and_a_word_alone_heads_a_part():
    rule = (
        "Ordningen betaler halvdelen (50 pct.) af virksomhedens udgift til rådgivning, dog højst "
        "80.000 kr. Til investeringer er tilskuddet 30 pct. og højst 325.000 kr."
    )
    found = read(f"Handlingsplan. ECSMV går videre. {rule}\nStatus.\nECSMV går godt. {rule}\n")
    want = [(place, *WAVES[2], "ecsmv") for place in ("action_plan", "status")]
    assert sorted(rows(found)) == want and told(found) == []


def test_a_fund_in_ecsmvs_place_has_its_rates_and_no_other_name():
    found = read(
        "Klimapuljen for SMV'er. Puljen trådte den 1. januar 2031 i stedet for ECSMV. Den dækker "
        "udgifter til rådgivning med op til 80 000 kr. Den dækker desuden 40 pct. af en "
        "investering, der følger af rådgivningen, men aldrig mere end 300 000 kr."
    )
    assert rows(found) == [("status", *WAVES[1], "Klimapuljen for SMV'er")]


def test_one_limit_for_two_amounts():
    found = read(
        "ECSMV. Loftet er 80.000 kr. til rådgivning og 300.000 kr. til investering, og den dækker "
        "40 pct. af investeringen."
    )
    assert rows(found) == [("status", *WAVES[1], "ecsmv")] and told(found) == []


def test_the_new_fund_is_not_the_scheme_named_in_between():
    found = read(
        "Midtjysk Grøn Pulje\nPuljen er åben. ECSMV nåede ud til 731 virksomheder. Den nye pulje "
        "giver tilskud til rådgivning på op til 80.000 kr. Til investeringer gives 40 pct., dog "
        "højst 300.000 kr."
    )
    assert rows(found) == [("status", *WAVES[1], "Midtjysk Grøn Pulje")]


def test_sizes_of_firms_are_no_schemes():
    found = read(
        "Grøn Kapital Midt har afløst ECSMV.\n"
        "                              Små virksomheder    Mellemstore virksomheder\n"
        "Rådgivning, tilskud højst     80.000 kr.          80.000 kr.\n"
        "Investering, andel            40 pct.             30 pct.\n"
        "Investering, højst            300.000 kr.         325.000 kr.\n"
    )
    assert rows(found) == [("status", *wave, "Grøn Kapital Midt") for wave in WAVES[1:]]


def test_caps_for_advice_by_size_stand_with_their_rates():
    text = (
        "Grøn Kapital Midt har afløst ECSMV.\n"
        "                              Små virksomheder    Mellemstore virksomheder\n"
        "Rådgivning, tilskud højst     40.000 kr.          80.000 kr.\n"
        "Investering, andel            40 pct.             30 pct.\n"
        "Investering, højst            300.000 kr.         325.000 kr.\n"
    )
    pairs = [(40000, 40, 300000), (80000, 30, 325000)]
    assert rows(read(text)) == [("status", *each, "Grøn Kapital Midt") for each in pairs]
    # Which size the second cap for advice is for is not told.
    beside = read(text.replace("højst     40.000 kr.   ", "højst     40.000 kr., 90.000 kr.   "))
    assert rows(beside) == [] and ("error", "rule-ambiguous") in told(beside)


def test_two_caps_for_advice_in_text_are_told_apart_by_nothing():
    found = read(
        "ECSMV. Der gives højst 90.000 kr. til rådgivning i mellemstore virksomheder og højst "
        "60.000 kr. til rådgivning i små, mens investeringer støttes med 40 pct., højst 300.000 "
        "kr., i små og 30 pct., højst 325.000 kr., i mellemstore."
    )
    assert rows(found) == [] and ("error", "rule-ambiguous") in told(found)


def test_headings_with_text_between_are_no_list_of_annexes():
    found = read(
        "1. Baggrund\nSekretariatet orienterer.\n2. Handlingsplan 2027\nECSMV. Virksomheder kan "
        "modtage op til 60.000 kr. i tilskud til rådgivning. Tilskuddet udgør 32% af "
        "investeringssummen, dog maks. 200.000 kr."
    )
    assert rows(found) == [("action_plan", *USUAL[0][1:])]


def test_a_list_of_lettered_annexes_begins_no_part():
    found = read(
        "Bilag\nA. Mål og resultater\nB. Fra handlingsplanen 2028-2030\nECSMV. Virksomheder kan "
        "modtage op til 60.000 kr. i tilskud til rådgivning. Tilskuddet udgør 32% af "
        "investeringssummen, dog maks. 200.000 kr."
    )
    assert rows(found) == USUAL


@pytest.mark.parametrize(
    "text",
    [
        "ECSMV dækker op til 60.000 kr. af udgiften til en ekstern rådgiver. Bagefter kan der "
        "gives 32 pct. af investeringen i tilskud, dog aldrig mere end 200.000 kr.",
        "Med ECSMV er der op til 60.000 kr. at hente til rådgivning og 32 pct. (dog højst 200.000 "
        "kr.) til investeringer.",
    ],
)
def test_what_an_amount_is_for_stands_behind_it(text):
    assert (rows(read(text)), told(read(text))) == (USUAL, [])


def test_a_successor_that_only_the_heading_names():
    found = read(
        "Energispring Midt\nOrdningen har siden 2030 erstattet ECSMV. Alle kan få rådgivning til "
        "en værdi af højst 80.000 kr. Investeringer støttes med 40 pct., dog højst 300.000 kr."
    )
    assert rows(found) == [("status", *WAVES[1], "Energispring Midt")]


def test_the_name_behind_a_common_word_is_whole():
    found = read(
        "Ordningen SMV:Klimaspring fortsætter. Virksomheder kan få op til 80.000 kr. til "
        "rådgivning og 40 pct. af en investering, dog højst 300.000 kr."
    )
    assert rows(found) == [("status", *WAVES[1], "SMV:Klimaspring")]

"""Climate plans, read of small texts whose cohorts are worked out by hand."""

import pytest

from midtjylland.declared.region import load_region
from midtjylland.extract.dk2020.recipe import read_dk2020
from midtjylland.read.document import from_text, read_document

P, OK, WAIT = "pilot", "approved", "expected"
USUAL = [(P, 4, OK, None), ("2022", 8, OK, None), ("2023", 7, WAIT, None)]
ALL = "Alle 19 midtjyske kommuner er med i DK2020.\n"


def read(text):
    return read_dk2020(from_text(text, "paper.txt"), load_region())


def rows(extract):
    columns = ("cohort", "municipalities", "status", "approved_so_far")
    found = [tuple(row[c] for c in columns) for row in extract.rows.get("dk2020_cohorts", [])]
    return sorted(found, key=lambda row: (row[0] != P, row[0]))


def stated(extract):
    return {row["quantity"]: row["value"] for row in extract.rows.get("stated_totals", [])}


@pytest.mark.parametrize(
    ("text", "want"),
    [
        pytest.param(
            "- 4 midtjyske kommuner fik klimaplan godkendt i pilotfasen\n"
            "- 8 kommuner forventes at få godkendt klimaplan i 2022. 5 kommuner har pt. fået "
            "godkendt deres klimaplan\n- 7 kommuner forventes at få godkendt klimaplan i 2023",
            [(P, 4, OK, None), ("2022", 8, WAIT, 5), ("2023", 7, WAIT, None)],
            id="bullets as in 2021",
        ),
        pytest.param(
            "Otte kommuner fik i 2022 godkendt deres klimaplan, og de sidste syv regner med at få "
            "deres godkendt i 2023.\nFire kommuner fik planen godkendt i pilotfasen.",
            USUAL,
            id="numerals in words",
        ),
        pytest.param(
            "Klimaplanerne godkendes i tre runder: 4 i pilotfasen (godkendt), 8 i 2022 (godkendt) "
            "og 7 i 2023 (forventet).",
            USUAL,
            id="brackets tell the status",
        ),
        pytest.param(
            "Godkendte klimaplaner:\n- 4 kommuner i pilotfasen\n- 8 kommuner i 2022\n"
            "Forventede klimaplaner:\n- 7 kommuner i 2023",
            USUAL,
            id="the head of a list tells the status",
        ),
        pytest.param(
            "I 2022 og 2023 fik hhv. 8 og 7 kommuner godkendt deres klimaplan. 4 kommuner fik den "
            "godkendt i pilotfasen.",
            [(P, 4, OK, None), ("2022", 8, OK, None), ("2023", 7, OK, None)],
            id="years before numbers",
        ),
        pytest.param(
            "Af klimaplanerne blev fire godkendt i pilotfasen, otte blev godkendt i 2022, "
            "og de resterende syv ventes godkendt i 2023; foreløbig er to på plads.",
            [(P, 4, OK, None), ("2022", 8, OK, None), ("2023", 7, WAIT, 2)],
            id="approved so far in the same sentence",
        ),
        pytest.param(
            "9 kommuner forventes at få godkendt klimaplan i 2023. Pr. 1. november 2023 har 4 af "
            "dem fået planen godkendt. 10 kommuner fik godkendt plan i 2022 (heraf 3 vestjyske).",
            [("2022", 10, OK, None), ("2023", 9, WAIT, 4)],
            id="dates and other parts are no cohorts",
        ),
        pytest.param(
            "Alle 19 kommuner har en klimahandlingsplan, som er godkendt efter DK2020. Det gælder "
            "4 kommuner i pilotfasen, 8 kommuner i 2022 og 7 kommuner i 2023.",
            [(P, 4, OK, None), ("2022", 8, OK, None), ("2023", 7, OK, None)],
            id="shared out after what is told of all",
        ),
        pytest.param(
            "DK2020\n\nRunde          Antal kommuner    Status\n"
            "Pilotfasen                  4 Godkendt\n2022                        8 Godkendt\n"
            "2023                        7 Forventes godkendt\n",
            USUAL,
            id="numbers that touch the status behind them",
        ),
        pytest.param(
            "15 af de 19 kommuner har nu fået godkendt klimaplan: 4 i pilotfasen, 8 i 2022 og 3 i "
            "2023. De sidste 4 forventes godkendt i 2024.",
            [
                *((P, 4, OK, None), ("2022", 8, OK, None)),
                *(("2023", 3, OK, None), ("2024", 4, WAIT, None)),
            ],
            id="a part of the whole before the cohorts",
        ),
        pytest.param(
            "Fire kommuner fik planen godkendt i pilotfasen. I 2022 fik otte kommuner planen "
            "godkendt, og i 2023 fulgte seks kommuner efter. Den sidste kommune fik sin plan "
            "godkendt i 2024.",
            [
                *((P, 4, OK, None), ("2022", 8, OK, None)),
                *(("2023", 6, OK, None), ("2024", 1, OK, None)),
            ],
            id="the last municipality is one",
        ),
        pytest.param(
            "DK2020. Alle 19 kommuner er med. Fire kommuner fik deres plan godkendt i pilotfasen. "
            "Otte kommuner har fået planen godkendt i 2022-runden. Syv kommuner forventes at få "
            "planen godkendt i 2023-puljen. Ved redaktionens slutning er fem af dem godkendt.",
            [(P, 4, OK, None), ("2022", 8, OK, None), ("2023", 7, WAIT, 5)],
            id="years in compounds",
        ),
        pytest.param(
            "Alle 19 kommuner er med i DK2020. Fire kommuner fik planen godkendt i "
            "pilotfasen. Otte kommuner skulle have deres plan godkendt i 2022, og det lykkedes for "
            "dem alle otte. Tilbage er syv kommuner, som ventes at få planen godkendt i 2023; C40 "
            "har indtil nu sagt god for to af de syv planer.",
            [(P, 4, OK, None), ("2022", 8, OK, None), ("2023", 7, WAIT, 2)],
            id="a number said again",
        ),
        pytest.param(
            "DK2020. Fire kommuner var med i pilotfasen og fik planen godkendt. Otte kommuner fik "
            "planen godkendt i 2022, og tre fulgte efter i 2023. To kommuner sigter mod "
            "godkendelse i 2024, og heraf har én, Odder, allerede fået den. To kommuner venter "
            "til 2025.",
            [
                *USUAL[:2],
                *(("2023", 3, OK, None), ("2024", 2, WAIT, 1), ("2025", 2, WAIT, None)),
            ],
            id="one of them by name, and others who wait",
        ),
        pytest.param(
            "Fire kommuner fik planen godkendt i pilotfasen. Otte kommuner fik planen godkendt i "
            "2022 som planlagt. Syv kommuner forventes at få planen godkendt i 2023, og én af dem "
            "har allerede fået den godkendt.",
            [(P, 4, OK, None), ("2022", 8, OK, None), ("2023", 7, WAIT, 1)],
            id="as planned, and one of them",
        ),
        pytest.param(
            "4 kommuner fik planen godkendt i pilotfasen\n8 kommuner fik planen godkendt i 2022\n"
            "7 kommuner forventes at få planen godkendt i 2023. Heraf har 2 indtil nu fået den "
            "godkendt.",
            [(P, 4, OK, None), ("2022", 8, OK, None), ("2023", 7, WAIT, 2)],
            id="a number before until now",
        ),
        pytest.param(
            "Runde Antal kommuner Status\nPilot 4 Godkendt\n2022 8 Godkendt\n"
            "2023 7 Forventes godkendt\nI alt 19",
            USUAL,
            id="a table, a row a line",
        ),
        pytest.param(
            "År\nKommuner\nStatus\nGodkendt nu\nPilot\n4\ngodkendt\n4\n2022\n8\nforventet\n5\n"
            "2023\n7\nforventet\n–\nI alt\n19",
            [(P, 4, OK, 4), ("2022", 8, WAIT, 5), ("2023", 7, WAIT, None)],
            id="a table, a cell a line",
        ),
    ],
)
def test_cohorts(text, want):
    extract = read(ALL + text)
    assert rows(extract) == want
    assert stated(extract) == {"municipalities": 19}
    assert extract.findings == []


@pytest.mark.parametrize(
    "text",
    [
        "Alle 19 kommuner har nu en godkendt klimaplan (DK2020).",
        "DK2020 er afløst af Klimaalliancen, som alle 19 midtjyske kommuner har tilsluttet sig.",
        "Resultatet af DK2020 er, at 19 ud af 19 kommuner har en godkendt klimaplan.",
    ],
)
def test_only_the_total(text):
    assert (rows(read(text)), stated(read(text))) == ([], {"municipalities": 19})


@pytest.mark.parametrize(
    "text",
    [
        "Da DK2020 sluttede, gik arbejdet videre i Klimaalliancen.",
        "DK2020 er afsluttet, og kommunerne fortsætter i Klimaalliancen.",
        "Siden DK2020 er kommunerne gået i gang med nye planer i Klimaalliancen.",
        "DK2020 er fulgt op af Klimaalliancen.",
        "Klimaalliancen afløste DK2020 for to år siden.",
    ],
)
def test_a_programme_that_ended_is_not_that_of_the_plans_behind(text):
    extract = read(
        f"{text} 6 kommuner fik godkendt deres plan i 2024, og 13 kommuner forventer at få deres "
        "plan godkendt i 2025."
    )
    assert {row["programme"] for row in extract.rows["dk2020_cohorts"]} == {"Klimaalliancen"}


def test_a_programme_of_another_name_that_took_over():
    extract = read(
        "Alle 19 kommuner har tilsluttet sig Klimapagt Midt, som i 2029 tog over efter "
        "Klimaalliancen. 6 kommuner fik godkendt deres plan i 2031, og 13 kommuner forventer at få "
        "deres plan godkendt i 2032."
    )
    assert {row["programme"] for row in extract.rows["dk2020_cohorts"]} == {"Klimapagt Midt"}


def test_older_round_is_left_out():
    extract = read(
        "Klimaalliancen har afløst DK2020. Under DK2020 fik 4 kommuner godkendt klimaplan i "
        "pilotfasen, 8 i 2022 og 7 i 2023. 6 kommuner har fået godkendt en revideret klimaplan i "
        "2024, og 13 kommuner forventer at få deres reviderede plan godkendt i 2025. Alle 19 "
        "kommuner er med i Klimaalliancen."
    )
    assert rows(extract) == [("2024", 6, OK, None), ("2025", 13, WAIT, None)]
    assert {row["programme"] for row in extract.rows["dk2020_cohorts"]} == {"Klimaalliancen"}
    assert [f.check for f in extract.findings] == ["other-round"]


@pytest.mark.parametrize(
    ("text", "check", "quoted"),
    [
        (
            "De 7 kommuner, som forventedes at få godkendt klimaplan i 2023, er nu godkendt. "
            "12 kommuner fik klimaplanen godkendt i 2022.",
            "status-unclear",
            "forventedes",
        ),
        (
            "12 kommuner fik klimaplan godkendt i 2022. 7 kommuner med godkendt plan i 2023.",
            "status-unclear",
            "2023",
        ),
        (
            "12 kommuner deltog i et temamøde, hvor 8 kommuner fik godkendt deres klimaplan i "
            "2022. 11 kommuner regner med at få klimaplanen godkendt i 2023.",
            "number-unread",
            "12 in",
        ),
    ],
)
def test_doubts_are_told_with_their_sentence(text, check, quoted):
    extract = read(ALL + text)
    assert [(f.severity, f.check) for f in extract.findings] == [("warning", check)]
    assert quoted in extract.findings[0].message
    assert sum(row[1] for row in rows(extract)) == 19


def test_numbers_that_belong_to_no_year_withhold():
    extract = read(ALL + "8 kommuner i Østjylland og 3 kommuner i vest fik planen godkendt i 2022.")
    assert [(f.severity, f.check) for f in extract.findings] == [("error", "number-unread")]


def test_2021(raw_2021):
    extract = read_dk2020(read_document(raw_2021.read_bytes(), "2021.txt"), load_region())
    places = [row["source_line"] for row in extract.rows["dk2020_cohorts"]]
    assert rows(extract) == [(P, 4, OK, None), ("2022", 8, WAIT, 5), ("2023", 7, WAIT, None)]
    assert places == [747, 749, 751]
    assert stated(extract) == {
        "municipalities": 19,
        "pilot_municipalities_action_plan": 4,
        "joined_municipalities_action_plan": 9,
    }
    assert extract.findings == []


def test_table_with_municipalities_and_approved_plans():
    found = read(
        "DK2020\n"
        "Runde          Antal kommuner     Heraf med godkendt plan\n"
        "Pilotfasen     4                  4\n"
        "Plan i 2022    8                  8\n"
        "Plan i 2023    7                  3\n"
        "I alt          19                 15\n"
    )
    assert rows(found) == [(P, 4, OK, 4), ("2022", 8, OK, 8), ("2023", 7, WAIT, 3)]
    assert stated(found) == {"municipalities": 19.0}


def test_table_of_approved_and_expected_plans_side_by_side_is_not_guessed():
    found = read(
        "DK2020\n"
        "Runde          Antal godkendte planer     Antal forventede planer\n"
        "2022           8                          0\n"
        "2023           3                          8\n"
    )
    assert rows(found) == []


def test_approved_so_far_without_a_noun_and_the_total_in_other_words():
    found = read(
        "DK2020\nDe 19 midtjyske kommuner er alle med.\n"
        "• 4 kommuner fik deres plan godkendt i pilotfasen\n"
        "• 13 kommuner fik deres plan godkendt i 2022\n"
        "• 2 kommuner forventer at få deres plan godkendt i 2024; heraf har 1 fået den godkendt\n"
    )
    assert rows(found) == [(P, 4, OK, None), ("2022", 13, OK, None), ("2024", 2, WAIT, 1)]
    assert stated(found) == {"municipalities": 19.0} and found.findings == []


def test_table_whose_head_alone_says_that_plans_are_approved():
    table = "Klimaplan godkendt     Antal kommuner\nI pilotfasen    4\nI 2022    8\nI 2023    7\n"
    want = [(P, 4, OK, None), ("2022", 8, OK, None), ("2023", 7, OK, None)]
    assert rows(read(ALL + table)) == want
    assert rows(read(ALL + table.replace("godkendt", "ventes godkendt"))) == []
    assert rows(read(ALL + table.replace("Klimaplan godkendt", "År for godkendelse"))) == []
    assert len(rows(read(ALL + table.replace("I 2023", "I 2023 (forventet)")))) < 3


def test_a_list_of_something_else_below_is_no_cohort():
    found = read(
        ALL + "- 4 kommuner fik planen godkendt i pilotfasen\n"
        "- 9 kommuner fik planen godkendt i 2023\n"
        "- 6 kommuner: plan ventes godkendt i 2025, 2 er godkendt til dato\n"
        "Antal virksomheder, der er vejledt om grøn omstilling:\n- 2027: 655 (af 3.588)\n"
    )
    assert rows(found) == [(P, 4, OK, None), ("2023", 9, OK, None), ("2025", 6, WAIT, 2)]
    assert found.findings == []


def test_a_cohort_whose_year_is_told_twice_and_plans_approved_by_a_day():
    found = read(
        f"{ALL}DK2020:\n• 2022-holdet: 12 kommuner, som alle har fået planen godkendt\n"
        "• 2023-holdet: 7 kommuner, som ventes at få planen godkendt i løbet af 2023. Pr. 1. maj "
        "var 2 planer godkendt\n"
    )
    assert rows(found) == [("2022", 12, OK, None), ("2023", 7, WAIT, 2)]


def test_one_plan_is_approved_so_far():
    found = read(
        f"{ALL}DK2020:\n• 2022: 12 kommuner (alle planer er godkendt)\n"
        "• 2023: 7 kommuner (ventes godkendt, foreløbig er 1 plan godkendt)\n"
    )
    assert rows(found) == [("2022", 12, OK, None), ("2023", 7, WAIT, 1)]


def test_sentences_within_the_cells_of_a_table_tell_no_cohorts_of_their_own():
    found = read(
        f"{ALL}DK2020\n"
        "Planår    Antal kommuner    Status\n"
        "2022      12                Klimaplanen er godkendt i alle 12 kommuner\n"
        "2023      7                 Klimaplanen forventes godkendt i 2023; 5 kommuner er godkendt "
        "indtil nu\n"
    )
    assert rows(found) == [("2022", 12, OK, None), ("2023", 7, WAIT, 5)]
    assert stated(found) == {"municipalities": 19}


def test_all_municipalities_take_part_in_other_words():
    found = read(
        "Nitten kommuner, det vil sige alle i Midtjylland, deltager i DK2020. Tolv kommuner fik "
        "deres klimaplan godkendt i 2022. De sidste syv kommuner ventes godkendt i 2023."
    )
    assert stated(found) == {"municipalities": 19} and len(rows(found)) == 2


def test_one_plan_of_a_status_cell_is_approved_so_far():
    found = read(
        f"{ALL}DK2020\n"
        "Hold           Antal    Status\n"
        "Pilotfasen     4        Godkendt\n"
        "Plan i 2022    12       Godkendt\n"
        "Plan i 2023    3        Ventes godkendt i 2023. En af de tre har allerede fået sin plan "
        "godkendt.\n"
    )
    assert rows(found) == [(P, 4, OK, None), ("2022", 12, OK, None), ("2023", 3, WAIT, 1)]


def test_approved_so_far_of_a_number_told_before():
    found = read(
        f"{ALL}Fire kommuner fik klimaplanen godkendt i pilotfasen, og otte fik den i 2022. De "
        "resterende syv kommuner forventes at få den godkendt i 2023; ved redaktionens slutning "
        "havde tre af de syv fået den godkendt."
    )
    assert rows(found) == [*USUAL[:2], ("2023", 7, WAIT, 3)] and found.findings == []


def test_a_year_before_one_number_and_behind_another():
    found = read(
        f"{ALL}I pilotfasen fik 4 kommuner godkendt deres klimaplan, og yderligere 8 kommuner fik "
        "den i 2022. Tilbage er 7 kommuner, som forventer den godkendt i 2023; indtil nu er det "
        "lykkedes for 3 af dem."
    )
    assert rows(found) == [*USUAL[:2], ("2023", 7, WAIT, 3)] and found.findings == []


def test_municipalities_elsewhere_and_parts_of_the_year_are_no_cohorts():
    found = read(
        f"{ALL}På landsplan havde 88 kommuner ved udgangen af 2023 en godkendt klimaplan. 4 "
        "kommuner fik den godkendt i pilotfasen; i hele landet var der 20 kommuner. 8 kommuner fik "
        "planen godkendt i 2022, heraf 2 i foråret og 6 i efteråret. 7 kommuner venter at få den "
        "godkendt i 2023, og den ene af dem er godkendt pr. 1. april."
    )
    assert rows(found) == [*USUAL[:2], ("2023", 7, WAIT, 1)]


def test_municipalities_of_the_country_are_no_total():
    found = read(
        f"{ALL}4 kommuner fik planen godkendt i pilotfasen. 8 kommuner fik den i 2022. 7 kommuner "
        "forventes at få den godkendt i 2023. På landsplan deltager 96 af de 98 kommuner i DK2020."
    )
    assert rows(found) == USUAL
    assert [row["value"] for row in found.rows["stated_totals"]] == [19]


def test_points_of_a_list_with_their_status_behind_them():
    found = read(
        "Klimaplaner (DK2020)\n\n- Pilotfasen: 4 kommuner. Godkendt.\n"
        "- 2022: 8 kommuner. Godkendt.\n- 2023: 7 kommuner. Forventes godkendt (ny behandling).\n\n"
        "I alt 19 kommuner."
    )
    assert rows(found) == USUAL and found.findings == []


@pytest.mark.parametrize(
    ("table", "want"),
    [
        (
            "Runde                 Pilot       2022        2023\n"
            "Antal kommuner        4           8           7\n"
            "Status                Godkendt    Godkendt    Forventes\n"
            "Godkendt indtil nu    4           8           2\n",
            [(P, 4, OK, 4), ("2022", 8, OK, 8), ("2023", 7, WAIT, 2)],
        ),
        (
            "Godkendt      Kommuner    Kumuleret\n"
            "Pilotfasen    4           4\n"
            "2022          8           12\n"
            "2023          7           19\n",
            [*USUAL[:2], ("2023", 7, OK, None)],
        ),
        (
            "Runde         Kommuner    Plan godkendt\n"
            "Pilotfasen    4           ja\n"
            "2022          8           ja\n"
            "2023          7           nej\n",
            USUAL,
        ),
        (
            "Plan i    Kommuner                      Antal    Status\n"
            "2022      Herning, Odder og Viborg      12       Alle godkendt\n"
            "2023      Lemvig, Skive                 7        Forventes godkendt; Lemvig og Skive "
            "har fået planen, dvs. foreløbig 2\n",
            [("2022", 12, OK, None), ("2023", 7, WAIT, 2)],
        ),
        (
            "Planens år                    2022    2023\n"
            "Kommuner                      12      7\n"
            "Godkendt pr. 1. oktober       12      2\n"
            "Forventes godkendt            –       5\n",
            [("2022", 12, OK, 12), ("2023", 7, WAIT, 2)],
        ),
        (
            "Kommuner                 Antal    År for godkendelse    Hvor langt?\n"
            "Herning, Odder, Viborg   12       2022                  Alle 12 er godkendt\n"
            "Lemvig og Skive          7        2023                  2 er godkendt, 5 afventer\n",
            [("2022", 12, OK, None), ("2023", 7, WAIT, 2)],
        ),
        (
            "Plan i    Kommuner    Status\n"
            "2022      12          Klimaplan godkendt\n"
            "2023      7           Forventes godkendt, 1 er godkendt\n",
            [("2022", 12, OK, None), ("2023", 7, WAIT, 1)],
        ),
    ],
    ids=[
        *("a column for each cohort", "a running sum", "yes or no", "names, and a number so far"),
        *("approved and expected", "a column of years", "approved in the status"),
    ],
)
def test_further_tables(table, want):
    found = read(f"{ALL}\n{table}")
    assert rows(found) == want and found.findings == []


def test_every_municipality_named_with_its_year():
    towns = [town.name for town in load_region().municipalities]
    bracketed = (
        ", ".join(f"{town} ({year})" for town in part)
        for part, year in ((towns[:7], 2026), (towns[7:12], 2027), (towns[12:], 2027))
    )
    first, second, third = bracketed
    found = read(f"{ALL}Godkendt: {first}, {second}.\nUnder udarbejdelse: {third}.\n")
    assert rows(found) == [("2026", 7, OK, None), ("2027", 12, WAIT, 5)]
    said = (
        f"{ALL}Syv kommuner fik planen godkendt i 2026: {', '.join(towns[:7])}. For 2027 står "
        f"{', '.join(towns[7:])} på listen. Godkendelsen er i hus for {towns[8]} og {towns[9]}; "
        f"{towns[10]} har genfremsendt sin plan, og {towns[11]} afventer svar.\n"
    )
    assert rows(read(said)) == [("2026", 7, OK, None), ("2027", 12, WAIT, 2)]
    assert ("2027", 11, WAIT, 2) not in rows(read(said.replace(f"{towns[-1]} på", "på")))


def test_a_row_for_each_municipality():
    towns = [town.name for town in load_region().municipalities]
    texts = ["Godkendt 25. juni 2022"] * 12 + ["Ventes godkendt i 2023"] * 5 + ["Godkendt i år"] * 2
    lines = [
        f"{town:22}{2022 if at < 12 else 2023}    {text}"
        for at, (town, text) in enumerate(zip(towns, texts, strict=True))
    ]
    found = read(f"{ALL}\nKommune               Hold    Status\n" + "\n".join(lines) + "\n")
    assert rows(found) == [("2022", 12, OK, None), ("2023", 7, WAIT, 2)]
    unread = read(f"{ALL}\n" + "\n".join(lines[1:]) + "\n")
    assert rows(unread) == []


def test_plans_of_a_programme_that_is_over_are_its_own():
    found = read(
        "Fra DK2020 til Klimaalliancen\nDK2020 er slut. Fire kommuner fik planen godkendt i "
        "pilotfasen. Otte kommuner fik planen godkendt i 2022, og de sidste syv kommuner fik den "
        "godkendt i 2023. Dermed har alle 19 kommuner en plan. Klimaalliancen fortsætter."
    )
    assert {row["programme"] for row in found.rows["dk2020_cohorts"]} == {"DK2020"}


def test_a_sentence_that_ends_in_a_year_and_one_that_begins_with_a_figure():
    found = read(
        "Alle 19 kommuner skal forny deres klimaplan inden udgangen af 2030. 7 kommuner fik "
        "planen godkendt i 2028, og 5 kommuner fik den godkendt i 2029. De sidste 7 kommuner "
        "forventer at få den godkendt i 2030, og 3 af dem har allerede fået den godkendt."
    )
    assert rows(found) == [("2028", 7, OK, None), ("2029", 5, OK, None), ("2030", 7, WAIT, 3)]


def test_a_programme_is_known_by_its_name_where_dk2020_is_over():
    found = read(
        "DK2020 er for længst afsluttet. Alle 19 kommuner er med i Klimapagt Midt.\n"
        "10 kommuner fik klimaplanen godkendt i 2032, og 9 fik den godkendt i 2033."
    )
    assert {row["programme"] for row in found.rows["dk2020_cohorts"]} == {"Klimapagt Midt"}


def test_the_lead_of_a_list_and_its_first_point_in_one_line():
    found = read(
        "DK2020 er afsluttet, og alle 19 kommuner har en klimaplan. Planerne er godkendt i fire "
        "omgange: Pilotrunden: 4 kommuner\n2022: 8 kommuner\n2023: 7 kommuner\n"
    )
    assert rows(found) == [(P, 4, OK, None), ("2022", 8, OK, None), ("2023", 7, OK, None)]


def test_a_table_with_numbers_left_of_their_years_and_one_with_remarks():
    found = read(
        "Klimafællesskabet Midt har 19 kommuner som medlemmer. Klimaplaner:\n"
        "Kommuner     År       Hvor langt er de?\n"
        "5            2030     Planerne er godkendt\n"
        "7            2031     Planerne er godkendt\n"
        "7            2032     Planerne ventes godkendt, og 2 er det allerede\n"
    )
    assert rows(found) == [("2030", 5, OK, None), ("2031", 7, OK, None), ("2032", 7, WAIT, 2)]
    assert {row["programme"] for row in found.rows["dk2020_cohorts"]} == {"Klimafællesskabet Midt"}
    assert stated(found) == {"municipalities": 19}
    found = read(
        "Klimaalliancen\nAlle fik en klimaplan godkendt i det tidligere DK2020.\n"
        "År       Antal kommuner     Status                 Note\n"
        "2027     14                 Godkendt               \n"
        "2028     5                  Forventes godkendt     Heraf er 2 godkendt pr. 1. maj\n"
        "I alt    19\n"
    )
    assert rows(found) == [("2027", 14, OK, None), ("2028", 5, WAIT, 2)]
    assert {row["programme"] for row in found.rows["dk2020_cohorts"]} == {"Klimaalliancen"}


@pytest.mark.parametrize(
    "other",
    [
        "Aarhus Kommune har vedtaget Klimaplan Aarhus.",
        "Det bidrager til målene i regionens Klimaplan Midtjylland.",
        "I Klimaplan Horsens er målet et andet.",
        "Flere byer i egnen deltager i Klimasamarbejde Limfjord, der handler om vand og natur.",
    ],
)
def test_the_plan_of_a_municipality_or_the_region_is_no_programme(other):
    found = read(f"{ALL}{other} 12 kommuner fik planen godkendt i 2022, og 7 fik den i 2023.")
    assert {row["programme"] for row in found.rows["dk2020_cohorts"]} == {"DK2020"}


def test_what_was_put_off_is_not_approved():
    found = read(
        f"{ALL}12 kommuner fik planen godkendt i 2021. De sidste 7 fik den udsat til 2022."
    )
    assert rows(found) == [("2021", 12, OK, None)]


def test_a_remark_does_not_undo_the_status_beside_it():
    found = read(
        f"{ALL}År       Antal     Status         Bemærkning\n"
        "2022     12        Godkendt       Forventes revideret i 2025\n"
        "2023     7         Forventes      2 mangler høring\n"
    )
    assert rows(found) == [("2022", 12, OK, None), ("2023", 7, WAIT, None)]


def test_a_programme_that_has_gone_on_with_dk2020_is_the_one_at_hand():
    found = read(
        "Alle 19 kommuner er med i Klimafællesskabet, som har videreført DK2020 siden 2029.\n"
        "12 kommuner fik klimaplanen godkendt i 2031, og 7 fik den godkendt i 2032."
    )
    assert {row["programme"] for row in found.rows["dk2020_cohorts"]} == {"Klimafællesskabet"}


def test_plans_that_some_of_those_expected_have_got():
    found = read(
        f"{ALL}5 kommuner fik planen godkendt i 2022. 8 kommuner skulle efter planen have "
        "godkendelsen i 2023. Det har 6 af dem fået. 6 kommuner forventer godkendelse i 2024."
    )
    assert rows(found) == [("2022", 5, OK, None), ("2023", 8, WAIT, 6), ("2024", 6, WAIT, None)]
    assert found.findings == []


def test_a_programme_that_all_went_over_to_goes_on():
    found = read(
        "De 19 kommuner er gået fra DK2020 til Klimaalliancen. Nye klimaplaner:\n"
        "- 2024: 8 kommuner, alle godkendt\n- 2025: 11 kommuner, forventes godkendt"
    )
    assert rows(found) == [("2024", 8, OK, None), ("2025", 11, WAIT, None)]
    assert {row["programme"] for row in found.rows["dk2020_cohorts"]} == {"Klimaalliancen"}
    assert found.findings == []


def test_a_successor_of_any_name_is_the_programme():
    found = read(
        "DK2020 er afsluttet, og Klimaspor Midt har taget over. Alle 19 kommuner er med. I 2026 "
        "fik elleve kommuner deres reviderede plan godkendt. I 2027 fik yderligere fem kommuner "
        "planen godkendt. De resterende tre kommuner ventes at få planen godkendt i 2028."
    )
    assert [row["programme"] for row in found.rows["dk2020_cohorts"]] == ["Klimaspor Midt"] * 3


ROUNDS = [("anden runde", 7, WAIT, None), ("første runde", 8, WAIT, 5), (P, 4, OK, None)]


@pytest.mark.parametrize(
    "text",
    [
        "I pilotrunden deltog 4 kommuner. Deres planer er alle godkendt.\n"
        "I første runde deltager 8 kommuner, hvis planer forventes godkendt. Indtil nu er 5 af "
        "planerne godkendt.\nI anden runde deltager 7 kommuner, hvis planer forventes godkendt.",
        "- Pilotkommunerne: 4 kommuner. De har alle fået planen godkendt.\n"
        "- Første runde: 8 kommuner. Alle forventes godkendt i 2026. Indtil nu har 5 af de 8 "
        "kommuner fået planen godkendt.\n- Anden runde: 7 kommuner. De forventes godkendt i 2027.",
        "Stk. 1. Pilotfasen: 4 kommuner har fået planen godkendt.\nStk. 2. I første runde "
        "forventes 8 kommuner at få planen godkendt. Foreløbig har 5 kommuner fået den godkendt.\n"
        "Stk. 3. I anden runde forventes 7 kommuner at få planen godkendt.",
    ],
)
def test_rounds_name_the_cohorts_of_papers_without_plan_years(text):
    found = read(ALL + text)
    named = [(cohort.lower(), *rest) for cohort, *rest in rows(found)]
    assert sorted(named) == sorted(ROUNDS)
    assert stated(found) == {"municipalities": 19} and found.findings == []


def test_rounds_as_rows_of_a_table():
    found = read(
        f"{ALL}Hold        Antal kommuner   Status\nHold 1      7                Alle er godkendt\n"
        "Hold 2      8                Forventes godkendt i 2027\n"
        "Pilot       4                Godkendt\n"
    )
    assert rows(found) == [(P, 4, OK, None), ("Hold 1", 7, OK, None), ("Hold 2", 8, WAIT, None)]


def test_plan_years_come_before_rounds():
    found = read(
        ALL + "4 kommuner fik planen godkendt i pilotfasen. I første runde fik 8 kommuner planen "
        "godkendt i 2022. I anden runde forventes 7 kommuner at få planen godkendt i 2023."
    )
    assert rows(found) == USUAL


def test_fewer_municipalities_than_the_region_has_are_proven_by_their_sum():
    found = read(
        "Programmet DK2020 samler 18 kommuner.\n- 2022: 8 kommuner fik planen godkendt i 2022.\n"
        "- 2023: 10 kommuner forventes at få planen godkendt i 2023."
    )
    assert sum(row[1] for row in rows(found)) == 18
    assert stated(found) == {"municipalities": 18}


@pytest.mark.parametrize(
    "said",
    [
        "I første runde deltager 8 kommuner. Alle undtagen Skive har fået planen godkendt.",
        "I første runde deltager 8 kommuner. De øvrige kommuners planer er godkendt.",
        "I 2021 kom 8 kommuner til. Deres planer er alle godkendt.",
        "I første runde deltog 8 kommuner. De har fået planen godkendt bortset fra Skive.",
        "2022: 8 kommuner. Godkendt på nær Skive.",
    ],
)
def test_a_sentence_of_some_plans_or_a_year_of_joining_tells_no_status(said):
    found = read(f"{ALL}4 kommuner fik planen godkendt i pilotfasen. {said}")
    assert not any(row[1:3] == (8, OK) for row in rows(found))


def test_rounds_of_a_fund_are_no_cohorts():
    found = read(
        f"{ALL}Kommunerne har søgt en pulje. I første runde fik 9 kommuner godkendt deres "
        "ansøgning. I anden runde fik 10 kommuner godkendt deres ansøgning."
    )
    assert rows(found) == []
    assert {f.check for f in found.findings} == {"number-unread"}


def test_all_plans_of_a_round_and_ordinals_below_their_head():
    told = read(
        f"{ALL}I piloten deltog 4 kommuner. Alle 4 planer er godkendt.\nI første runde deltog 8 "
        "kommuner. Alle 8 planer er godkendt.\nI anden runde deltager 7 kommuner, hvis planer "
        "forventes godkendt."
    )
    assert rows(told) == [
        (P, 4, OK, None),
        ("anden runde", 7, WAIT, None),
        ("første runde", 8, OK, None),
    ]
    listed = read(
        f"{ALL}Runde       Kommuner   Status\nPilot       4          Godkendt\n"
        "Første      8          Godkendt\nAnden       7          Forventes godkendt\n"
    )
    assert [row[:3] for row in rows(listed)] == [(P, 4, OK), ("Anden", 7, WAIT), ("Første", 8, OK)]


def test_a_heading_on_what_shall_be_is_no_status_of_the_cohort_below_it():
    found = read(
        f"{ALL}Tidslinjen: det år, planen skal være godkendt\nPilot: 4 kommuner. Deres planer er "
        "godkendt.\n2031: 15 kommuner. De forventes at få deres planer godkendt i 2031.\n"
    )
    assert rows(found) == [(P, 4, OK, None), ("2031", 15, WAIT, None)]

"""Numbers that are a result's own, beside those of other years and of the country."""

import pytest

from midtjylland.extract.compared import own_numbers, without_other_country

YEAR = 2023


@pytest.mark.parametrize(
    ("result", "own"),
    [
        ("Mod 43 pct. i 2022 og 41 pct. på landsplan kender nu 46 pct. os.", [46]),
        ("Hvor andelen i 2022 var 63 pct., er den i 2023 på 61 pct.", [61]),
        ("I 2022 var det 43 pct., i 2023 46 pct.", [46]),
        ("2021: 40 pct. 2022: 43 pct. 2023: 46 pct.", [46]),
        ("Andelen var 43 pct. sidste år og 46 pct. i år.", [46]),
        ("91 % er tilfredse. I 2022 var det 88 %.", [91]),
        ("Målingen i januar 2024 viste 46 pct., efter at den i 2022 viste 43 pct.", [46]),
        ("Kendskabet er 39 pct. På landsplan er tallet 41 pct.", [39]),
        (
            "Gennemsnittet for landets seks erhvervshuse er 42 pct., og vi ligger på 44 pct.",
            [44],
        ),
        ("Hvor 48 % kender os på landsplan, er det 51 % i Midtjylland.", [51]),
        ("I 2022 fik 2.790 vejledning, heraf 505 forløb. I 2023 har 2.970 fået den.", [2970]),
        ("Der blev gennemført 529 forløb i 2022 og 566 i 2023.", [566]),
        ("Industri 73 % og service 66 %; under ét 68 %.", [68]),
        ("Drift 81 pct. Vækst 86 pct. Samlet 83 pct.", [83]),
        ("Vækst 78 pct. og drift 67 pct. For alle vejledte virksomheder er det 70 pct.", [70]),
        ("Andelen lå i foråret på 42 pct. For hele året er den opgjort til 47 pct.", [47]),
        # No other number is of a later year, and a comparison may have no number of its own.
        ("64 % modtog ikke vejledning året før.", [64]),
        ("46 pct., hvilket er bedre end i 2022.", [46]),
        ("Der er holdt 18 moduler i 2023, og i 2024 forventes 20.", [18]),
        ("I 2023 er tallet 612, hvor der var ventet 590.", [612]),
        ("Forventningen var 51 pct., men målingen viser 49 pct.", [49]),
        ("Effekten kan først måles i 2024. Der ventes 45 pct.", []),
        # Parts of the year, of which the last is its own; and a year that has no number.
        ("Målingen i juni 2023 viste 37 pct. Målingen i 4. kvartal 2023 viste 39 pct.", [39]),
        ("Ved halvåret 236, ved årets udgang 503.", [503]),
        ("1. halvår 2023: 66 pct. Hele 2023: 68 pct.", [68]),
        ("NPS var 69 ved halvåret og endte på 73.", [73]),
        ("I 2022 endte andelen på 69 pct., og i 2023 er den 73 pct.", [73]),
        ("1.704 i 1. halvår og 1.412 i 2. halvår, dvs. 3.116 i alt.", [3116]),
        ("I 2022 var andelen 67 pct. For 2023 foreligger der ikke noget tal.", []),
        ("Undersøgelsen er ikke gennemført i 2023. I 2022 svarede 58 pct. ja.", []),
        ("Forrige måling viste 7,1 pct. Den nye måling viser 5,9 pct.", [5.9]),
        ("Vokset 1,2 pct. mindre.† Året før var væksten 2,0 pct. mere.", [1.2]),
        ("Knap 49 pct. Vi forventer at nå 50 pct. i 2024.", [49]),
        ("528 er vejledt om grøn omstilling, og 163 af de 528 om cirkulær økonomi.", [528, 163]),
        ("Sidste år var andelen 43 pct.", []),
        # Parts of a sum.
        ("1.500 i 2021 og 1.600 i 2022.", [1500, 1600]),
        # What is known of the country alone is the result.
        ("På landsplan er væksten 9 pct. i omsætning.", [9]),
        ("For landet som helhed er tallet 8,9 pct.", [8.9]),
        ("50 pct. i 2023 og 48 pct. i landet som helhed.", [50]),
    ],
)
def test_numbers_that_only_compare_are_left_aside(result, own):
    assert [number.value for number in own_numbers(result, ["pct"], YEAR)] == own


def test_a_score_of_all_segments():
    result = "Scoren er 78 i vækstsegmentet og 68 i driftssegmentet. Den samlede score er 72."
    assert [q.value for q in own_numbers(result, ["score"], YEAR)] == [72]
    # Counts are parts of a sum.
    assert len(own_numbers("I alt 2.970, heraf 548 og 120 forløb.", ["count"], YEAR)) == 3


def test_what_firms_expect_is_the_result_where_they_are_asked_for_it():
    asked = "Mindst 66 pct. af kunderne venter, at rådgivningen kan mærkes."
    result = "Det ventede 69 pct."
    assert [q.value for q in own_numbers(result, ["pct"], YEAR, asked)] == [69]
    assert own_numbers(result, ["pct", "count"], YEAR, "Mindst 66 pct. er nye.") == []


def test_the_unit_behind_the_second_of_two_numbers_is_that_of_both():
    result = "Omsætning 7,4 og eksport 2,1 procentpoint"
    units = [(q.value, q.unit) for q in own_numbers(result, ["pct_point"] * 2, YEAR)]
    assert units == [(7.4, "pct_point"), (2.1, "pct_point")]


def test_numbers_of_another_year_stay_where_the_target_sets_more():
    result = "I 2022 kendte 46 pct. os. 84 pct. er tilfredse."
    assert [q.value for q in own_numbers(result, ["pct", "pct"], YEAR)] == [46, 84]


@pytest.mark.parametrize(
    ("result", "number", "kept"),
    [
        ("På landsplan er stigningen 5 pct.; i Midtjylland er den 3 pct.", 3, False),
        ("På landsplan er stigningen 5 pct.; i Midtjylland er den 3 pct.", 5, True),
        ("På landsplan steg omsætningen 9 pct., mens beskæftigelsen voksede 4 pct.", 4, True),
    ],
)
def test_the_country_is_that_of_its_own_number(result, number, kept):
    own = next(q for q in own_numbers(result, ["pct"] * 2, YEAR) if q.value == number)
    assert ("landsplan" in without_other_country(result, own)) == kept

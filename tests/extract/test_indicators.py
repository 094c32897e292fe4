"""The numbers that a target sets and its result gives, from single sentences worked out by hand."""

import pytest

from midtjylland.declared.region import load_region
from midtjylland.extract.common import Extract
from midtjylland.extract.contract.indicators import add_indicators
from midtjylland.extract.contract.items import Goal, Item
from midtjylland.read.document import from_text

REGION = load_region()


def read(target, result, goal="Vejledning", year=None):
    lines = [from_text(text, "p").lines for text in (target, result)]
    extract = Extract()
    add_indicators(extract, Item(Goal(1, goal, "local"), *lines), "1a", REGION, year)
    return extract


def pairs(extract):
    rows = extract.rows.get("contract_indicators", [])
    return [(row["target_value"], row["result_value"], row["status"]) for row in rows]


def told(extract):
    return {(f.severity, f.check) for f in extract.findings if f.severity != "info"}


@pytest.mark.parametrize(
    ("target", "result", "pair", "unit"),
    [
        ("45 % kender huset.", "52 % kender huset.", (45, 52, "met"), "pct"),
        ("45 pct. kender huset.", "Kendskabet er målt til 35 %.", (45, 35, "not_met"), "pct"),
        ("Mindst 900 firmaer.", "1 020 firmaer.", (900, 1020, "met"), "count"),
        ("Mindst 900 firmaer.", "1.020 firmaer.", (900, 1020, "met"), "count"),
        ("64,5 % er tilfredse.", "64.4 % er tilfredse.", (64.5, 64.4, "not_met"), "pct"),
        ("Net Promoter Score på 60.", "NPS er 60.", (60, 60, "met"), "score"),
        ("NPS er mindst 60.", "NPS: +62,5", (60, 62.5, "met"), "score"),
        ("Mindst 75 point (indekset går fra 0 til 100).", "77 point.", (75, 77, "met"), "score"),
        ("7,5 procentpoint mere.", "8,3 *", (7.5, 8.3, "met"), "pct_point"),
        ("Under halvdelen (50 %) er nye.", "48 % er nye.", (50, 48, "met"), "pct"),
        ("Halvdelen skal være nye.", "48 % er nye.", (50, 48, "not_met"), "pct"),
        ("Mere end 30 forløb.", "30 forløb.", (30, 30, "not_met"), "count"),
        ("NPS er højere end 70.", "NPS er 70.", (70, 70, "not_met"), "score"),
        ("Højst 5 % falder fra.", "4 % faldt fra.", (5, 4, "met"), "pct"),
        ("Der er flere firmaer end i 2024.", "Steget med 36 firmaer", (0, 36, "met"), "count"),
        ("Der er flere firmaer end i 2024.", "Faldet med 6 firmaer", (0, -6, "not_met"), "count"),
        ("Hver anden skal være ny.", "48 % er nye.", (50, 48, "not_met"), "pct"),
        ("Tre ud af fire skal være nye.", "78 % er nye.", (75, 78, "met"), "pct"),
        ("Mindst fire ud af fem (80 %) er nye.", "81 % er nye.", (80, 81, "met"), "pct"),
        ("Mindst to tredjedele er nye.", "66 % er nye.", (66.7, 66, "not_met"), "pct"),
        ("Mindst 15 byråd får besøg.", "Der var 18 besøg.", (15, 18, "met"), "count"),
        (
            "Kendskabet skal stige med mindst 3 procentpoint.",
            "Kendskabet er gået tilbage med 0,5 procentpoint.",
            (3, -0.5, "not_met"),
            "pct_point",
        ),
        (
            "Kendskabet skal stige med mindst 2 procentpoint.",
            "Kendskabet er faldet fra 53,4 til 52,9 pct., altså med 0,5 procentpoint.",
            (2, -0.5, "not_met"),
            "pct_point",
        ),
        ("Må ikke komme under 50 %.", "63 % er nye.", (50, 63, "met"), "pct"),
        ("Mindst 78 % henvises.", "Otte ud af ti er henvist.", (78, 80, "met"), "pct"),
        (
            "Mindst tyve åbne rådgivningsdage ude i kommunerne.",
            "Der blev holdt toogtyve fordelt på tretten kommuner.",
            (20, 22, "met"),
            "count",
        ),
        ("Halvdelen (50 %) skal være nye.", "48 % er nye.", (50, 48, "not_met"), "pct"),
        ("Mindst ti forløb.", "Der er holdt elleve forløb.", (10, 11, "met"), "count"),
        ("Flere firmaer end i 2024.", "23 flere end i 2024.", (0, 23, "met"), "count"),
        (
            "82 % giver bedste karakter.",
            "På landsplan gav 84 % bedste karakter; hos huset var det 85 %.",
            (82, 85, "met"),
            "pct",
        ),
        (
            "Højere produktivitet end kontrolgruppen.",
            "1,2 procentpoint lavere¹",
            (0, -1.2, "not_met"),
            "pct_point",
        ),
        (
            "Firmaerne er mere produktive end kontrolgruppen.",
            "Produktiviteten ligger 5,9 procentpoint over.",
            (0, 5.9, "met"),
            "pct_point",
        ),
        ("Færre end 12 % falder fra.", "12 % faldt fra.", (12, 12, "not_met"), "pct"),
        ("NPS er mindst 72.", "NPS faldt fra 74 til 69.", (72, 69, "not_met"), "score"),
        (
            "Kendskabet løftes fra 42 % i 2023 til mindst 45 %.",
            "44 % kender huset.",
            (45, 44, "not_met"),
            "pct",
        ),
        ("Fremgang i antallet af klimaregnskaber", "Fremgang på 22 %", (0, 22, "met"), "pct"),
        (
            "Driftssegmentet har forøget produktiviteten mere end kontrolgruppen.",
            "Den er forøget med 3,1 procentpoint.",
            (0, 3.1, "met"),
            "pct_point",
        ),
        (
            "Produktivitet over kontrolgruppens",
            "Mindrevækst på 0,8 procentpoint",
            (0, -0.8, "not_met"),
            "pct_point",
        ),
    ],
)
def test_a_number_with_its_result(target, result, pair, unit):
    found = read(target, result)
    assert pairs(found) == [pair] and told(found) == set()
    assert [row["unit"] for row in found.rows["contract_indicators"]] == [unit]


@pytest.mark.parametrize(
    "result",
    [
        "52 % kender huset mod 41 % sidste år.",
        "52 % kender huset (2023: 41 %).",
        "52 % kender huset. I 2023 var det 41 %.",
        "52 % kender huset (på landsplan 47 %).",
        "I 2024 kender 52 % huset, op fra 41 %.",
        "Kendskabet var 41 % i 2023 og er 52 % i 2024.",
    ],
)
def test_numbers_that_only_compare_are_left_aside(result):
    found = read("45 % af virksomhederne kender huset.", result)
    assert pairs(found) == [(45, 52, "met")] and told(found) == set()


@pytest.mark.parametrize(
    ("target", "result", "want"),
    [
        ("44 % kender huset.", "Huset havde ventet at nå 43 %. Målingen viste 41 %.", 41),
        ("75 % henvises.", "I udkastet stod der 79 %. Det rigtige tal er 73 %.", 73),
        ("Mindst 480 firmaer.", "I juni ventedes 510. Året sluttede på 462, heraf 118 sent.", 462),
        ("Mindst 3.100 firmaer.", "For 2025 er målet 3.250. I 2024 kom der 3.180.", 3180),
        ("Mindst 520 får hjælp.", "548 begyndte, men 37 faldt fra. 511 fik således hjælp.", 511),
        (
            "Højst 42 % er gengangere.",
            "58 % er nye. Gengangere var 40 % i 2023, men i 2024 steg de til 41 %.",
            41,
        ),
        (
            "70 % svarer i høj grad.",
            "67 % svarer i høj grad og 24 % i nogen grad, tilsammen 91 %.",
            67,
        ),
        (
            "85 % er glade eller meget glade.",
            "61 % er meget glade, 25 % glade, tilsammen 86 %.",
            86,
        ),
        ("45 % brugte hjælpen.", "Spørgsmålet er ikke stillet i 2024. I 2023 var det 47 %.", None),
        ("70 % venter effekt i høj grad.", "72 %. De resterende 28 % svarer i nogen grad.", 72),
        ("85 % er glade.", "Det er 82 %. Erhvervshus Sydjylland har 86 % glade.", 82),
        ("Score på 72.", "Scoren blev 74. I kontrakten for 2025 er målet 75.", 74),
        ("46 % kender huset.", "Målingen blev aflyst. Den seneste viste 45 %.", None),
        ("460 får hjælp.", "Tallet er 438. Det er 29 færre end i 2023, hvor 467 fik hjælp.", 438),
        ("40 % er kvinder.", "61 % af de hjulpne var mænd og 39 % kvinder.", 39),
        (
            "Højst 25 % af alle vejledte bliver uden hjælp.",
            "78 % fik hjælp, og de øvrige 22 % fik ingen hjælp.",
            22,
        ),
        ("15 kommuner er med.", "Ved årets begyndelse var 13 med, ved årets udgang 16.", 16),
        ("52 % kender det.", "Maj: 50 %, november: 54 %. Resultatet for året er 52 %.", 52),
        ("NPS på 70.", "Scoren faldt med 3 point, fra 74 til 71.", 71),
        ("Højst 5 % bor udenfor.", "3.182 er 9 færre end året før. 4 % af dem bor udenfor.", 4),
        ("65 % ved det.", "Tallet på 61 % er trukket tilbage. Der kommer ikke et nyt.", None),
        ("50 % bruger det.", "Der er ikke noget resultat. På Fyn var tallet for 2024 53 %.", None),
        ("78 % henvises.", "20 % blev ikke henvist. De øvrige 80 % blev henvist.", 80),
        ("55 % er nye.", "43 % var gengangere, 57 % nye.", 57),
        ("70 % svarer ”i høj grad”.", "87 % i alt: 23 % ”i nogen grad”, 64 % ”i høj grad”.", 64),
        (
            "520 vækstforløb.",
            "2.946 blev hjulpet mod 2.860 i 2021. 533 af dem er vækstforløb.",
            533,
        ),
        ("52 % er nye.", "Fyn nåede 57 % og Nordjylland 49 %. Midtjylland endte på 53 %.", 53),
        ("520 får hjælp.", "Erhvervshusene gav i alt 3.106 hjælp. Midtjyllands del er 534.", 534),
    ],
    ids=[
        *("expected", "draft", "half-year", "next year", "drop-outs", "complement", "answers"),
        *(
            "sum of answers",
            "not asked",
            "the rest",
            "another hub",
            "next target",
            "cancelled",
            "difference",
            "complement",
        ),
        *("denied too", "begin and end", "of the year", "points", "figure first"),
        *("withdrawn", "elsewhere"),
        *("denied", "of two words", "quoted words", "a sentence from a figure on"),
        *("regions", "hubs"),
    ],
)
def test_results_told_as_stories(target, result, want):
    """The year is 2024."""
    rows = read(target, result, year=2024).rows["contract_indicators"]
    assert [row["result_value"] for row in rows] == [want]


def test_what_two_numbers_are_compared_with_pairs_none_of_them():
    found = read(
        "Omsætningen skal vokse 10 procentpoint mere end i virksomheder uden vejledning, og "
        "antallet af job 5 procentpoint mere.",
        "Omsætningen voksede 8,2 procentpoint mere og antallet af job 5,6 procentpoint mere end i "
        "virksomheder uden vejledning.",
    )
    assert pairs(found) == [(10, 8.2, "not_met"), (5, 5.6, "met")]


@pytest.mark.parametrize("result", ["+2,5", "0,52"])
def test_a_bare_change_or_ratio_has_no_unit(result):
    found = read("Mindst 45 % kender huset.", result)
    assert [row["result_value"] for row in found.rows["contract_indicators"]] == [None]


@pytest.mark.parametrize(
    "result", ["Målet er overgået med 11 point.", "NPS er 14 point højere end i de andre huse."]
)
def test_points_that_a_score_has_moved_are_no_score(result):
    found = read("NPS på 60.", result)
    assert [row["result_value"] for row in found.rows["contract_indicators"]] == [None]
    assert told(found) == {("warning", "result-unprinted")}


def test_a_share_in_a_later_sentence_is_a_rival():
    found = read("84 % er tilfredse.", "85 % er tilfredse. Af de nye er 81 % tilfredse.")
    assert pairs(found) == [(84, 85, "met")]
    assert told(found) == {("warning", "figure-ambiguous")}


@pytest.mark.parametrize(
    "target",
    [
        "450 firmaer får hjælp (hævet fra 400 i maj).",
        "450 firmaer får hjælp (400 efter den oprindelige kontrakt).",
        "450 firmaer får hjælp (500 i kontrakten, men nedsat til 450 i juni).",
        "450 firmaer får hjælp (2023: 400).",
        "450 firmaer får hjælp. (Kravet var 400 indtil juni.)",
        "450 firmaer får hjælp [målet for 2023 var 400].",
    ],
)
def test_what_a_target_was_before_sets_nothing(target):
    assert pairs(read(target, "437 firmaer fik hjælp.")) == [(450, 437, "not_met")]


def test_one_result_for_two_numbers_and_one_target_for_two_results():
    both = read(
        "En vækst på 9 procentpoint i salg og 4 procentpoint i ansatte.",
        "Væksten er 4,6 procentpoint i såvel salg som ansatte.",
    )
    assert pairs(both) == [(9, 4.6, "not_met"), (4, 4.6, "met")]
    same = read(
        "69 % venter effekt. For vejledning på nettet er målet det samme.",
        "70 % venter effekt. Vejledning på nettet kan ikke udskilles.",
    )
    assert pairs(same) == [(69, 70, "met"), (69, None, "no_figure")]


def test_the_ends_of_a_change_are_no_share_where_its_points_are_told():
    found = read(
        "Kendskabet stiger 4 procentpoint, og 60 % tror på hjælp.",
        "Kendskabet gik fra 49,5 til 52,0 %, altså 2,5 procentpoint frem.",
    )
    assert pairs(found) == [(4, 2.5, "not_met"), (60, None, "no_figure")]


def test_numbers_of_two_years_that_may_be_parts_of_a_sum_are_doubted():
    found = read("Mindst 50 vækstforløb.", "30 vækstforløb i 2023 og 28 vækstforløb i 2024.")
    assert ("warning", "figure-ambiguous") in told(found)


@pytest.mark.parametrize(
    ("target", "result", "comparator", "pair"),
    [
        ("Væksten i omsætning er 2 pct.point højere end kontrolgruppens.",
         "Omsætningen er steget 3,1 pct.point mere.", ">=", (2, 3.1, "met")),
        ("Væksten i omsætning er 2 pct.point højere end kontrolgruppens.",
         "Væksten var 0,4 pct.point lavere.", ">=", (2, -0.4, "not_met")),
        ("Væksten i omsætning er 2 pct.point højere end kontrolgruppens.",
         "Væksten var −0,4 pct.point.", ">=", (2, -0.4, "not_met")),
        ("Kendskabet til grønne tilbud skal være højere end året før.",
         "Det er steget med 6 pct.point.", ">", (0, 6, "met")),
        ("Øget produktivitet i driftssegmentet", "3,5 procentpoint", ">", (0, 3.5, "met")),
        ("Kendskabet til grønne tilbud skal være højere end året før.",
         "Det er faldet med 2 pct.point.", ">", (0, -2, "not_met")),
        ("Væksten i omsætning er 2 pct.point højere end kontrolgruppens.",
         "Omsætningen voksede 9 % mere.", ">=", (2, 9, "not_comparable")),
        ("Driftsvirksomheder har øget produktiviteten sammenlignet med sammenlignelige.",
         "Målingen foreligger først i 2026.", ">", (0, None, "no_figure")),
        ("Andelen af nye firmaer er højere end i 2024.",
         "Uændret i forhold til 2024.", ">", (0, None, "no_figure")),
    ],
)  # fmt: skip
def test_growth_is_signed(target, result, comparator, pair):
    found = read(target, result)
    assert pairs(found) == [pair]
    assert [r["comparator"] for r in found.rows["contract_indicators"]] == [comparator]


@pytest.mark.parametrize(
    ("target", "result", "pair", "check"),
    [
        ("45-50 % kender huset.", "52 % kender huset.", (None, 52, "not_comparable"), "range"),
        ("45 % kender huset.", "50-54 % kender huset.", (45, None, "no_figure"), "range"),
        ("45 % kender huset.", "Mellem 50 og 54 % kender det.", (45, None, "no_figure"), "range"),
        ("45 % kender huset.", "Højst 54 % kender huset.", (45, None, "no_figure"), "range"),
        ("45 % kender huset.", "Færre end 54 % kender det.", (45, None, "no_figure"), "range"),
        ("45 % kender huset.", "Tallet foreligger ikke.", (45, None, "no_figure"), "unprinted"),
        ("45 % kender huset.", "12 kender huset.", (45, None, "no_figure"), "unprinted"),
    ],
)
def test_a_range_a_limit_or_no_number_has_no_verdict_and_says_so(target, result, pair, check):
    found = read(target, result)
    name = {"range": "figure-range", "unprinted": "result-unprinted"}[check]
    assert pairs(found) == [pair] and told(found) == {("warning", name)}
    (message,) = [f.message for f in found.findings if f.check == name]
    number = target.split()[0] if pair[0] is None else ""
    assert number in message


def test_a_rival_result_is_named():
    found = read("45 % kender huset.", "52 % og 58 % kender huset.")
    assert ("warning", "figure-ambiguous") in told(found)
    (message,) = [f.message for f in found.findings if f.check == "figure-ambiguous"]
    assert "52 %" in message and "58 %" in message


def test_several_numbers_go_to_their_words():
    found = read(
        "50 % er nye virksomheder, og 30 virksomheder har gennemført vækstforløb.",
        "28 virksomheder har gennemført vækstforløb. 48 % er nye virksomheder.",
    )
    assert pairs(found) == [(50, 48, "not_met"), (30, 28, "not_met")] and told(found) == set()


def test_bullets_part_what_they_name():
    found = read(
        "Mervækst på min. 8 procentpoint i omsætning og min. 5 procentpoint i ansatte",
        "• Omsætning: 6,4 procentpoint • Ansatte: 5,7 procentpoint • Kun landstal",
    )
    assert pairs(found) == [(8, 6.4, "not_met"), (5, 5.7, "met")] and told(found) == set()


def test_order_tells_nothing_where_results_are_more_than_targets():
    found = read(
        "Mindst 4.000 firmaer får vejledning, heraf mindst 450 i et vækstforløb.",
        "I alt 7.063 firmaer er vejledt: 2.940 individuelt og 4.123 kollektivt. Heraf har 478 "
        "været i et vækstforløb.",
    )
    assert [pair[:2] for pair in pairs(found)] == [(4000, 7063), (450, 478)]


def test_numbers_of_one_unit_go_by_words_then_by_order():
    found = read(
        "Væksten i omsætning er 2 pct.point og i beskæftigelse 1 pct.point højere.",
        "Beskæftigelsen voksede 0,5 pct.point og omsætningen 2,5 pct.point mere.",
    )
    assert pairs(found) == [(2, 2.5, "met"), (1, 0.5, "not_met")]
    names = [row["indicator"] for row in found.rows["contract_indicators"]]
    assert names == ["growth_segment_revenue", "growth_segment_employment"]


@pytest.mark.parametrize(
    "target",
    [
        "Fordelingen følger befolkningen +/- 10 %.",
        "Alle 19 kommuner har et møde.",
        "Der holdes to møder om året.",
        "Målet for 2024 er det samme som i 2023.",
        "Det er målt på en skala fra 1 til 5.",
    ],
)
def test_what_sets_no_number_has_no_row(target):
    assert pairs(read(target, "Det er opfyldt.")) == []


@pytest.mark.parametrize(
    "result",
    [
        "Målingen udestår. Erhvervshus Fyn nåede 83 pct.",
        "Målet er hævet til 72 pct. i 2031. Resultatet for 2030 kendes ikke.",
        "Undersøgelsen er aflyst (svarprocent 12 pct.).",
        "Foreløbigt 40 pct. ved halvåret; den endelige opgørelse foreligger i marts.",
        "Målet i 2029 var 68 pct. og blev nået med 71 pct. I 2030 er det endnu ikke målt.",
        "56 pct. er ikke nye.",
        "Kun 21 pct. var det ikke.",
        "30 pct. var ingen nye kunder.",
        "37 pct. af de vejledte var kendte, resten var nye.",
    ],
)
def test_what_a_sentence_denies_or_tells_of_others_is_no_result(result):
    found = read("Mindst 50 pct. af de vejledte er nye.", result, year=2030)
    assert pairs(found) == [(50, None, "no_figure")]
    assert told(found) == {("warning", "result-unprinted")}


def test_a_denied_goal_is_no_denied_share():
    found = read("Mindst 50 pct. er nye.", "54 pct. er nye, og målet er ikke længere langt væk.")
    assert pairs(found) == [(50, 54, "met")]
    found = read("Mindst 50 pct. har ikke fået hjælp før.", "54 pct. havde ikke fået hjælp.")
    assert pairs(found) == [(50, 54, "met")]


@pytest.mark.parametrize(
    "target",
    [
        "Firmaerne får svar inden for 9 arbejdsdage.",
        "Der må højst gå 9 arbejdsdage.",
        "Ventetiden må ikke blive længere end 9 arbejdsdage.",
        "Frafaldet må maksimalt være 9 pct.",
        "Andelen af utilfredse begrænses til 9 pct.",
        "Andelen af utilfredse må ikke komme over 9 pct.",
        "Loftet for frafald er 9 pct.",
        "Andelen af utilfredse er ≤ 9 pct.",
        "9 pct. eller derunder falder fra.",
        "Op til 9 pct. må falde fra.",
        "Frafaldet holdes nede på 9 pct.",
        "Andelen af utilfredse halveres til 9 pct.",
        "Ventetiden overstiger ikke 9 møder.",
    ],
)
def test_what_may_not_be_exceeded_in_other_words(target):
    unit = "pct." if "pct." in target else target.split()[-1].rstrip(".")
    [row] = read(target, f"Det blev 11 {unit}").rows["contract_indicators"]
    assert (row["comparator"], row["result_value"], row["status"]) == ("<=", 11, "not_met")


@pytest.mark.parametrize(
    ("target", "comparator"),
    [
        ("Andelen af utilfredse skal være lavere end 9 pct.", "<"),
        ("Andelen af utilfredse er < 9 pct.", "<"),
        ("Andelen af tilfredse skal overstige 9 pct.", ">"),
        ("Andelen af tilfredse er > 9 pct.", ">"),
        ("Andelen af tilfredse må ikke falde til under 9 pct.", ">="),
    ],
)
def test_a_limit_that_is_not_reached_itself(target, comparator):
    [row] = read(target, "Det blev 9 pct.").rows["contract_indicators"]
    assert (row["comparator"], row["status"] == "met") == (comparator, "=" in comparator)


@pytest.mark.parametrize(
    ("target", "result"),
    [
        ("Brugerne giver mindst karakteren 4,3 på en skala fra 1 til 5.", "Den blev 4,4."),
        ("Kurserne får mindst 4,3 i gennemsnit (skala fra 1 til 5).", "4,4"),
        ("Deltagerne giver mindst 4,3 ud af 5 point.", "4,4"),
    ],
)
def test_a_grade_is_a_score(target, result):
    found = read(target, result)
    assert pairs(found) == [(4.3, 4.4, "met")]
    assert [row["unit"] for row in found.rows["contract_indicators"]] == ["score"]


def test_an_answer_on_a_scale_is_no_grade():
    found = read("Mindst 80 pct. svarer 4 eller 5 på en skala fra 1 til 5.", "82 pct. gør det.")
    assert pairs(found) == [(80, 82, "met")]


def test_a_target_in_money_is_told_and_no_row():
    found = read("Virksomhederne henter mindst 12 mio. kr. hjem.", "Det blev 9,7 mio. kr.")
    assert pairs(found) == [] and ("warning", "target-money") in told(found)


def test_labels_before_numbers_part_a_result():
    target = "3.000 virksomheder vejledes, og mindst 550 af dem er i et vækstforløb."
    found = read(target, "Vejledte: 3.170 Vækstforløb: 538")
    assert pairs(found) == [(3000, 3170, "met"), (550, 538, "not_met")]


def test_individual_and_collective_guidance_with_a_target_each_are_compared():
    found = read(
        "3.000 virksomheder vejledes individuelt, og kollektive tilbud har 4.000 deltagere.",
        "3.121 virksomheder er vejledt individuelt, og de kollektive tilbud havde 4.236 deltagere.",
    )
    assert pairs(found) == [(3000, 3121, "met"), (4000, 4236, "met")]


@pytest.mark.parametrize(
    ("result", "coverage"),
    [
        ("Det er 52 %, men tallet kan ikke måles med det nationale.", "business_hub"),
        ("Det er 52 %, og resultatet er det bedste på landsplan.", "business_hub"),
        ("Det er 52 %, men tallet dækker alle landets erhvervshuse.", "national"),
        (
            "Tallene er for alle erhvervshuse under ét, da der ikke laves en opgørelse for "
            "Midtjylland: 52 %.",
            "national",
        ),
        ("52 % kender huset.", "business_hub"),
        ("52 % kender huset på landsplan.", "national"),
        ("52 pct. på landsplan; intet regionalt tal.", "national"),
        ("Opgørelsen er fælles for de seks erhvervshuse. 52 % kender huset.", "national"),
        ("Opgørelsen dækker landets seks erhvervshuse under ét. 52 % kender huset.", "national"),
        ("52 % kender huset i hele Danmark.", "national"),
        ("52 % kender den internationale afdeling.", "business_hub"),
        ("52 % kender huset. (Der er kun oplyst nationale tal.)", "national"),
        ("52 % kender huset (alene opgjort på landsplan, ikke i Midtjylland).", "national"),
        ("52 % kender huset (landstal 47 %).", "business_hub"),
        ("52 % kender huset, mens tallet for hele landet er 47 %.", "business_hub"),
        ("På landsplan kender 52 % huset, mens færre kender andre.", "national"),
        ("På landsplan er det 47 %, mens 52 % i Midtjylland kender huset.", "business_hub"),
    ],
)
def test_whether_a_result_holds_for_the_country(result, coverage):
    found = read("45 % kender huset.", result)
    assert [row["coverage"] for row in found.rows["contract_indicators"]] == [coverage]
    assert pairs(found) == [(45, 52, "met")]


def test_what_is_unchanged_has_no_number_for_its_growth():
    found = read("Kendskabet skal være vokset.", "Det er uændret.")
    assert pairs(found) == [(0, None, "no_figure")]
    assert told(found) == {("warning", "result-unprinted")}


def test_a_growth_that_no_target_sets_is_told():
    found = read("Der holdes møder med alle.", "Det er gået frem med 2 procentpoint.")
    assert pairs(found) == [] and told(found) == {("warning", "growth-without-target")}


def test_individual_guidance_alone_is_not_compared_with_both_kinds():
    found = read(
        "3.500 virksomheder skal individuelt eller kollektivt vejledes.",
        "2.860 virksomheder fik vejledning. Hertil kommer deltagere i kollektive arrangementer.",
    )
    assert pairs(found) == [(3500, 2860, "not_comparable")]


def test_an_indicator_that_no_earlier_year_had_gets_a_name_of_its_words():
    found = read("Mindst 80 % af lokalerne er udlejet.", "85 % er udlejet.", goal="Lokaler")
    (row,) = found.rows["contract_indicators"]
    assert row["indicator"] == "lokalerne_udlejet_pct_1a"
    assert [(f.severity, f.check) for f in found.findings] == [("info", "indicator-new")]


def test_numbers_named_before_each_are_not_swapped():
    target = "En vækst på min. 10 procentpoint i omsætning og min. 5 procentpoint i beskæftigelse."
    result = "Væksten i omsætning er 11,2 procentpoint og i beskæftigelse 6,0 procentpoint."
    assert pairs(read(target, result)) == [(10, 11.2, "met"), (5, 6.0, "met")]


def test_figures_for_the_country_are_the_result_where_there_are_no_others():
    target = "En vækst på min. 8 procentpoint i omsætning og min. 5 procentpoint i beskæftigelse."
    result = (
        "På landsplan var væksten i omsætning 9,3 procentpoint, mens beskæftigelsen voksede "
        "4,4 procentpoint."
    )
    assert pairs(read(target, result)) == [(8, 9.3, "met"), (5, 4.4, "not_met")]


@pytest.mark.parametrize(
    ("goal", "target", "name"),
    [
        ("Kendskab", "Mindst 50 pct.", "hub_awareness"),
        ("Kendskab og nye kunder", "Mindst 50 pct.", "pct_1a"),
        ("Kendskab og nye kunder", "Mindst 50 pct. har ikke været vejledt før.", "new_firms"),
    ],
)
def test_a_goal_whose_title_fits_several_names_tells_none(goal, target, name):
    found = read(target, "49 pct.", goal)
    assert [row["indicator"] for row in found.rows["contract_indicators"]] == [name]

"""Green guidance and grants, read of small texts worked out by hand."""

import pytest
from papers.draw import drawn

from midtjylland.declared.region import load_region
from midtjylland.extract.green.recipe import read_green
from midtjylland.read.document import from_text, read_document


def read(text):
    return read_green(from_text(text, "paper.txt"), load_region())


def guidance(extract):
    names = ("year", "guided_firms", "of_guided_firms", "is_approximate", "is_provisional")
    return [tuple(r[n] for n in names) for r in extract.rows.get("green_guidance", [])]


def grants(extract):
    names = ("year", "grants", "total_mdkk", "is_provisional")
    return [tuple(r[n] for n in names) for r in extract.rows.get("green_grants", [])]


def told(extract):
    return [(f.table, f.severity, f.check) for f in extract.findings]


TWO = [(2022, 402, 2920, False, False), (2023, 210, 1900, True, True)]


def test_grants_without_their_noun_before_their_sum():
    found = read(
        "Der blev i 2022 givet 97 grønne tilskud på i alt 14,5 mio. kr., og foreløbig er der i "
        "2023 givet 41 på i alt 6,2 mio. kr."
    )
    assert (grants(found), told(found)) == ([(2022, 97, 14.5, False), (2023, 41, 6.2, True)], [])


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (
            "I 2022 blev 402 af erhvervshusets 2.920 individuelt vejledte virksomheder vejledt om "
            "grøn omstilling. I første halvår 2023 er det 210 af godt 1.900 (foreløbigt tal).",
            TWO,
        ),
        (
            "I 2022 modtog 402 virksomheder vejledning inden for grøn omstilling (ud af 2.920 "
            "individuelle vejledninger)\nI 2023 har foreløbigt 210 virksomheder modtaget "
            "vejledning "
            "inden for grøn omstilling (ud af godt 1.900 individuelle vejledninger)",
            TWO,
        ),
        (
            "Vejledning om grøn omstilling:\n- 2022: 402 virksomheder ud af 2.920\n"
            "- 2023 (til og med 3. kvartal): 210 ud af ca. 1.900",
            TWO,
        ),
        (
            "I 2022 og 2023 blev hhv. 402 og foreløbigt 210 virksomheder vejledt om grøn "
            "omstilling ud af hhv. 2.920 og ca. 1.900 individuelt vejledte.",
            TWO,
        ),
        (
            "402 af de 2.920 virksomheder, som blev vejledt individuelt i 2022, fik vejledning om "
            "grøn omstilling. For 2023 er tallet foreløbigt 210 (ud af ca. 1.900).",
            TWO,
        ),
        (
            "I 2022 vejledte huset 402 virksomheder om grøn omstilling, og 85 virksomheder deltog "
            "i netværk. 640 virksomheder har været i dialog om den grønne omstilling.",
            [(2022, 402, None, False, False)],
        ),
        (
            "I 2022 blev 402 virksomheder vejledt om grøn omstilling. Til sammenligning blev der i "
            "alt vejledt 2.920 virksomheder individuelt.",
            [(2022, 402, 2920, False, False)],
        ),
        (
            "I 2025 blev 514 virksomheder vejledt om grøn omstilling mod 468 i 2024.",
            [(2024, 468, None, False, False), (2025, 514, None, False, False)],
        ),
        ("Mindst 500 virksomheder skal vejledes om grøn omstilling i 2022.", []),
        ("Resultat: 514 virksomheder fik vejledning om grøn omstilling.", []),
    ],
)
def test_guidance(text, want):
    extract = read(text)
    assert (guidance(extract), told(extract)) == (want, [])


@pytest.mark.parametrize(
    ("words", "want"),
    [
        ("godt", "just_over"),
        ("godt og vel", "just_over"),
        ("ca.", "around"),
        ("omkring", "around"),
        ("knap", "just_under"),
        ("", None),
    ],
)
def test_how_a_total_is_about(words, want):
    (row,) = read(
        f"I 2023 fik 210 virksomheder vejledning om grøn omstilling (ud af {words} 1.900 vejledte)."
    ).rows["green_guidance"]
    assert (row["total_is"], row["is_approximate"]) == (want, want is not None)


def test_how_a_total_of_a_table_is_about():
    rows = read(
        "Grøn omstilling                              2022     2023\n"
        "Virksomheder vejledt om grøn omstilling      402      436\n"
        "Individuelt vejledte i alt                   2.920    knap 1.900\n"
    ).rows["green_guidance"]
    assert [row["total_is"] for row in rows] == [None, "just_under"]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (
            "I 2022 blev der givet 371 individuelle bevillinger til grøn omstilling (en samlet "
            "tilskudssum på kr. 63 mio.)\nI 2023 er der foreløbigt givet 120 individuelle "
            "bevillinger til grøn omstilling (en samlet tilskudssum på 19,5 mio. kr.)",
            [(2022, 371, 63, False), (2023, 120, 19.5, True)],
        ),
        (
            "Der blev givet 371 bevillinger til grøn omstilling i 2022 og foreløbigt 120 i 2023. "
            "Tilskuddene var på henholdsvis 63 mio. kr. og 19,5 mio. kr.",
            [(2022, 371, 63, False), (2023, 120, 19.5, True)],
        ),
        (
            "I 2022 blev der givet 371 bevillinger til grøn omstilling på i alt kr. 63 mio. (i "
            "gennemsnit 0,17 mio. kr. pr. bevilling, højst 2 mio. kr.).",
            [(2022, 371, 63, False)],
        ),
        (
            "Pr. 1. oktober 2023 er der givet 120 bevillinger til grøn omstilling på 19 mio. kr. I "
            "hele 2022 var det 371 bevillinger på 63 mio. kr.",
            [(2022, 371, 63, False), (2023, 120, 19, True)],
        ),
    ],
)
def test_grants(text, want):
    extract = read(text)
    assert (grants(extract), told(extract)) == (want, [])


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("I 2022 blev der givet 371 bevillinger til grøn omstilling.", ("error", "sum-missing")),
        (
            "I år er der foreløbigt givet 120 bevillinger til grøn omstilling på 19 mio. kr.",
            ("warning", "number-unread"),
        ),
        (
            "I 2022 blev der givet 371 bevillinger til grøn omstilling i vest og 120 bevillinger i "
            "øst på 63 mio. kr.",
            ("error", "number-unread"),
        ),
        (
            "I 2022 blev der givet 371 bevillinger til grøn omstilling på 63 mio. kr. Noget andet "
            "står her.\nGrøn omstilling: i 2022 gav vi 372 bevillinger på 63 mio. kr.",
            ("error", "places-differ"),
        ),
    ],
)
def test_what_cant_be_read_is_told(text, finding):
    assert told(read(text)) == [("green_grants", *finding)]


def test_tables_with_years_as_columns_and_as_rows():
    across = (
        "Grøn vækst\n\n"
        "                                           2022      2023 (9 mdr.)\n"
        "Virksomheder vejledt om grøn omstilling    402       210\n"
        "Individuelt vejledte i alt                 2.920     1.900\n"
        "Bevillinger til grøn omstilling            371       120\n"
        "Tilskud i alt (mio. kr.)                   63        19,5\n"
    )
    down = (
        "År            Vejledt om grøn omstilling  Vejledte i alt  Bevillinger   Mio. kr. tilskud\n"
        "2022           402                         2.920           371           63\n"
        "2023 (9 mdr.)  210                         1.900           120           19,5\n"
    )
    for text in (across, down):
        extract = read(text)
        want = [(2022, 402, 2920, False, False), (2023, 210, 1900, False, True)]
        assert guidance(extract) == want
        assert grants(extract) == [(2022, 371, 63, False), (2023, 120, 19.5, True)]


def test_a_dash_is_no_number_and_decimals_are_no_count():
    found = read(
        "Grøn omstilling    Vejledt om grøn omstilling    Individuelt vejledte i alt\n"
        "2022               402                           2.920\n"
        "2023*              210                           –\n"
        "* Foreløbige tal for 2023.\n\n"
        "Mio. kroner              2022     2023\n"
        "Basisbevilling, stat     18,4     18,9\n"
    )
    assert guidance(found) == [(2022, 402, 2920, False, False), (2023, 210, None, False, True)]
    assert grants(found) == []


def test_a_target_of_the_contract_is_no_result():
    target = "500 virksomheder vejledes om grøn omstilling i 2023."
    text = f"{target}\nI 2023 fik 487 virksomheder vejledning om grøn omstilling."
    found = read_green(from_text(text, "paper.txt"), load_region(), [target])
    assert guidance(found) == [(2023, 487, None, False, False)]


def test_a_result_of_the_contract_confirms_and_adds_no_year_that_it_compares_with():
    result = (
        "487 virksomheder er vejledt om grøn omstilling i 2023. I 2022 var det 452 virksomheder."
    )
    text = "I 2023 fik 487 virksomheder vejledning om grøn omstilling."
    papers = from_text(f"{text}\n{result}", "paper.txt")
    found = read_green(papers, load_region(), [], [result])
    assert guidance(found) == [(2023, 487, None, False, False)] and found.findings == []
    other = read_green(
        from_text(text.replace("487", "490") + f"\n{result}", "p"), load_region(), [], [result]
    )
    assert [(f.check, f.severity) for f in other.findings] == [("places-differ", "error")]
    alone = read_green(from_text(result, "paper.txt"), load_region(), [], [result])
    assert [row[0] for row in guidance(alone)] == [2022, 2023]


def test_halves_beside_the_whole_year_are_no_years_in_a_table_or_a_sentence():
    found = read(
        f"{'Grøn omstilling':33}1. halvår 2023   2. halvår 2023   Hele 2023   1. halvår 2024\n"
        "Grønt vejledte                   201              188              389         164\n"
        "Bevillinger til grøn omstilling  118              94               212         71\n"
        "Bevilget tilskud, mio. kr.       17,6             14,2             31,8        10,9\n"
    )
    assert [row[:2] for row in guidance(found)] == [(2023, 389), (2024, 164)]
    assert [row[:3] for row in grants(found)] == [(2023, 212, 31.8), (2024, 71, 10.9)]
    said = (
        "Der blev givet 64 grønne bevillinger på 9,8 mio. kr. i første halvår af 2028 og 71 på "
        "11,4 mio. kr. i andet halvår, i alt 135 bevillinger på 21,2 mio. kr. i 2028."
    )
    assert grants(read(said)) == [(2028, 135, 21.2, False)]


def test_a_year_set_on_two_lines_beside_the_others_and_a_column_without_a_year():
    def page(head):
        rows = (("Virksomheder vejledt om grøn omstilling", "402", "431", "210"),)
        rows += (("Individuelt vejledte i alt", "2.920", "3.005", "1.900"),)
        cells = [
            (x, 3 + n, text)
            for n, row in enumerate(rows)
            for x, text in zip((25, 230, 290, 340), row, strict=True)
        ]
        return drawn(
            [(25, 0, "Grøn omstilling"), (230, 2, "2022"), (290, 2, "2023"), *head, *cells]
        )

    whole = read_green(read_document(page([(340, 1, "1. halvår 2024")]), "p.pdf"), load_region())
    assert [row[:3] for row in guidance(whole)] == [
        (2022, 402, 2920), (2023, 431, 3005), (2024, 210, 1900)
    ]  # fmt: skip
    bare = read_green(read_document(page([]), "p.pdf"), load_region())
    assert len(guidance(bare)) == 2 and ("green_guidance", "warning", "row-unread") in told(bare)


def test_a_table_that_goes_on_overleaf_without_its_head():
    head = [(20, 0, "Grøn omstilling"), (180, 0, "2022"), (240, 0, "2023 (foreløbigt)")]
    rows = [("Grønt vejledte virksomheder", "377", "203"), ("Vejledte i alt", "2.964", "1.512")]
    first, second = (
        [(x, 1, text) for x, text in zip((20, 180, 240), row, strict=True)] for row in rows
    )
    found = read_green(read_document(drawn([*head, *first], second), "papers.pdf"), load_region())
    assert guidance(found) == [(2022, 377, 2964, False, False), (2023, 203, 1512, False, True)]


def test_grants_of_a_scheme_until_a_day_are_no_years():
    found = read(
        "I 2025 blev der bevilget 188 tilskud til grøn omstilling på i alt 29,9 mio. kr.\nECSMV "
        "lukkede den 30. september 2025 efter 742 tilsagn."
    )
    assert grants(found) == [(2025, 188, 29.9, False)]
    assert [f.severity for f in found.findings] == ["warning"] and "742" in found.findings[
        0
    ].message


def test_2021(raw_2021):
    extract = read_green(read_document(raw_2021.read_bytes(), "2021.txt"), load_region())
    assert guidance(extract) == [(2021, 345, 2860, False, False), (2022, 175, 2000, True, True)]
    assert grants(extract) == [(2021, 63, 6, False), (2022, 358, 61, True)]
    lines = [r["source_line"] for t in ("green_guidance", "green_grants") for r in extract.rows[t]]
    assert lines == [845, 846, 854, 855]
    assert told(extract) == []


def test_firms_and_grants_of_one_sentence():
    found = read(
        "I 2024 fik 204 virksomheder vejledning om grøn omstilling, og der blev givet 119 "
        "bevillinger på i alt 21 mio. kr."
    )
    assert guidance(found) == [(2024, 204, None, False, False)]
    assert grants(found) == [(2024, 119, 21.0, False)]


def test_year_without_a_total_is_told_where_others_have_one():
    found = read(
        "I 2023 fik 436 virksomheder vejledning om grøn omstilling ud af 2.711 vejledte.\n"
        "I første halvår 2024 var det 99 virksomheder."
    )
    assert guidance(found)[1] == (2024, 99, None, False, True)
    assert told(found) == [("green_guidance", "warning", "total-missing")]


def test_half_year_as_a_column():
    found = read(
        "Grøn omstilling                              2022     2023     1. halvår 2024\n"
        "Virksomheder vejledt om grøn omstilling      402      436      99\n"
        "Individuelt vejledte i alt                   2.920    2.711    1.100\n"
    )
    assert guidance(found)[2] == (2024, 99, 1100, False, True) and len(guidance(found)) == 3


def test_first_year_of_a_table_whose_head_stands_close_above_it():
    page = [(20, 0, "År"), (60, 0, "Vejledt om grøn"), (170, 0, "Individuelt vejledte i alt")]
    page += [(60, 1, "omstilling")]
    rows = [("2024", "455", "2.767"), ("2025", "491", "3.135"), ("2026", "538", "3.420")]
    for line, row in zip((2.5, 4.4, 6.3), rows, strict=True):
        page += [(x, line, text) for x, text in zip((20, 60, 170), row, strict=True)]
    found = read_green(read_document(drawn(page), "papers.pdf"), load_region())
    assert [row[:3] for row in guidance(found)] == [
        (2024, 455, 2767),
        (2025, 491, 3135),
        (2026, 538, 3420),
    ]


def test_column_without_a_meaning_is_told():
    found = read(
        "År      Vejledt om grøn omstilling     Heraf vejledte to gange\n"
        "2022    402                            71\n"
        "2023    436                            87\n"
    )
    assert [row[:3] for row in guidance(found)] == [(2022, 402, None), (2023, 436, None)]
    assert told(found) == [("green_guidance", "warning", "number-unread")]
    assert "gange 71" in found.findings[0].message


def test_year_whose_row_is_not_like_the_others_is_told():
    table = (
        "År      Vejledt om grøn omstilling         Individuelt vejledte\n"
        "2022             402                              2 920\n"
        "2023             436                              2 711\n"
    )
    found = read(f"{table}2024    ca. 210 (1. halvår)\n")
    assert [row[:3] for row in guidance(found)] == [(2022, 402, 2920), (2023, 436, 2711)]
    assert [(f.check, f.source_line) for f in found.findings] == [("row-unread", 4)]
    found = read(f"{table}2024             473\n")
    assert guidance(found)[2][:3] == (2024, 473, None)
    assert told(found) == [("green_guidance", "warning", "total-missing")]


def test_how_many_more_than_in_a_year_is_no_number_of_that_year():
    found = read("Der blev vejledt 23 flere virksomheder om grøn omstilling end i 2024.")
    assert guidance(found) == []


def test_total_behind_a_semicolon_and_grants_that_firms_got_one_each():
    found = read(
        "411 virksomheder blev i 2022 vejledt om grøn omstilling; det samlede antal individuelle "
        "vejledninger var 2.833.\n"
        "238 virksomheder er indtil nu i 2023 vejledt om grøn omstilling; der er i alt givet ca. "
        "1.950 individuelle vejledninger i år.\n"
        "I 2022 fik 389 virksomheder en individuel bevilling. Tilskuddene var på 66,5 mio. kr."
    )
    assert guidance(found) == [(2022, 411, 2833, False, False), (2023, 238, 1950, True, True)]
    assert grants(found) == [(2022, 389, 66.5, False)] and found.findings == []


def test_a_point_of_a_list_is_the_head_of_those_below_it():
    found = read(
        "- Grøn vækst, virksomheder vejledt om grøn omstilling\n- 2023: 402 virksomheder\n"
        "- 2024: 438 virksomheder, ud af 2.573 individuelt vejledte\n"
    )
    assert [row[:3] for row in guidance(found)] == [(2023, 402, None), (2024, 438, 2573)]


def test_sum_of_grants_is_told_by_its_cells():
    found = read(
        "År       Bevillinger til grøn omstilling      Tilskud i alt\n"
        "2025     221                                  41,5 mio. kr.\n"
        "2026     176                                  38 mio. kr.\n"
    )
    assert grants(found) == [(2025, 221, 41.5, False), (2026, 176, 38.0, False)]


@pytest.mark.parametrize(
    "text",
    [
        "I første halvår af 2022 fik 188 virksomheder grøn vejledning, i andet halvår 221. Året "
        "endte dermed på 409 ud af de 2.956 individuelt vejledte virksomheder.",
        "I 2022 fik 409 virksomheder grøn vejledning ud af 2.956 vejledte: 188 i 1. halvår og 221 "
        "i 2. halvår.",
        "I 2023 fik 451 virksomheder vejledning om grøn omstilling. Året før var det 409 "
        "virksomheder ud af 2.956.",
    ],
)
def test_halves_of_a_year_are_no_number_of_it_and_the_year_before_is_one(text):
    assert (2022, 409, 2956, False, False) in guidance(read(text))


def test_bars_with_a_number_and_a_sum_beside_each_year():
    page = [(20, 0, "Figuren viser bevillinger til grøn omstilling og samlet tilskud")]
    bars = [("2025", "142", "18,4"), ("2026", "211", "33,2"), ("2027", "176", "27,9")]
    for at, (year, number, million) in enumerate(bars):
        line = 2 + 2.4 * at
        page += [(20, line, year), (180, line, f"{number} bevillinger, {million} mio. kr.")]
    found = read_green(read_document(drawn(page), "papers.pdf"), load_region())
    assert [row[:3] for row in grants(found)] == [
        (2025, 142, 18.4),
        (2026, 211, 33.2),
        (2027, 176, 27.9),
    ]


def test_what_a_table_counts_may_stand_in_its_corner():
    found = read(
        "Bevillinger til grøn omstilling     Antal     Samlet sum, mio. kr.\n"
        "2025                                221       41,5\n"
        "2026                                176       38\n"
    )
    assert [row[:3] for row in grants(found)] == [(2025, 221, 41.5), (2026, 176, 38)]


def test_a_number_that_the_next_sentence_corrects():
    found = read(
        "I papirerne stod, at 388 virksomheder fik vejledning om grøn omstilling i 2022. Det "
        "rigtige tal er 411 virksomheder ud af de 2.946 individuelt vejledte."
    )
    assert [row[:3] for row in guidance(found)] == [(2022, 411, 2946)]


def test_a_row_of_a_part_of_the_row_above():
    found = read(
        "Grøn indsats                    2023      2024\n"
        "Individuelt vejledte i alt      3.012     3.180\n"
        "– heraf om grøn omstilling      437       462\n"
    )
    assert [row[:3] for row in guidance(found)] == [(2023, 437, 3012), (2024, 462, 3180)]
    assert found.findings == []


def test_years_behind_a_sentence_that_counts_nothing_and_other_regions():
    found = read(
        "I 2023 fik 402 virksomheder vejledning om grøn omstilling ud af 2.951 vejledte. Det er "
        "13,6 pct. I 2022 var det 371 ud af 2.874. Til og med marts 2024 er det foreløbig 119 ud "
        "af 803, og for hele 2024 håber huset at nå 430. Erhvervshus Fyn vejledte 166 virksomheder "
        "i 2023."
    )
    assert guidance(found) == [
        *((2022, 371, 2874, False, False), (2023, 402, 2951, False, False)),
        (2024, 119, 803, False, True),
    ]


def test_those_it_is_out_of_without_a_name():
    found = read(
        "Vejledning i grøn omstilling    Virksomheder    Ud af\n"
        "2027                            498             3.361\n"
        "2028                            541             3.500\n"
    )
    assert [row[:3] for row in guidance(found)] == [(2027, 498, 3361), (2028, 541, 3500)]


def test_two_tables_side_by_side():
    """The second one's years are no numbers of grants, and its sums name nothing else."""
    found = read(
        "        Grøn vejledning                           Tilskud til grøn omstilling\n"
        "År      Vejledt grønt    Individuelt vejledte     År      Antal bevillinger   Mio. kr.\n"
        "2024    512              3.076                    2024    187                 31,2\n"
        "2025    638              3.255                    2025    243                 44\n"
    )
    assert [row[:3] for row in guidance(found)] == [(2024, 512, 3076), (2025, 638, 3255)]
    assert [row[:3] for row in grants(found)] == [(2024, 187, 31.2), (2025, 243, 44)]


def test_sums_in_kroner():
    table = (
        "År       Bevillinger til grøn omstilling      Tilskud i alt\n"
        "2025     221                                  41.500.000 kr.\n"
        "2026     176                                  38.000.000 kr.\n"
    )
    assert [row[2] for row in grants(read(table))] == [41.5, 38.0]


def test_those_of_all_that_were_guided_on_green_transition():
    found = read(
        "I 2022 blev der givet 2.833 individuelle vejledninger, hvoraf 411 var om grøn omstilling."
    )
    assert guidance(found) == [(2022, 411, 2833, False, False)]


def test_number_whose_own_year_is_not_told_is_not_of_the_year_in_brackets():
    found = read(
        "I 2023 blev 402 virksomheder vejledt om grøn omstilling ud af 2.920.\n"
        "362 virksomheder har fået vejledning om grøn omstilling (2022: 404)."
    )
    assert [row[:3] for row in guidance(found)] == [(2023, 402, 2920)]
    assert told(found) == [("green_guidance", "warning", "number-unread")]


@pytest.mark.parametrize(
    "given", ["bevilget 402 med en samlet sum på", "bevilget tilskud til 402 grønne projekter for"]
)
def test_number_of_grants_without_a_noun(given):
    found = read(f"Til grøn omstilling blev der i 2022 {given} 66,5 mio. kr.")
    assert grants(found) == [(2022, 402, 66.5, False)] and found.findings == []


def test_a_year_that_says_at_length_until_when_is_provisional():
    found = read(
        "Periode                                          Grøn vejledning   Tilskud   Mio. kr.\n"
        "2022                                             744               171       38,2\n"
        "2023 til og med 28. februar (foreløbige tal)     139               22        4,6\n"
    )
    assert grants(found) == [(2022, 171, 38.2, False), (2023, 22, 4.6, True)]


@pytest.mark.parametrize(
    "given",
    [
        "givet tilskud til 402 virksomheder, 66 mio. kr.",
        "402 midtjyske virksomheder bevilget tilskud, 66 mio. kr.",
    ],
)
def test_firms_that_got_grants_are_taken_for_one_grant_each_with_a_warning(given):
    found = read(f"Til grøn omstilling blev der i 2022 {given}")
    assert grants(found) == [(2022, 402, 66, False)]
    assert told(found) == [("green_grants", "warning", "grants-by-firms")]


def test_year_of_two_lines_beside_numbers_in_their_middle():
    heads = ("År", "Vejledt grønt", "Vejledt i alt")
    page = [(x, 1, text) for x, text in zip((20, 120, 240), heads, strict=True)]
    page += [(x, 3, text) for x, text in zip((20, 120, 240), ("2024", "388", "2.758"), strict=True)]
    page += [(20, 5, "2025"), (20, 6, "(foreløbig)"), (120, 5.5, "121"), (240, 5.5, "904")]
    page += [(15, line, 380, line) for line in (0.8, 2.6, 4.6, 7.2)]
    page += [(x, 0.8, x, 7.2) for x in (15, 110, 230, 380)]
    found = read_green(read_document(drawn(page), "paper.pdf"), load_region())
    assert [row[:3] for row in guidance(found)] == [(2024, 388, 2758), (2025, 121, 904)]


@pytest.mark.parametrize(
    "behind",
    [
        ", hvoraf de 51,8 mio. kr. gik til investeringer",
        "; rammen for hele året er 90 mio. kr",
        ", i gennemsnit ca. 149.000 kr",
    ],
)
def test_what_is_told_behind_a_sum_does_not_hide_it(behind):
    found = read(
        f"I 2022 er der givet 402 bevillinger til grøn omstilling på 66,5 mio. kr.{behind}."
    )
    assert grants(found) == [(2022, 402, 66.5, False)]


def test_what_was_applied_for_is_no_grant_and_a_list_of_years_goes_on():
    found = read(
        "Tilskud til grøn omstilling\n"
        "Der kom 268 ansøgninger i 2022. 56 fik afslag.\n"
        "I 2022 blev der givet 212 bevillinger på 34,6 mio. kr. De 268 havde søgt om 47 mio. kr.\n"
        "Der er travlt i huset.\nI 2023 er der foreløbig givet 47 bevillinger på 7,9 mio. kr. "
        "Erhvervshuset forventer "
        "110 bevillinger og 17 mio. kr. for hele 2023."
    )
    assert grants(found) == [(2022, 212, 34.6, False), (2023, 47, 7.9, True)]


def test_a_sentence_that_counts_all_guided_firms_is_no_row_of_the_green_ones():
    found = read(
        "Grøn vejledning i erhvervshuset\nI 2022 blev 402 ud af 2.920 vejledt om grøn omstilling.\n"
        "Økonomi i huset\nRegnskabet har 12 bilag.\n\n"
        "Bemærkninger\n\nI notatet for 2021 er det anført, at 3.401 virksomheder var vejledt."
    )
    assert [row[:3] for row in guidance(found)] == [(2022, 402, 2920)]
    assert told(found) == [("green_guidance", "warning", "number-unread")]


def test_a_column_that_exceeds_the_green_guided_firms_is_told():
    page = [(20, 0, "Grøn vejledning"), (20, 2, "År"), (120, 2, "Fik grøn vejledning")]
    page += [(320, 2, "Besøg"), (20, 3, "2022"), (120, 3, "402"), (320, 3, "2.920")]
    page += [(20, 4, "2023"), (120, 4, "410"), (320, 4, "3.001")]
    found = read_green(read_document(drawn(page), "papers.pdf"), load_region())
    assert [row[:3] for row in guidance(found)] == [(2022, 402, None), (2023, 410, None)]
    assert ("green_guidance", "warning", "number-unread") in told(found)

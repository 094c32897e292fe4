"""Guidance by municipality, from small tables of text worked out by hand."""

from __future__ import annotations

import pytest
from papers.draw import drawn

from midtjylland.declared.region import load_region
from midtjylland.extract.common import Extract
from midtjylland.extract.guidance import read_guidance
from midtjylland.read.document import read_document

REGION = load_region()
# Counts of 1,000 firms in all, so that each share is its count over ten.
COUNTS = {
    **{"Favrskov": 40, "Hedensted": 36, "Herning": 70, "Holstebro": 45, "Horsens": 75},
    **{"Ikast-Brande": 32, "Lemvig": 14, "Norddjurs": 28, "Odder": 17, "Randers": 73},
    **{"Ringkøbing-Skjern": 41, "Samsø": 3, "Silkeborg": 80, "Skanderborg": 48, "Skive": 33},
    **{"Struer": 16, "Syddjurs": 35, "Viborg": 71, "Aarhus": 243},
}
SHARES = "3.6 3.5 6.7 4.4 6.9 3.1 1.5 2.8 1.7 7.4 4.3 0.3 7.1 4.7 3.5 1.6 3.2 7.3 26.4"
PEOPLE = dict(zip(COUNTS, map(float, SHARES.split()), strict=True))
HEAD = (
    "Målopfyldelse resultatkontrakt 2023\nKommune   % af indbyg.   Antal vejledte   % af vejledte\n"
)
TOTALS = (
    "Midtjylland i alt   100,0   1.000   100,0\nUden for regionen      60\nVejledte i alt   1.060\n"
)


def danish(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")


def table(row: str = "{name}   {people}   {count}   {share}", **names: str) -> str:
    return "".join(
        row.format(
            name=names.get(name, name),
            people=danish(PEOPLE[name]),
            count=count,
            share=danish(count / 10),
            number=number,
            before=count + 10 * (-1) ** number,
            people_in_all=f"{int(PEOPLE[name] * 14):d}.{100 + count}",
        )
        + "\n"
        for number, (name, count) in enumerate(COUNTS.items(), start=1)
    )


def read(text: str) -> Extract:
    return read_guidance(read_document(text.encode(), "papers.txt"), REGION)


def rows(extract: Extract) -> dict[str, tuple[float, int, float]]:
    return {
        row["municipality"]: (
            row["population_share_pct"],
            row["guided_firms"],
            row["guided_share_pct"],
        )
        for row in extract.rows.get("guidance_by_municipality", [])
    }


def totals(extract: Extract) -> dict[str, float]:
    return {row["quantity"][13:]: row["value"] for row in extract.rows.get("stated_totals", [])}


TRUE = {name: (PEOPLE[name], count, count / 10) for name, count in COUNTS.items()}
ALL = {"region": 1000, "outside": 60, "all": 1060}


@pytest.mark.parametrize(
    "row",
    [
        "{name}   {people}   {count}   {share}",
        "{name}   {share} %   {count}   {people} %",
        "{number}   {name}   {people}%   {count}   {share}%",
        "{name}   {people_in_all}   {people}   {before}   {count}   {share}",
        "{name}   {people}   {count}   {share}   {before}",
        "{name}   {people}   {count}   {share}   +{number}",
        "{name} {people}% {count} {share}%",
        "{name}\n{people}%\n{count}\n{share}%",
        "{name} {before} {count} {people} {share}",
    ],
)
def test_columns_are_told_by_what_they_prove(row: str) -> None:
    around = (
        (HEAD, TOTALS)
        if "   " in row
        else (
            " ".join(HEAD.split(" ")).replace("   ", " "),
            "\n".join(" ".join(line.split()) for line in TOTALS.split("\n")),
        )
    )
    found = read(around[0] + table(row) + around[1])
    if row.index("{share}") < row.index("{count}"):
        # The head of this layout has the shares in the other order.
        found = read(
            HEAD.replace("indbyg.", "x").replace("vejledte\n", "indbyg.\n") + table(row) + TOTALS
        )
    assert rows(found) == TRUE
    assert totals(found) == ALL
    assert found.findings == []


@pytest.mark.parametrize(
    "name", ["Ringkøbing-\nSkjern", "Ringkoebing-Skjern", "RingkøbingSkjern", "Ringkøbing-Skjern¹"]
)
def test_a_name_is_known_in_any_spelling(name: str) -> None:
    found = read(HEAD + table(**{"Ringkøbing-Skjern": name, "Aarhus": "Århus*"}) + TOTALS)
    assert rows(found) == TRUE


def test_subtotals_are_no_totals() -> None:
    lines = table().splitlines()
    west = "Vestjylland i alt   40,4   343   34,3"
    text = "\n".join([*lines[:7], west, *lines[7:]]) + "\n"
    assert totals(read(HEAD + text + TOTALS)) == ALL


def test_totals_above_the_table_or_in_a_sentence() -> None:
    said = "Af de 1.060 individuelt vejledte kommer 1.000 fra Midtjylland og 60 fra resten.\n"
    assert totals(read(said + HEAD + table())) == ALL
    assert totals(read(HEAD + "Midtjylland   100,0   1.000   100,0\n" + table())) == {
        "region": 1000
    }


def test_totals_of_many_lines_above_the_first_municipality() -> None:
    above = "Regionens   100,0   1.000   100,0\n3\nkommuner\ni alt\nVirksomheder        60\n"
    above += "fra andre\nregioner\nIndividuelt vejledte\ni alt       1.060\n"
    assert totals(read(HEAD + above + table())) == ALL


def test_those_outside_told_in_sentences_below_the_table() -> None:
    said = "Hertil kommer 60 vejledte uden for regionen. De individuelt vejledte er dermed 1.060."
    text = table() + "Midtjylland i alt   100,0   1.000   100,0\n\n" + said + "\n"
    assert totals(read(HEAD + text)) == ALL


def test_those_outside_told_far_from_the_sum_of_all() -> None:
    other = "Et andet emne har 7 led.\n" * 60
    said = f"I alt 1.060 virksomheder fik individuel vejledning.\n{other}"
    text = table() + "Midtjylland i alt   100,0   1.000   100,0\n"
    below = f"{other}Ud over de 1.000 vejledte i regionen er 60 uden for regionen vejledt.\n"
    assert totals(read(said + HEAD + text + below)) == ALL


@pytest.mark.parametrize(
    "said",
    [
        "I 2026 vejledte huset i alt 1.075 virksomheder.",
        "Måltallet for individuel vejledning er 1.075.",
    ],
)
def test_sums_by_chance_are_no_totals(said) -> None:
    other = "Et andet emne har 7 led.\n" * 60
    text = table() + "Midtjylland i alt   100,0   1.000   100,0\n"
    below = f"{other}I 2026 kom 75 vejledte virksomheder fra områder uden for regionen.\n"
    assert totals(read(f"{said}\n{other}{HEAD}{text}{below}")) == {"region": 1000}


def test_a_total_that_is_not_the_sum_withholds_table_and_totals() -> None:
    found = read(HEAD + table() + TOTALS.replace("1.000", "1.001"))
    assert [finding.check for finding in found.findings] == ["counts-against-total"]
    assert "1,000" in found.findings[0].message and "1,001" in found.findings[0].message
    assert totals(found) == {}


def test_totals_that_do_not_add_up_withhold() -> None:
    found = read(HEAD + table() + TOTALS.replace("1.060", "1.061"))
    assert [finding.check for finding in found.findings] == ["totals-against-each-other"]
    assert totals(found) == {}


def test_two_tables_are_told_by_the_year_above() -> None:
    other = table(
        "{name}   {people}   {before}   {before_share}".replace("{before_share}", "{share}")
    )
    before = HEAD.replace("Antal", "2022: antal") + other
    now = HEAD.split("\n")[1].replace("Antal", "2023: antal") + "\n" + table() + TOTALS
    assert rows(read(before + "\n" * 30 + now)) == TRUE


def test_last_years_counts_and_shares_are_told_by_the_year() -> None:
    head = (
        "Målopfyldelse resultatkontrakt 2023\nFordeling af vejledte\n"
        "Kommune             Indbyg.    Antal 2022   Pct. 2022   Antal 2023   Pct. 2023\n"
    )

    def line(name: str, count: int, at: int) -> str:
        before = count + (5 if at % 2 else -5) if at < 18 else count
        return (
            f"{name:20}{danish(PEOPLE[name]):>7}{before:14d}{danish(before / 10):>12}"
            f"{count:13d}{danish(count / 10):>12}\n"
        )

    text = "".join(line(name, count, at) for at, (name, count) in enumerate(COUNTS.items()))
    assert rows(read(head + text + TOTALS)) == TRUE
    swapped = (
        head.replace("2022", "x")
        .replace("2023   ", "2022   ")
        .replace("Pct. 2023", "Pct. 2022")
        .replace("x", "2023")
    )
    before = rows(read(swapped + text + TOTALS))
    assert before["Favrskov"][1] == 35


def test_the_population_of_two_years_is_told_by_the_year() -> None:
    head = (
        "Målopfyldelse resultatkontrakt 2023\nFordeling af vejledte\n"
        "                   Indbyg.   Antal    Pct.    Indbyg.   Antal   Pct.\n"
        "Kommune            2022      2022     2022    2023      2023    2023\n"
    )

    def line(name: str, count: int, at: int) -> str:
        moved = 0.1 if at % 2 else -0.1
        people = PEOPLE[name] + (moved if at < 18 else 0)
        before = count + (5 if at % 2 else -5) if at < 18 else count
        return (
            f"{name:18}{danish(people):>8}{before:9d}{danish(before / 10):>9}"
            f"{danish(PEOPLE[name]):>8}{count:10d}{danish(count / 10):>9}\n"
        )

    text = "".join(line(name, count, at) for at, (name, count) in enumerate(COUNTS.items()))
    assert rows(read(head + text + TOTALS)) == TRUE


def test_years_that_do_not_tell_the_columns_withhold() -> None:
    head = "Målopfyldelse resultatkontrakt 2023\nKommune  indbyg.  vejledte  pct.  vejledte  pct.\n"
    found = read(
        head + table("{name}   {people}   {before}   {share}   {count}   {share}") + TOTALS
    )
    assert rows(found) in ({}, TRUE)
    text = table("{name}   {people}   {count}   {share}   {count}   {share}")
    found = read(head + text + TOTALS)
    assert rows(found) == {}
    assert [finding.check for finding in found.findings] == ["columns-unknown"]


@pytest.mark.parametrize(
    "row", ["{name}   {people}   {share}", "{name}   {count}", "{name}   {people}   {count}"]
)
def test_a_table_that_lacks_a_column_is_withheld_with_the_reason(row: str) -> None:
    found = read(HEAD + table(row) + TOTALS)
    assert rows(found) == {}
    assert [finding.check for finding in found.findings] == ["columns-unknown"]


def test_a_row_without_a_figure_withholds() -> None:
    found = read(HEAD + table().replace("   16   1,6", "   –   1,6") + TOTALS)
    assert "Struer" in " ".join(finding.message for finding in found.findings)
    assert any(finding.severity == "error" for finding in found.findings)


def test_other_lists_of_municipalities_are_left_alone() -> None:
    money = "Bidrag til sekretariatet\nKommune   Bidrag i kr.   Andel af indbyg.\n"
    lines = table("{name}   {count}.000   {share}")
    assert read(money + lines).rows == {} and read(money + lines).findings == []
    found = read(HEAD + table() + TOTALS + "\n" * 30 + money + lines)
    assert rows(found) == TRUE and found.findings == []


def test_text_without_the_table_gives_nothing() -> None:
    found = read("Resultatkontrakt 2023\nAarhus og Viborg har vejledt 40 virksomheder.\n")
    assert found.rows == {} and found.findings == []


def test_places_are_those_of_the_lines() -> None:
    found = read(HEAD + table() + TOTALS)
    assert found.rows["guidance_by_municipality"][0]["source_line"] == 3
    assert [row["source_line"] for row in found.rows["stated_totals"]] == [22, 23, 24]


def test_totals_told_over_several_sentences_above_the_table() -> None:
    above = (
        "Individuelt vejledte i 2023 i alt: 1.060 virksomheder og iværksættere\n"
        "– heraf i Region Midtjylland: 1.000\n"
        "– heraf i resten af landet: 60\n"
        "De 1.000 vejledte i regionen fordeler sig sådan:\n"
        "\n\n\n\n\n"
    )
    found = read(above + HEAD + table())
    assert totals(found) == ALL and rows(found) == TRUE
    assert [f for f in found.findings if f.severity != "info"] == []


def test_population_is_told_by_elimination_and_said_so() -> None:
    head = HEAD.replace("% af indbyg.", "Andel af landsdelen")
    found = read(head + table() + TOTALS)
    assert rows(found) == TRUE
    assert [(f.severity, f.check) for f in found.findings] == [
        ("warning", "population-by-elimination")
    ]


def test_share_under_another_year_is_no_population() -> None:
    head = HEAD.replace("% af indbyg.", "Vejledte 2022, %")
    found = read(head + table() + TOTALS)
    assert rows(found) == {} and [f.check for f in found.findings] == ["columns-unknown"]


def test_counts_left_of_the_names() -> None:
    page: list = [
        (20, 0, "Målopfyldelse resultatkontrakt 2023"),
        (20, 2, "Vejledte"),
        (90, 2, "Kommune"),
    ]
    page += [(200, 2, "Pct. af vejledte"), (300, 2, "Pct. af borgere")]
    for line, (name, count) in enumerate(COUNTS.items(), start=3):
        page += [(20, line, str(count)), (90, line, name)]
        page += [(200, line, danish(count / 10)), (300, line, danish(PEOPLE[name]))]
    page += [(20, 22, "1.000"), (90, 22, "Midtjylland i alt"), (200, 22, "100,0")]
    page += [(20, 23, "60"), (90, 23, "Uden for regionen"), (20, 24, "1.060"), (90, 24, "I alt")]
    found = read_guidance(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    rows = found.rows["guidance_by_municipality"]
    assert {row["municipality"]: row["guided_firms"] for row in rows} == COUNTS
    totals = [row["value"] for row in found.rows["stated_totals"]]
    assert sorted(totals) == [60, 1000, 1060]


def test_numbers_of_the_rows_left_of_the_names_are_no_counts() -> None:
    found = read(HEAD + table("{number}   {name}   {people}   {count}   {share}") + TOTALS)
    rows = found.rows["guidance_by_municipality"]
    assert {row["municipality"]: row["guided_firms"] for row in rows} == COUNTS


def test_a_name_a_blank_behind_a_share_begins_a_row() -> None:
    page: list = [(20, 0, "Målopfyldelse resultatkontrakt 2023")]
    page += [(x, 2, text) for x, text in ((80, "Vejledte"), (150, "Borgere"), (190, "Pct."))]
    towns = list(COUNTS.items())
    for at, (name, count) in enumerate(towns[:10]):
        line, beside = 3 + at, towns[10 + at : 11 + at]
        other = beside[0][0] if beside else ""
        page += [(20, line, name), (80, line, f"{count} ({count - 1})")]
        page += [(150, line, danish(PEOPLE[name])), (190, line, f"{danish(count / 10)} {other}")]
        for _, number in beside:
            page += [(270, line, f"{number} ({number - 1})"), (330, line, danish(PEOPLE[other]))]
            page.append((370, line, danish(number / 10)))
    found = read_guidance(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    counts = {name: row[1] for name, row in rows(found).items()}
    assert counts == COUNTS


def test_totals_below_the_second_of_two_blocks() -> None:
    heads, edges = ("Kommune", "Vejledte", "Pct.", "Borgere"), (5, 85, 125, 155)
    page: list = [(20, 0, "Målopfyldelse resultatkontrakt 2023")]
    page += [(x + left, 2, text) for left in (0, 200) for x, text in zip(edges, heads, strict=True)]
    for at, (name, count) in enumerate(COUNTS.items()):
        left, line = 200 * (at // 10), 3 + at % 10
        cells = (name, str(count), danish(count / 10), danish(PEOPLE[name]))
        page += [(x + left, line, text) for x, text in zip((5, 90, 130, 160), cells, strict=True)]
    page += [(205, 12, "Midtjylland i alt"), (290, 12, "1.000"), (330, 12, "100,0")]
    page += [
        (205, 13, "Uden for regionen"),
        (290, 13, "60"),
        (205, 14, "I alt"),
        (290, 14, "1.060"),
    ]
    found = read_guidance(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    assert totals(found) == {"region": 1000, "outside": 60, "all": 1060} and len(rows(found)) == 19


@pytest.mark.parametrize(
    ("title", "head", "check"),
    [
        ("Vejledning fordelt på kommuner", "Kollektivt vejledte", "is no individual guidance"),
        ("Vejledning fordelt på kommuner i 2022", "Individuelt vejledte", "under 2022"),
        ("Vejledning fordelt på kommuner", "Vejledte 2022", "under 2022"),
        ("Vejledning fordelt på kommuner i 2023", "Individuelt vejledte", ""),
    ],
)
def test_a_column_of_other_guidance_or_of_another_year_withholds(title, head, check) -> None:
    page = [(20, 0, "Resultatkontrakt 2023"), (20, 2, title), (20, 3, "Kommune")]
    page += [(120, 3, "% af borgere"), (200, 3, head), (320, 3, "% af vejledte")]
    for line, (name, count) in enumerate(COUNTS.items(), 4):
        values = (danish(PEOPLE[name]), count, danish(count / 10))
        page += [(20, line, name)]
        page += [(x, line, str(v)) for x, v in zip((120, 200, 320), values, strict=True)]
    found = read_guidance(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    assert [check in f.message for f in found.findings if f.severity == "error"] == [True] * bool(
        check
    )
    assert len(rows(found)) == 19 * (not check)


def test_a_total_that_begins_with_a_number_beside_the_last_town() -> None:
    page: list = [(20, 0, "Resultatkontrakt 2023")]
    heads, edges = ("Kommune", "Vejledte", "Pct.", "Borgere"), (5, 85, 125, 155)
    page += [(x + left, 2, text) for left in (0, 200) for x, text in zip(edges, heads, strict=True)]
    towns = [(name, str(n), danish(n / 10), danish(PEOPLE[name])) for name, n in COUNTS.items()]
    for at, cells in enumerate([*towns, ("19 kommuner", "1.000", "100", "100")]):
        edges = (5 + 200 * (at // 10), 90, 130, 160)
        page += [(edges[0], 3 + at % 10, cells[0])]
        page += [
            (x + 200 * (at // 10), 3 + at % 10, c)
            for x, c in zip(edges[1:], cells[1:], strict=True)
        ]
    found = read_guidance(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    assert rows(found) == TRUE


def test_points_of_a_list_say_behind_each_figure_what_it_is() -> None:
    page = [(20, 0, "Resultatkontrakt 2023"), (20, 2, "Kunder i individuel vejledning")]
    for line, (name, count) in enumerate(COUNTS.items(), 4):
        shares = f"{danish(count / 10)} % af kunderne, {danish(PEOPLE[name])} % af indbyggerne"
        page += [(20, line, f"– {name}: {count} kunder ({shares})")]
    found = read_guidance(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    assert rows(found) == TRUE and not found.findings


def test_a_head_at_the_foot_of_the_page_before() -> None:
    first = [(20, 0, "Resultatkontrakt 2023"), (20, 30, "Vejledning fordelt på kommuner")]
    heads = ("Kommune", "% af borgere", "Vejledte", "% af vejledte")
    first += [(x, 32, head) for x, head in zip((20, 120, 220, 320), heads, strict=True)]
    second: list[tuple[float, float, str]] = []
    for line, (name, count) in enumerate(COUNTS.items()):
        values = (name, danish(PEOPLE[name]), str(count), danish(count / 10))
        second += [(x, line, v) for x, v in zip((20, 120, 220, 320), values, strict=True)]
    found = read_guidance(read_document(drawn(first, second), "papers.pdf"), REGION, 2023)
    assert len(rows(found)) == 19 and not found.findings

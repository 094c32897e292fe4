"""The contract's targets and results, out of tables laid out in every way that papers use.

All forms hold the same made-up contract; what each must give is typed once, below.
"""

from textwrap import wrap

import pytest
from papers.draw import STYLE, column, drawn, flowed, grid, height, table
from reportlab.lib import colors
from reportlab.platypus import PageBreak, Paragraph, Spacer

from midtjylland.declared.region import load_region
from midtjylland.extract.contract.recipe import read_contract
from midtjylland.read.document import read_document

REGION = load_region()
YEAR = 2024
TITLE = "Målopfyldelse for resultatkontrakt 2024"
GOALS = {1: "Kendskab", 2: "Tilfredshed", 3: "Vækst"}
ITEMS = [
    ("1a", "45 % af virksomhederne skal kende Erhvervshuset.", "52 % kender Erhvervshuset i dag."),
    ("1b", "Mindst 50 % af de vejledte virksomheder er nye.", "48 % af de vejledte er nye."),
    ("2a", "Net Promoter Score er mindst 60.", "Net Promoter Score er 71."),
    ("3a", "30 virksomheder skal gennemføre et vækstforløb.", "28 har gennemført et forløb."),
    ("3b", "Mindst 900 virksomheder skal have vejledning.", "1.020 virksomheder fik vejledning."),
]
NUMBERS = [45, 52, 50, 48, 60, 71, 30, 28, 900, 1020]
HEAD = ["Mål", "Måltal", "Resultat"]
WIDTHS = [90, 200, 200]


def goal(item, form="{}. {}"):
    """Name of a goal beside its first target."""
    number = int(item[0])
    return form.format(number, GOALS[number]) if item[1] == "a" else ""


def read(raw, name="papers.pdf", year=YEAR):
    return read_contract(read_document(raw, name), REGION, year)


def items(extract):
    return [
        (row["item"], row["target_text"], row["result_text"])
        for row in extract.rows.get("contract_goals", [])
    ]


def numbers(extract):
    rows = extract.rows.get("contract_indicators", [])
    return [row[name] for row in rows for name in ("target_value", "result_value")]


def assert_read(extract, goals=GOALS, numbered=True):
    assert items(extract) == ITEMS
    assert numbers(extract) == NUMBERS
    assert [f for f in extract.findings if f.severity != "info"] == []
    assert [row["goal"] for row in extract.rows["contract_goals"]] == [
        goals[int(item[0])] for item, *_ in ITEMS
    ]


def rows(*columns):
    """Rows of the table, a function of an item for each column."""
    return [[each(*item) for each in columns] for item in ITEMS]


def first(item, target, result):
    return goal(item)


def target(item, target, result):
    return target


def result(item, target, result):
    return result


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize(
    ("head", "columns", "widths"),
    [
        (HEAD, [first, target, result], WIDTHS),
        (["Mål", "Resultat", "Måltal"], [first, result, target], WIDTHS),
        (["Indsatsområde", "Resultatmål 2024", "Opnået 2024"], [first, target, result], WIDTHS),
        (["Mål", "Det har vi lovet", "Sådan er det gået"], [first, target, result], WIDTHS),
        (["Område", "Hvad skulle nås", "Hvad blev nået"], [first, target, result], WIDTHS),
        (["Område", "Aftalt resultatkrav", "Opnået"], [first, target, result], WIDTHS),
        (["Område", "Det skal nås i 2024", "Sådan blev året"], [first, target, result], WIDTHS),
        (["Tema", "Target", "Sådan gik det"], [first, target, result], WIDTHS),
        (
            ["Hvilket område?", "Hvad har erhvervshuset lovet?", "Hvad blev det til?"],
            [first, target, result],
            [60, 110, 200],  # heads of several lines
        ),
        (
            ["Mål", "Målsætning", "Opnået", "Status"],
            [first, target, result, lambda *_: "Delvist opfyldt"],
            [80, 170, 170, 60],
        ),
        (
            ["Mål", "Måltal", "Resultat", "Opfyldt?"],
            [first, target, result, lambda *_: "Ja"],
            [80, 170, 170, 60],
        ),
        (
            ["Mål", "Måltal", "Resultat 2023", "Resultat 2024"],
            [first, target, lambda item, *_: f"Sidste år var det {item[0]}1.", result],
            [80, 150, 130, 150],
        ),
        (
            ["Mål", "Aftalt", "2024", "2023"],
            [first, target, result, lambda item, *_: f"{item[0]}1 procent"],
            [80, 170, 170, 80],
        ),
        (
            ["Mål", "Krav i 2024", "Hele landet 2024", "Midtjylland 2024", "Midtjylland 2023"],
            [first, target, lambda item, *_: f"{item[0]}2 %", result, lambda *_: "41 %"],
            [80, 140, 60, 140, 60],
        ),
        (
            ["Mål", "Vurdering", "Måltal", "Resultat"],
            [first, lambda *_: "Nået", target, result],
            [80, 60, 170, 170],
        ),
    ],
    ids=[
        *("plain", "result-first", "other-heads", "spoken", "asked", "both", "to-reach", "english"),
        "asked-in-two-lines",
        *("status-short", "status", "last-year", "years", "country", "status-first"),
    ],
)
def test_columns_are_told_by_their_heads(head, columns, widths, ruled):
    parts = table([head, *rows(*columns)], widths, ruled=ruled)
    assert_read(read(flowed(TITLE, parts)))


SETTERS = {"1a": "Staten", "1b": "KKR", "2a": "Staten", "3a": "KKR", "3b": "KKR"}


def scopes(extract):
    return [row["scope"][0] for row in extract.rows["contract_goals"]]


@pytest.mark.parametrize("sentence", ["", "Mål 1-3 blev drøftet på mødet med KKR i marts."])
def test_a_column_tells_who_set_each_target(sentence):
    columns = [first, target, result, lambda item, *_: SETTERS[item]]
    parts = table([[*HEAD, "Sat af"], *rows(*columns)], [80, 170, 170, 60])
    found = read(flowed(TITLE, parts, sentence))
    assert items(found) == ITEMS
    assert scopes(found) == ["n", "l", "n", "l", "l"]


def test_a_table_sorted_by_who_set_its_targets_follows_their_numbers():
    numbers_of = {"1a": "1.1", "1b": "1.2", "2a": "2.1", "3a": "3.1", "3b": "3.2"}
    columns = [lambda item, *_: SETTERS[item], lambda item, *_: numbers_of[item]]
    columns += [lambda item, *_: GOALS[int(item[0])], target, result]
    by_setter = sorted(rows(*columns), key=lambda row: row[0] == "KKR")
    head = ["Besluttet af", "Nr.", "Tema", "Måltal", "Resultat"]
    found = read(flowed(TITLE, table([head, *by_setter], [60, 30, 70, 160, 160])))
    assert_read(found)
    assert scopes(found) == ["n", "l", "n", "l", "l"]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Mål 1 og 2 er fastsat af staten, og mål 3 er aftalt med KKR.", "nnnll"),
        ("De to første mål har KKR aftalt, mens det sidste, mål 3, er nationalt.", "nnnnn"),
        (
            "Mål 1-2 er vores egne, mens mål 3 følger af aftalen med staten.",
            "lllnn",
        ),
        ("Mål 1-3 blev drøftet med kommunerne i maj.", "nnnnn"),
    ],
)
def test_a_sentence_tells_who_set_the_goals_where_it_tells_of_all(sentence, told):
    found = read(flowed(TITLE, sentence, table([HEAD, *rows(first, target, result)], WIDTHS)))
    assert "".join(scopes(found)) == told


def test_how_results_were_measured_is_no_result():
    ways = iter(["46 % svarede.", "98 % af sagerne er talt med.", "300 kunder.", "12.", "19."])
    columns = [first, target, result, lambda *_: next(ways)]
    parts = table([[*HEAD, "Opgørelse"], *rows(*columns)], [80, 150, 110, 150])
    assert_read(read(flowed(TITLE, parts)))


def test_a_last_target_without_number_and_result_is_told():
    labels = iter(["1.1", "1.2", "2.1", "3.1", "3.2"])
    body = [*rows(lambda *_: next(labels), target, result), ["", "Mindst 20 skal vokse.", ""]]
    found = read(flowed(TITLE, table([HEAD, *body], WIDTHS)))
    assert [f.check for f in found.findings if f.severity == "error"] == ["text-unplaced"]


def test_rows_broken_over_pages_are_whole():
    # The page ends within a row: A6 holds about a dozen lines of these narrow columns.
    raw = flowed(TITLE, table([HEAD, *rows(first, target, result)], [60, 78, 78]), size=(298, 290))
    document = read_document(raw, "papers.pdf")
    assert len(document.pages) > 2
    assert_read(read(raw))


@pytest.mark.parametrize("step", [1, -1], ids=["in order", "results the other way round"])
def test_targets_under_letters_in_one_cell(step):
    body = []
    for number, name in GOALS.items():
        own = [item for item in ITEMS if item[0][0] == str(number)]
        if len(own) == 1:
            body.append([f"{number}. {name}", own[0][1], own[0][2]])
            continue
        wanted, reached = ([f"{i[0][1]}) {i[at]}" for i in own] for at in (1, 2))
        cells = ["<br/>".join(wanted), "<br/>".join(reached[::step])]
        body.append([f"{number}. {name}", *cells])
    assert_read(read(flowed(TITLE, table([HEAD, *body], WIDTHS))))


def stacked(at, mark="", end="<br/><br/>"):
    """Rows with a cell for all targets of a goal, and one for all their results."""
    own = {number: [i for i in ITEMS if int(i[0][0]) == number] for number in GOALS}
    return [
        [f"{number}. {GOALS[number]}", *(end.join(mark + i[n] for i in own[number]) for n in at)]
        for number in GOALS
    ]


@pytest.mark.parametrize(
    ("mark", "end"),
    [("• ", "<br/>"), ("– ", "<br/>"), ("- ", "<br/>"), ("", "<br/><br/>"), ("", "<br/>")],
    ids=str,
)
def test_targets_one_below_the_other_in_a_cell_have_results_in_the_same_order(mark, end):
    # Beside each target stands the result of another one: only the order tells.
    extract = read(flowed(TITLE, table([HEAD, *stacked((1, 2), mark, end)], [90, 110, 290])))
    assert items(extract) == ITEMS and numbers(extract) == NUMBERS
    told = {f.check for f in extract.findings if f.severity != "info"}
    # As many points in both cells need no warning.
    assert told <= (set() if mark else {"targets-in-order"})


@pytest.mark.parametrize("mark", ["", "– "])
def test_a_result_too_few_in_a_cell_withholds_the_contract(mark):
    body = stacked((1, 2), mark, "<br/>" if mark else "<br/><br/>")
    body[0][2] = mark + ITEMS[1][2]
    extract = read(flowed(TITLE, table([HEAD, *body], [90, 110, 290])))
    assert "error" in {f.severity for f in extract.findings}


@pytest.mark.parametrize("lines", ["GRID", "LINEBELOW"])
def test_cells_set_at_the_middle_of_their_rows(lines):
    body = rows(first, target, lambda item, _, result: result.replace(" ", "<br/>"))
    head = ["Mål", "Det har<br/>vi lovet", "Dette<br/>er opnået<br/>i 2024"]
    style = [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("SPAN", (0, 1), (0, 2))]
    style += [("SPAN", (0, 4), (0, 5)), (lines, (0, 0), (-1, -1), 0.5, colors.black)]
    parts = table([head, *body], [90, 100, 300], ruled=False, style=style)
    assert_read(read(flowed(TITLE, Spacer(0, 12), parts)))


def test_short_rows_stand_a_little_further_apart_than_lines():
    # The first target fills its line, so that only the distance to the next one parts them.
    page = [(20, 0, TITLE), (20, 1, "Mål"), (60, 1, "Måltal"), (300, 1, "Resultat")]
    page += [
        (20, 2, "1"),
        (60, 2, "Mindst 82 pct. er meget tilfredse med hus og"),
        (300, 2, "81 %"),
    ]
    page += [(60, 3, "konsulent. Det gælder drift og vækst i alle led."), (60, 4.3, "NPS på 70.")]
    page += [(300, 4.3, "75"), (60, 5.6, "Højst 5 pct. falder fra."), (300, 5.6, "4 %")]
    page += [(20, 6.9, "2"), (60, 6.9, "Mindst 30 vækstforløb."), (300, 6.9, "28")]
    found = read(drawn(page))
    assert [item[2] for item in items(found)] == ["81 %", "75", "4 %", "28"]


@pytest.mark.parametrize("prose", ["", "Fordelingen er vist i tabel 1."])
def test_headings_of_goals_above_small_tables(prose):
    parts = [TITLE]
    for number, name in GOALS.items():
        own = [[i[1], i[2]] for i in ITEMS if i[0][0] == str(number)]
        # Prose between a title and its head is no target.
        parts += [f"Mål {number}: {name}", *([prose] if prose else [])]
        parts += [table([["Måltal", "Resultat"], *own], [245, 245], ruled=not prose)]
    towns = [["Kommune", "Andel", "Antal"]]
    towns += [[name, "4,7", "188"] for name in ("Odder", "Samsø", "Viborg")]
    towns += [["Vejledte i<br/>alt", "", "564"]]
    assert_read(read(flowed(*parts, PageBreak(), table(towns, [60, 180, 180], ruled=False))))


def test_numbered_titles_of_goals_above_small_tables_below_the_heading_of_a_section():
    parts = [TITLE, "NATIONALE MÅL"]
    for number, name in GOALS.items():
        own = [[i[1], i[2]] for i in ITEMS if i[0][0] == str(number)]
        parts += [*(["LOKALE MÅL"] if number == 2 else []), f"{number}. {name}"]
        parts += ["Målet blev drøftet den 3. maj."] if number == 3 else []
        parts += [table([["Måltal", "Resultat"], *own], [245, 245], ruled=True)]
    found = read(flowed(*parts))
    assert_read(found)
    assert scopes(found) == [*"nnlll"]


@pytest.mark.parametrize("tag", ["Lokalt mål", "KKR", "Kommunernes mål", "Vores eget"])
def test_titles_with_who_set_the_goal_at_their_end_above_tables_of_numbered_targets(tag):
    parts = [TITLE]
    for number, name in GOALS.items():
        own = [i for i in ITEMS if i[0][0] == str(number)]
        body = [[f"{number}.{at}", *i[1:]] for at, i in enumerate(own, 1)]
        title = [f"Mål {number} – {name}", tag]
        parts += [table([title], [400, 90], ruled=False)]
        parts += [table([["Nr.", "Krav", "Resultat"], *body], [40, 220, 220])]
    found = read(flowed(*parts))
    assert_read(found)
    assert scopes(found) == [*"lllll"]


def test_a_goals_name_that_holds_a_number_in_words_is_no_target():
    body = [["1", "Effekt efter to år", ""]]
    body += [[f"{i[0][0]}.{ord(i[0][1]) - 96}", *i[1:]] for i in ITEMS[:3]]
    found = read(flowed(TITLE, table([["Nr.", "Måltal", "Resultat"], *body], [40, 220, 220])))
    assert items(found) == ITEMS[:3]
    assert found.rows["contract_goals"][0]["goal"] == "Effekt efter to år"


def test_text_without_number_and_result_among_numbered_targets_withholds():
    body = [[f"{i[0][0]}.{ord(i[0][1]) - 96}", *i[1:]] for i in ITEMS]
    body.insert(3, ["3", "Her står 3 ord.", ""])
    found = read(flowed(TITLE, table([["Nr.", "Måltal", "Resultat"], *body], [40, 220, 220])))
    assert ("error", "text-unplaced") in [(f.severity, f.check) for f in found.findings]


def test_labels_stacked_one_above_the_other():
    page, line = [(20, 0, TITLE)], 2
    for item, wanted, reached in ITEMS:
        if goal(item):
            page.append((20, line, goal(item, "Mål {}: {}")))
            line += 1
        page += [(20, line, "Måltal"), (90, line, wanted)]
        page += [(20, line + 1, "Resultat"), (90, line + 1, reached)]
        line += 2.5
    assert_read(read(drawn(page)))


def test_a_letter_beside_a_goals_number_says_who_set_it():
    body = []
    for number, name in GOALS.items():
        body.append([str(number), "L" if number == 1 else "N", name, "", ""])
        own = [i for i in ITEMS if i[0][0] == str(number)]
        body += [[item, "", wanted, "Ja", reached] for item, wanted, reached in own]
    page = table([["Mål", "", "Aftalt for 2024", "Nået?", "Status"], *body], [30, 20, 190, 50, 190])
    found = read(flowed(TITLE, page))
    assert items(found) == ITEMS
    rows = found.rows["contract_goals"]
    assert [row["scope"] for row in rows] == ["local"] * 2 + ["national"] * 3
    assert [row["goal"] for row in rows] == [GOALS[int(i[0][0])] for i in ITEMS]


@pytest.mark.parametrize(
    ("said", "head"),
    [
        ("De første to er fastsat af staten, mens mål 3 er aftalt lokalt.", ""),
        ("", "1. Mål fastsat af bestyrelsen"),
    ],
)
def test_who_set_the_goals_of_a_list(said, head):
    lines = [TITLE, *([said] if said else []), *([head] if head else [])]
    for number, name in GOALS.items():
        lines += ["2. Lokale mål"] if head and number == 3 else []
        lines += [f"Mål {number}: {name}"]
        own = [i for i in ITEMS if i[0][0] == str(number)]
        lines += [text for i in own for text in (f"Mål: {i[1]}", f"Resultat: {i[2]}")]
    found = read(flowed(*lines))
    assert items(found) == ITEMS
    scopes = [row["scope"] for row in found.rows["contract_goals"]]
    assert scopes == ["national"] * 3 + ["local"] * 2


def test_of_the_figures_of_two_years_the_contracts_own_are_the_targets():
    body = [
        [i[0][0] + f".{'ab'.index(i[0][1]) + 1}", f"Mål for {i[0]} (min.)", "1", str(n), str(n + 1)]
        for n, i in enumerate(ITEMS, 40)
    ]
    head = ["Nr.", "Resultatmål", f"Mål {YEAR - 1}", f"Mål {YEAR}", f"Resultat {YEAR}"]
    found = read(flowed(TITLE, table([head, *body], [40, 180, 80, 80, 80])))
    assert numbers(found) == [value for n in range(40, 45) for value in (n, n + 1)]


def test_a_remark_within_a_result_stays_there():
    body = [[goal(i[0]), *i[1:]] for i in ITEMS]
    body[3][2] = "Der er holdt to forløb.<br/>Bemærkning: Af de 28 virksomheder<br/>er 12 nye."
    found = read(flowed(TITLE, table([HEAD, *body], WIDTHS)))
    assert items(found)[3][2].startswith("Der er holdt to forløb. Bemærkning: Af de 28")


def test_numbers_of_two_columns_are_no_thousands():
    page = [(20, -1, TITLE), *grid([20, 90, 300, 390], [0, 1, 3, 5, 7, 9, 11])]
    page += [(25, 0, "Mål"), (95, 0, "Måltal"), (305, 0, "Resultat")]
    for at, (item, wanted, reached) in enumerate(ITEMS):
        page += [(25, 1 + 2 * at, goal(item)), (95, 1 + 2 * at, wanted[:40])]
        cells = [(305, "389"), (350, "352")] if item == "3b" else [(305, reached[:16])]
        page += [(x, 1 + 2 * at, text) for x, text in cells]
    found = read(drawn(page))
    assert ("error", "columns-mixed") in [(f.severity, f.check) for f in found.findings]


def test_as_many_paragraphs_of_a_drawn_cell_belong_together():
    wanted, reached = ([i[n] for i in ITEMS[:3]] for n in (1, 2))
    page = [(20, -1, TITLE), *grid([20, 110, 240, 390], [0, 1, 13])]
    page += [(25, 0, "Mål"), (115, 0, "Måltal"), (245, 0, "Resultat"), (25, 1, "Mål 1 Kendskab")]
    for x, own in ((115, wanted), (245, reached)):
        line = 1.0
        for text in own:
            for part in wrap(text, 26):
                page += [(x, line, part)]
                line += 1
            line += 0.3
    found = read(drawn(page))
    assert [row[1:] for row in items(found)] == list(zip(wanted, reached, strict=True))


def test_paragraphs_of_two_cells_in_another_order_withhold_the_contract():
    wanted = ["Mindst 900 virksomheder skal have vejledning.", "Mindst 30 skal i vækstforløb."]
    reached = ["28 har været i et vækstforløb.", "1.020 virksomheder fik vejledning."]
    cells = [[Paragraph(text, STYLE) for text in texts] for texts in (wanted, reached)]
    cells = [[first, Spacer(1, 8), second] for first, second in cells]
    body = [["1. Kendskab", *cells], *([goal(i[0]), *i[1:]] for i in ITEMS[2:])]
    found = read(flowed(TITLE, table([HEAD, *body], WIDTHS)))
    assert items(found) == []
    assert {f.check for f in found.findings if f.severity == "error"} == {"columns-mixed"}


def test_a_setter_that_is_not_known_is_told_once():
    setters = ["Staten", "Staten", "Direktøren", "Direktøren", "KKR"]
    body = [[s, goal(i[0]), *i[1:]] for s, i in zip(setters, ITEMS, strict=True)]
    found = read(flowed(TITLE, table([["Besluttet af", *HEAD], *body], [60, 80, 170, 170])))
    assert [row["scope"] for row in found.rows["contract_goals"]] == ["national"] * 4 + ["local"]
    assert [(f.severity, f.check) for f in found.findings if "Direktøren" in f.message] == [
        ("warning", "setter-unknown")
    ]


def test_a_box_for_each_target_with_other_years_beside():
    page, line = [(20, 0, TITLE)], 2
    for item, wanted, reached in ITEMS:
        page.append((20, line, f"{item} {GOALS[int(item[0])]}"))
        labels = {"Mål for 2024": wanted, "Opnået i 2024": reached, "Tidligere": "2023: 99 %"}
        labels["Mål for 2025"] = "98 %"
        for at, (label, text) in enumerate(labels.items(), 1):
            page += [(20, line + at, label), (120, line + at, text)]
        line += 5.5
    assert_read(read(drawn(page)))


@pytest.mark.parametrize(
    ("national", "local"),
    [
        ("Fælles nationale mål", "Lokale mål aftalt med KKR"),
        ("Mål fra staten", "Vores egne mål"),
        ("Nationale emner", "Lokale emner"),
        ("Aftalt med staten", "Aftalt i Midtjylland"),
        ("Statens mål", "De midtjyske kommuners mål"),
        ("Nationale indsatsområder", "Indsatsområder (bestemt af kommunerne i KKR)"),
        ("Mål fra Danmarks Erhvervsfremmebestyrelse", "Lokale mål"),
        ("A. Mål fastsat af bestyrelsen (nationale mål)", "B. Mål aftalt med KKR (lokale mål)"),
        ("Mål aftalt med Danmarks Erhvervsfremmebestyrelse", "Mål aftalt med kommunerne"),
        ("Mål aftalt med erhvervsministeren", "Mål fra husets bestyrelse"),
    ],
)
def test_sections_say_who_set_a_goal(national, local):
    body = rows(first, target, result)
    body.insert(3, [local, "", ""])
    found = read(flowed(TITLE, national, table([HEAD, *body], WIDTHS)))
    assert items(found) == ITEMS
    scopes = [row["scope"] for row in found.rows["contract_goals"]]
    assert scopes == ["national"] * 3 + ["local"] * 2


@pytest.mark.parametrize("form", ["{}{}", "{} {}"])
def test_numbers_and_letters_of_targets_number_the_goals(form):
    # "3b" in a column of its own; the names beside them are those of targets.
    body = rows(lambda item, *_: form.format(item[0], item[1].upper()), result, target, result)
    for n, row in enumerate(body):
        row[1] = f"Emne {n}"
    found = read(flowed(TITLE, table([["Nr.", *HEAD], *body], [30, 80, 190, 190])))
    assert items(found) == ITEMS and numbers(found) == NUMBERS


@pytest.mark.parametrize("ruled", [True, False])
def test_titles_of_goals_above_targets_with_names_of_their_own(ruled):
    body = []
    for item, wanted, reached in ITEMS:
        body += [[goal(item), "", ""]] if goal(item) else []
        body.append([f"Emne {item}", wanted, reached])
    assert_read(read(flowed(TITLE, table([HEAD, *body], WIDTHS, ruled=ruled))))


def test_titles_with_the_one_who_set_the_goal_at_their_end():
    page, line = [(20, 0, TITLE), (20, 1, "Måltal"), (200, 1, "Resultat"), (360, 1, "Note")], 2
    for item, wanted, reached in ITEMS:
        if goal(item):
            page += [(20, line, goal(item, "Pejlemærke {}: {}")), (340, line, "LOKALT")]
            line += 1.5
        for at, (left, right) in enumerate(zip(halves(wanted), halves(reached), strict=True)):
            page += [(20, line + at, left), (200, line + at, right)]
        line += 3
    found = read(drawn(page))
    assert_read(found)
    assert {row["scope"] for row in found.rows["contract_goals"]} == {"local"}


def test_verdicts_left_of_all_heads_are_no_part_of_targets():
    page, line = [(20, 0, TITLE), (80, 1, "Måltal"), (240, 1, "Resultat")], 2
    for item, wanted, reached in ITEMS:
        if goal(item):
            page.append((20, line, goal(item, "Mål {}: {}")))
            line += 1.5
        page.append((20, line, "Delvist" if item == "1b" else "Grøn"))
        for at, (left, right) in enumerate(zip(halves(wanted), halves(reached), strict=True)):
            page += [(80, line + at, left), (240, line + at, right)]
        line += 3
    assert_read(read(drawn(page)))


@pytest.mark.parametrize("ruled", [True, False])
def test_goals_without_numbers_are_counted(ruled):
    body = rows(lambda item, *_: goal(item, "{1}"), target, result)
    assert_read(read(flowed(TITLE, table([HEAD, *body], WIDTHS, ruled=ruled))))


def test_a_goal_without_a_name_has_its_number_for_one():
    body = rows(lambda item, *_: item[0] if item[1] == "a" else "", target, result)
    found = read(flowed(TITLE, table([["Nr.", *HEAD[1:]], *body], WIDTHS)))
    assert items(found) == ITEMS
    assert [row["goal"] for row in found.rows["contract_goals"]] == ["1", "1", "2", "3", "3"]


def test_goals_out_of_order_withhold_the_contract():
    body = rows(first, target, result)
    body[-2][0] = "1. Vækst"
    found = read(flowed(TITLE, table([HEAD, *body], WIDTHS)))
    assert ("error", "columns-mixed") in {(f.severity, f.check) for f in found.findings}


def test_numbers_of_targets_left_of_all_heads():
    body = rows(lambda item, *_: f"{item[0]}.{'ab'.index(item[1]) + 1}", first, target, result)
    found = read(flowed(TITLE, table([["", *HEAD], *body], [30, 80, 190, 190])))
    assert items(found) == ITEMS and numbers(found) == NUMBERS


def test_a_result_that_is_a_table_of_municipalities_is_left_to_its_recipe():
    towns = [["Kommune", "% af indb.", "Antal", "Andel"]]
    towns += [[name, "4,7%", "188", "6,9%"] for name in ("Skanderborg", "Odder", "Samsø", "Viborg")]
    inner = table(towns, [60, 45, 40, 40])
    body = rows(first, target, result)
    body.append(["4. Spredning", "Vejledningen skal afspejle den spredning, der er.", [inner]])
    found = read(flowed(TITLE, table([HEAD, *body], WIDTHS)))
    assert items(found)[:-1] == ITEMS
    assert items(found)[-1][1:] == ("Vejledningen skal afspejle den spredning, der er.", None)


def test_figures_below_a_table_of_municipalities_are_results():
    towns = [["Kommune", "Antal"]] + [[name, "188"] for name in ("Odder", "Samsø", "Viborg")]
    body = [["1. Spredning", "Vejledningen skal spredes.", [table(towns, [60, 45])]]]
    body += [["2. Omfang", "Mindst 900 virksomheder.", "1.020"], ["", "Mindst 30 forløb.", "28"]]
    found = read(flowed(TITLE, table([HEAD, *body], WIDTHS)))
    assert [item[2] for item in items(found)] == [None, "1.020", "28"]


def test_results_above_a_list_of_modules_held_in_towns_stay_whole():
    towns = [["Kommune", "Antal", "Andel"]]
    towns += [[name, "188", "6,9%"] for name in ("Odder", "Samsø", "Viborg")]
    reached = "3.163 er vejledt, heraf er 541 forløb. Desuden har 3.604 deltaget i andre tilbud."
    body = [["1. Spredning", "Vejledningen skal spredes.", [table(towns, [60, 45, 45])]]]
    body += [["2. Omfang", "Mindst 520 forløb.", reached], ["", "Mindst 70 % er nye.", "78 %"]]
    modules = [
        [f"{n}. maj", "Klynger", town, f"{n}7"] for n, town in enumerate(("Viborg", "Odder"), 1)
    ]
    lists = table([["Dato", "Titel", "Sted", "Deltagere"], *modules], [60, 150, 120, 60])
    found = read(flowed(TITLE, table([HEAD, *body], WIDTHS), "Bilag A. MEA-moduler", lists))
    assert [item[2] for item in items(found)] == [None, reached, "78 %"]


def test_what_follows_the_table_is_no_part_of_it():
    raw = flowed(
        TITLE,
        table([HEAD, *rows(first, target, result)], WIDTHS),
        "Bilag 1. Gennemførte MEA-moduler i 2024",
        table([["Dato", "Titel"], ["3. maj 2024", "Mød klyngerne"]], [90, 400]),
    )
    assert_read(read(raw))


def test_another_table_behind_running_text_is_no_part_of_it():
    fora = [["Periode", "Spørgsmål", "KKR udpeger"]]
    fora += [["1. halvår 2025", "Hvordan holder vi liv i de små byer?", "2 byrådsmedlemmer"]] * 2
    raw = flowed(
        TITLE,
        table([HEAD, *rows(first, target, result)], WIDTHS, ruled=False),
        "Regionen har inviteret kommunerne til at udpege medlemmer til fem fora, som hver arbejder "
        "et halvt år med et spørgsmål. KKR udpeger medlemmer for to år ad gangen.",
        table(fora, WIDTHS, ruled=False),
    )
    assert_read(read(raw))


def test_last_rows_without_results_withhold_it():
    body = [*rows(first, target, result), ["", "Titel", ""], ["", "Spørg om data", ""]]
    (told,) = [
        f
        for f in read(flowed(TITLE, table([HEAD, *body], WIDTHS))).findings
        if f.severity == "error"
    ]
    assert (told.table, told.check) == ("contract_goals", "target-doubtful")


def test_targets_within_the_drawn_row_of_their_goal():
    page, line = [(20, -1, TITLE), *grid([20, 390], [0, 1])], 1
    page += [(25, 0, "Mål"), (90, 0, "Måltal"), (230, 0, "Resultat")]
    for number in (1, 2, 3):
        top = line
        for item, wanted, reached in [i for i in ITEMS if i[0][0] == str(number)]:
            half = wanted.rindex(" ", 0, 30)
            page += [(25, line, goal(item)), (90, line, wanted[:half])]
            page += [(90, line + 1, wanted[half + 1 :]), (230, line, reached)]
            line += 3
        page += grid([20, 390], [top, line])
    assert items(read(drawn(page))) == ITEMS


def test_a_target_that_no_row_took_withholds_it():
    body = [*rows(first, target, result)]
    lost = "Mindst 70 % af de vejledte virksomheder vender tilbage."
    found = read(flowed(TITLE, table([HEAD, *body], WIDTHS), "Bilag 1. Noter", lost))
    (told,) = [f for f in found.findings if f.severity == "error"]
    assert (told.table, told.check) == ("contract_goals", "target-unread")
    assert lost[:40] in told.message


def test_places_are_those_of_the_first_word():
    found = read(flowed(TITLE, table([HEAD, *rows(first, target, result)], [70, 240, 190])))
    places = [(row["source_page"], row["source_line"]) for row in found.rows["contract_goals"]]
    # Line 1 is the title, line 2 the head; each target here has its own line.
    assert places == [(1, 3), (1, 4), (1, 5), (1, 6), (1, 7)]


def test_text_beside_no_target_is_reported():
    body = [["", "", "En bemærkning om resultatet."], *rows(first, target, result)]
    found = read(flowed(TITLE, table([HEAD, *body], WIDTHS)))
    (told,) = [f for f in found.findings if f.severity == "error"]
    assert (told.check, told.source_page, told.source_line) == ("text-unplaced", 1, 3)


def layout(widths=(26, 60)):
    """The table as `pdftotext -layout` writes it."""
    lines = [TITLE, f"{'Mål':<{widths[0]}}{'Måltal':<{widths[1]}}Resultat"]
    for row in rows(first, target, result):
        lines.append(f"{row[0]:<{widths[0]}}{row[1]:<{widths[1]}}{row[2]}")
        lines.append("")
    return "\n".join(lines)


def test_text_whose_columns_blanks_keep_apart_is_withheld():
    # Blanks drift by a few characters, so that they prove no column.
    found = read(layout().encode(), "papers.txt")
    (told,) = [f for f in found.findings if f.severity == "error"]
    assert (told.table, told.check, told.source_line) == ("contract_goals", "columns-mixed", 3)


def test_two_grids_of_a_head_cell_are_found_by_their_rules():
    # Drawn word by word: the head spans goal and target, and results begin a line above.
    xs, page = [20, 90, 235, 390], [(20, -1, TITLE)]
    page += [*grid([20, 390], [0, 1]), (25, 0, "Måltal"), (240, 0, "Resultat")]
    page += [(235, -0.1, 235, 1)]
    line = 1
    for item, wanted, reached in ITEMS:
        half = wanted.rindex(" ", 0, 30)
        page += [*grid(xs, [line, line + 2])]
        page += [
            (25, line, goal(item)),
            (95, line, wanted[:half]),
            (95, line + 1, wanted[half + 1 :]),
        ]
        page += [(240, line, reached)]
        line += 2
    assert items(read(drawn(page))) == ITEMS


def test_a_paper_without_a_contract_gives_nothing():
    found = read(drawn([(20, 0, "Referat"), *column(20, 2, "Mødet blev holdt.\nAlle var der.")]))
    assert found.rows == {} and found.findings == []


def broken_over_pages():
    """A drawn table whose last result is a table of municipalities that goes on overleaf."""
    edges, inner = [20, 150, 330, 390], [190, 240]
    head = [(25, 0, "Måltal"), (155, 0, "Resultat"), (335, 0, "Status")]
    front, line = [(20, -1, TITLE), *head], 1
    rules = [0, 1]
    for item, wanted, reached in ITEMS[:-1]:
        if goal(item):
            front.append((25, line, goal(item, "Mål {}. {}")))
            line += 1
            rules.append(line)
        front += [(25, line + at, text) for at, text in enumerate(halves(wanted))]
        front += [(155, line + at, text) for at, text in enumerate(halves(reached))]
        front.append((335, line, "Opfyldt"))
        line += 3
        rules.append(line)
    front += grid(edges, rules)
    towns = ("Odder", "Samsø", "Viborg", "Skive", "Struer", "Lemvig")
    over = [*head, *grid(edges, [0, 1, 8, 12])]
    over += [(x, 1, x, 7) for x in inner]
    for at, name in enumerate(towns, 1):
        over += [(155, at, name), (195, at, "4,7"), (245, at, "188")]
    over += [(25, 8 + at, text) for at, text in enumerate(halves(ITEMS[-1][1]))]
    over += [(155, 8 + at, text) for at, text in enumerate(halves(ITEMS[-1][2]))]
    return drawn(front, over)


def halves(text):
    cut = text.rindex(" ", 0, 26)
    return text[:cut], text[cut + 1 :]


def test_the_rules_of_a_table_of_municipalities_are_no_columns_of_the_contract():
    assert items(read(broken_over_pages())) == ITEMS


def test_a_contract_that_goes_on_behind_its_last_target_is_withheld():
    # Overleaf an annex's title ends the table, and yet a row follows that fits its columns.
    front = [(20, 0, TITLE), (20, 1, "Måltal"), (190, 1, "Resultat")]
    front += [
        (x, 2 + 3 * n + at, text)
        for n, (_, *cells) in enumerate(ITEMS[:-1])
        for x, cell in zip((20, 190), cells, strict=True)
        for at, text in enumerate(halves(cell))
    ]
    over = [
        (20, 0, "Bilag A. Klima"),
        (20, 2, "En sætning, der løber over begge spalter i bilaget."),
    ]
    over += [(20, 5, ITEMS[-1][1][:27]), (190, 5, ITEMS[-1][2][:27])]
    found = read(drawn(front, over))
    (told,) = [f for f in found.findings if f.severity == "error"]
    place = (told.source_page, told.source_line)
    assert (told.check, place) == ("target-unread", (2, 3))


def test_titles_of_goals_above_numbered_targets():
    counts, body = {}, []
    for item, wanted, reached in ITEMS:
        if goal(item):
            body.append([goal(item, "{} {}"), "", ""])
        counts[item[0]] = counts.get(item[0], 0) + 1
        body.append([f"{item[0]}.{counts[item[0]]}", wanted, reached])
    raw = flowed(TITLE, table([["Nr. og mål", "Måltal", "Resultat"], *body], WIDTHS, ruled=False))
    assert_read(read(raw))


def test_columns_without_names_are_told_by_what_they_say():
    targets = ["45 % af virksomhederne skal kende huset.", "Mindst 50 % af de vejledte er nye."]
    targets += ["Min. 60 % skal være tilfredse.", "Der skal være mindst 900 med vejledning."]
    results = ["52 % kender det.", "48 % af dem er nye.", "71 % er tilfredse.", "Det blev 1.020."]
    body = [
        [f"{n}. Et område", wanted, reached]
        for n, (wanted, reached) in enumerate(zip(targets, results, strict=True), 1)
    ]
    found = read(flowed(TITLE, table([["Emne", "Kontrakt", "Regnskab"], *body], WIDTHS)))
    assert items(found) == [(f"{n}a", *row[1:]) for n, row in enumerate(body, 1)]
    assert [(f.severity, f.check) for f in found.findings if f.severity != "info"] == [
        ("warning", "columns-by-contents")
    ]


def test_results_that_a_head_names_stand_beside_targets_that_none_does():
    body = [
        [f"{n}. Et område", f"Mindst {n}0 % skal være nye.", f"{n}1 % er nye.", f"{n}2 % var nye."]
        for n in range(1, 6)
    ]
    head = ["Emne", "Kontrakt", f"Resultat {YEAR}", str(YEAR - 1)]
    found = read(flowed(TITLE, table([head, *body], [80, 150, 120, 120])))
    assert items(found) == [(f"{n}a", *row[1:3]) for n, row in enumerate(body, 1)]
    assert [f.check for f in found.findings if f.severity != "info"] == ["columns-by-contents"]


def test_a_box_for_each_target_with_a_comment_on_its_result():
    parts: list = [TITLE]
    for number, name in GOALS.items():
        parts += [f"{number}. {name}"]
        own = [i for i in ITEMS if i[0][0] == str(number)]
        for at, (_, wanted, reached) in enumerate(own, 1):
            head = [f"Mål {number}.{at} Et navn", f"Resultat {YEAR - 1}", f"Resultat {YEAR}"]
            comment = [
                "Kommentar: Landstal." if number == 2 else "Kommentar: God fremgang.",
                "",
                "",
            ]
            parts += [table([head, [wanted, "40", reached], comment], [210, 120, 150])]
    found = read(flowed(*parts))
    assert items(found) == ITEMS and numbers(found) == NUMBERS
    covered = [row["coverage"] for row in found.rows["contract_indicators"]]
    assert covered == ["business_hub"] * 2 + ["national"] + ["business_hub"] * 2


def test_figures_and_their_unit_in_columns_beside_the_targets_words():
    body = [
        ["1.1", "Kendskab", "Virksomheder, som kender huset (min.)", "pct.", "45", "43", "52,5"],
        [
            "1.2",
            "",
            "Stigning i kendskabet til grønne tilbud (min.)",
            "pct.point",
            "4",
            "-",
            "-0,6",
        ],
        ["2.1", "Kvalitet", "NPS, gennemsnit af året (min.)", "score", "60", "64", "71"],
        ["2.2", "", "Skriftlige klager", "antal", "højst 12", "9", "7"],
        ["3.1", "Vækst", "Akademiet kører videre for hele regionen", "-", "-", "-", "-"],
    ]
    head = ["Nr.", "Indsats", "Resultatmål", "Enhed", "Mål 24", "Res. 23", "Res. 24"]
    found = read(flowed(TITLE, table([head, *body], [30, 60, 220, 60, 45, 45, 45])))
    names = ("item", "comparator", "target_value", "result_value", "unit")
    rows = found.rows["contract_indicators"]
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("1a", ">=", 45, 52.5, "pct"),
        ("1b", ">=", 4, -0.6, "pct_point"),
        ("2a", ">=", 60, 71, "score"),
        ("2b", "<=", 12, 7, "count"),
    ]
    assert found.rows["contract_goals"][4]["target_text"] == body[4][2]


def test_several_columns_with_figures_are_not_told_by_what_they_say():
    body = [
        [f"{n}. Et område", f"Mindst {n}0 % skal være nye.", f"{n}1 % er nye", f"{n}2 % er nye"]
        for n in range(1, 6)
    ]
    raw = flowed(TITLE, table([["Emne", "Kontrakt", "Vi", "Andre"], *body], [80, 150, 120, 120]))
    assert items(read(raw)) == []


def test_a_table_whose_head_names_years_is_no_contract_without_words_of_targets():
    body = [[place, f"{n}9 pct.", f"{n}8 pct.", "10 pct."] for n, place in enumerate("ABCD", 1)]
    head = ["Sundhedsråd", "2024", "2023", "Mål"]
    contract = table([HEAD, *rows(first, target, result)], WIDTHS)
    other = table([head, *body], [80, 60, 60, 60])
    assert_read(read(flowed(TITLE, contract, PageBreak(), "Bilag om sundhed", other)))


def test_last_years_targets_and_another_table_under_the_same_heads():
    """Targets of the last year are no part of a goal's name, figures alone are no targets."""
    head = ["Område", "Måltal 2023", "Resultat 2023", "Mål 2024", "Resultat 2024"]
    body = rows(goal_with_label, lambda *_: "40 %", lambda *_: "41 %", target, result)
    busses = table([head, ["Letbane", "5,6", "5,7", "5,9", "6,0"]], [80, 60, 60, 140, 140])
    contract = table([head, *body], [80, 60, 60, 140, 140])
    assert_read(read(flowed(TITLE, busses, PageBreak(), contract)))


def goal_with_label(item, *_):
    return f"{item} {GOALS[int(item[0])]}" if item[1] == "a" else item


def test_a_target_of_another_point_of_the_agenda_is_none_of_the_contract():
    contract = table([HEAD, *rows(first, target, result)], WIDTHS)
    other = ["Indstilling", "Punkt 5. Sundhed", "Målet om højst 12 pct. indlæggelser er ikke nået."]
    assert_read(read(flowed(TITLE, contract, *other)))


def test_a_table_further_down_draws_no_columns_of_the_contract():
    other = table([["Kommune", "A", "B"], *[[n, n, n] for n in "1234"]], [40, 20, 120])
    contract = table([HEAD, *rows(first, target, result)], WIDTHS)
    assert_read(read(flowed(TITLE, contract, "Bilag. Andre tal", other)))


def test_a_column_that_names_the_hub_beside_one_of_the_country():
    head = ["Mål", "Måltal 2024", "Landet", "Midtjylland"]
    body = rows(first, target, lambda item, *_: f"{item[0]}2 %", result)
    assert_read(read(flowed(TITLE, table([head, *body], [80, 160, 60, 180]))))


def test_the_contract_of_another_organisation_is_left_aside():
    def title(canvas):
        canvas.setFont("Helvetica", 16)
        canvas.drawString(20, height(0), "5. Resultatkontrakt med EU-kontoret for 2024")
        canvas.setFont("Helvetica", 10)

    front = [(20, 0, TITLE), *column(20, 2, "Mål\n1. Kendskab\n2. Drift")]
    front += column(120, 2, "Måltal\nMindst 45 % kender huset.\nDer holdes en dag.")
    front += column(280, 2, "Resultat\n47 % kender det.\nHoldt i maj.")
    other = [title, *column(20, 3, "Mål\n3. Hjemtag"), *column(120, 3, "Måltal\nMindst 90 mio.")]
    other += column(280, 3, "Resultat\n112 mio.")
    found = read(drawn(front, other))
    assert [item for item, *_ in items(found)] == ["1a", "2a"]


def test_a_head_over_each_goal_may_stand_over_a_single_row_without_figures():
    head = ["Aftalt", "2023", "2024"]
    one = table([head, ["Mindst 45 % kender huset.", "41 %", "47 %"]], [200, 100, 100])
    two = table([head, ["Der holdes en dag om grøn drift.", "–", "Holdt i maj"]], [200, 100, 100])
    found = read(flowed(TITLE, "Mål 1 – Kendskab", one, "Mål 2 – Drift", two))
    assert items(found) == [
        ("1a", "Mindst 45 % kender huset.", "47 %"),
        ("2a", "Der holdes en dag om grøn drift.", "Holdt i maj"),
    ]


def test_a_title_and_head_repeated_overleaf_go_on_with_the_same_target():
    def head(line):
        return [
            (20, line, "Mål 1 – Kendskab"),
            (20, line + 1, "Aftalt"),
            (220, line + 1, "Resultat"),
        ]

    front = [(20, 0, TITLE), *head(9), (20, 11, "Mindst 45 % af firmaerne skal")]
    front += [(20, 12, "svare, at de kender huset i"), (220, 11, "47 % kender huset.")]
    found = read(drawn(front, [*head(1), (20, 3, "hele regionen.")]))
    assert items(found) == [
        (
            "1a",
            "Mindst 45 % af firmaerne skal svare, at de kender huset i hele regionen.",
            "47 % kender huset.",
        )
    ]


def test_a_target_that_begins_overleaf_is_no_rest_of_the_one_before():
    # The last target of the page ends without a stop, and had room for the next word.
    edges, head = [20, 110, 250, 390], [(25, 0, "Mål"), (115, 0, "Måltal"), (255, 0, "Resultat")]
    front = [(20, -1, TITLE), *head, *grid(edges, [0, 1, 4, 7])]
    front += [(25, 1, "1. Spredning"), (115, 1, "Vejledningen skal være"), (115, 2, "spredt")]
    front += [(255, 1, "Den er spredt")]
    front += [(25, 4, "2. Omfang"), (115, 4, "Fordelingen skal afspejle"), (115, 5, "+/- 10 %")]
    front += [(255, 4, "Se bilag")]
    over = [*head, *grid(edges, [0, 1, 3])]
    over += [(115, 1, "Min. 2.200 firmaer"), (255, 1, "2.613 firmaer")]
    found = read(drawn(front, over))
    assert items(found)[1:] == [
        ("2a", "Fordelingen skal afspejle +/- 10 %", "Se bilag"),
        ("2b", "Min. 2.200 firmaer", "2.613 firmaer"),
    ]


def test_a_head_that_is_repeated_overleaf_stands_over_the_same_columns():
    # Below the rest of the table stands another one, whose drawn columns are no columns of ours.
    edges = [20, 110, 250, 390]
    head = [(25, 0, "Mål"), (115, 0, "Måltal"), (255, 0, "Resultat")]
    front = [(20, -1, TITLE), *head, *grid(edges, [0, 1, 4, 7])]
    for line, (item, wanted, reached) in ((1, ITEMS[0]), (4, ITEMS[2])):
        front += [(25, line, goal(item))]
        front += [(115, line + at, text) for at, text in enumerate(halves(wanted))]
        front += [(255, line + at, text) for at, text in enumerate(halves(reached))]
    over = [*head, *grid(edges, [0, 1, 4])]
    over += [(115, 1 + at, text) for at, text in enumerate(halves(ITEMS[3][1]))]
    over += [(25, 1, "3. Vækst"), (255, 1, "28 har")]
    over += [(20, 5, "Tabel 2. Noget andet"), *grid([20, 60, 160, 200, 300, 390], [6, 30])]
    found = read(drawn(front, over))
    assert [item[0] for item in items(found)] == ["1a", "2a", "3a"]
    assert items(found)[-1] == ("3a", ITEMS[3][1], "28 har")


def test_a_contract_within_a_column_of_a_page():
    page = [(20, 0, TITLE)]
    for n in range(1, 36):
        page.append((20, n + 0.4, "tekst, der intet siger"))
    page += [(225, 1, "Måltal"), (310, 1, "Resultat")]
    line = 2
    for item in ITEMS:
        if goal(item[0]):
            page.append((225, line, goal(item[0])))
            line += 1.6
        page += [(225, line, f"Mindst {10 * line:.0f} %"), (310, line, f"{10 * line + 1:.0f} %")]
        page += [(225, line + 1, "af firmaerne."), (310, line + 1, "af dem.")]
        line += 3
    found = read(drawn(page))
    assert [item[0] for item in items(found)] == [item[0] for item in ITEMS]
    assert all(item[2].endswith("af dem.") for item in items(found))


@pytest.mark.parametrize(
    ("head", "remark", "coverage"),
    [
        ("Bemærkninger", "Kun opgjort på landsplan.", "national"),
        ("Bemærkninger", "Tallene er nationale. I 2023 var det 9 %.", "national"),
        ("Bemærkninger", "Opgjort på landsplan er det 49 %.", "business_hub"),
        ("Bemærkninger", "Nationalt mål", "business_hub"),
        ("Sidste år", "Landstal: 49 %", "business_hub"),
    ],
)
def test_a_remark_says_that_a_result_is_national(head, remark, coverage):
    body = rows(first, target, result, lambda item, *_: remark if item == "1a" else "")
    found = read(flowed(TITLE, table([[*HEAD, head], *body], [80, 160, 150, 110])))
    assert_read(found)
    told = [row["coverage"] for row in found.rows["contract_indicators"]]
    assert told == [coverage, *["business_hub"] * 4]


def test_a_head_says_that_all_results_are_national():
    head = ["Mål", "Måltal", "Resultat (national opgørelse)"]
    found = read(flowed(TITLE, table([head, *rows(first, target, result)], WIDTHS)))
    assert_read(found)
    assert {row["coverage"] for row in found.rows["contract_indicators"]} == {"national"}


def test_a_note_that_calls_results_national_is_told():
    note = "* Tallet foreligger kun for hele landet."
    found = read(flowed(TITLE, table([HEAD, *rows(first, target, result)], WIDTHS), note))
    assert items(found) == ITEMS
    (told,) = [f for f in found.findings if f.severity == "warning"]
    assert (told.table, told.check) == ("contract_indicators", "note-national")
    assert note in told.message


@pytest.mark.parametrize("mark", ["*", "*)", "¹", "1)", "<super>1</super>", "<super>*</super>"])
def test_results_with_the_mark_of_a_note_that_calls_them_national_are_so(mark):
    body = rows(first, target, result)
    body[1][2] += mark.rstrip(")") if mark == "*)" else f" {mark}"
    said = "dækker hele landet" if mark == "*" else "er kun opgjort på landsplan"
    note = f"{mark} Tallet {said}."
    found = read(flowed(TITLE, table([HEAD, *body], WIDTHS), note))
    told = {
        row["item"] for row in found.rows["contract_indicators"] if row["coverage"] == "national"
    }
    assert told == {ITEMS[1][0]} and "note-national" not in {f.check for f in found.findings}


def test_a_note_that_corrects_a_result_goes_with_it():
    body = rows(first, target, result)
    body[1][2] += "<super>1</super>"
    note = "<super>1</super> Tallet 48 er forkert. Det rigtige tal for 2024 er 46 %."
    found = read(flowed(TITLE, table([HEAD, *body], WIDTHS), note))
    assert numbers(found) == [*NUMBERS[:3], 46, *NUMBERS[4:]]


@pytest.mark.parametrize("mark", ["<super size=6>1</super>", "<super size=6>a</super>", "*"])
def test_the_mark_of_a_national_note_may_stand_in_a_verdict_beside_the_result(mark):
    body = [[*row, "Nået"] for row in rows(first, target, result)]
    body[1][3] += mark
    head, widths = [*HEAD, "Vurdering"], [100, 190, 150, 60]
    note = f"{mark} Der foreligger kun et nationalt tal."
    found = read(flowed(TITLE, table([head, *body], widths), note))
    told = {r["item"] for r in found.rows["contract_indicators"] if r["coverage"] == "national"}
    assert items(found) == ITEMS and told == {ITEMS[1][0]}
    assert "note-national" not in {f.check for f in found.findings}


def test_what_is_said_of_a_goal_behind_its_name_is_no_part_of_it():
    body = rows(first, target, result)
    body[0][0] += " (nationalt mål)"
    for row in body:
        if row[0].startswith("3"):
            row[0] += " (lokalt mål, tidl. mål 8)"
    found = read(flowed(TITLE, table([HEAD, *body], WIDTHS)))
    assert items(found) == ITEMS
    told = {row["goal_no"]: (row["goal"], row["scope"]) for row in found.rows["contract_goals"]}
    scopes = {1: "national", 2: "national", 3: "local"}
    assert told == {number: (name, scopes[number]) for number, name in GOALS.items()}


@pytest.mark.parametrize("ruled", [True, False])
def test_what_is_recommended_below_the_table_is_no_target(ruled):
    contract = table([HEAD, *rows(first, target, result)], WIDTHS, ruled=ruled)
    recommended = ["Indstilling", "Det indstilles, at KKR tager det til efterretning."]
    assert_read(read(flowed(TITLE, contract, *recommended)))


def test_a_small_table_below_each_goals_title():
    parts = []
    for number, name in {**GOALS, 1: "Lokal erhvervsservice"}.items():
        own = [[wanted, reached] for item, wanted, reached in ITEMS if item[0] == str(number)]
        parts += [f"{number}. {name}", table([["Krav", "Opfyldelse i 2024"], *own], [200, 200])]
    found = read(flowed(TITLE, "Nationale mål", *parts))
    assert items(found) == ITEMS
    assert {row["scope"] for row in found.rows["contract_goals"]} == {"national"}


def test_a_goals_title_heads_its_targets_beside_years():
    parts = []
    for number, name in GOALS.items():
        own = [[t, "Ikke opgjort.", r] for item, t, r in ITEMS if item[0] == str(number)]
        parts.append(table([[f"Mål {number}: {name}", "2023", "2024"], *own], [200, 130, 160]))
    assert_read(read(flowed(TITLE, *parts)))


def test_who_set_the_goals_stands_in_the_head_of_each_table():
    parts = []
    for (number, name), by in zip(GOALS.items(), ("Nationale", "Lokale", "Lokale"), strict=True):
        own = [["", wanted, reached] for item, wanted, reached in ITEMS if item[0] == str(number)]
        own[0][0] = f"{number}. {name}"
        parts.append(table([[f"{by} mål", "Aftalt", "Opnået"], *own], WIDTHS))
    found = read(flowed(TITLE, *parts))
    assert items(found) == ITEMS
    scopes = [row["scope"] for row in found.rows["contract_goals"]]
    assert scopes == ["national" if i[0][0] == "1" else "local" for i in ITEMS]


def test_targets_under_letters_have_results_without_beside_them():
    page, line = [(20, 0, TITLE), (20, 1, "Mål"), (100, 1, "Måltal"), (250, 1, "Resultat")], 2.5
    for number, name in GOALS.items():
        page.append((20, line, f"{number}. {name[:9]}"))
        for at, (_, wanted, reached) in enumerate(i for i in ITEMS if i[0][0] == str(number)):
            page += [(100, line + n, t) for n, t in enumerate(halves(f"{'abc'[at]}) {wanted}"))]
            page += [(250, line + n, t) for n, t in enumerate(halves(reached))]
            line += 2.6
        page.append((20, line - 0.3, 390, line - 0.3))
    found = read(drawn(page))
    assert [row["result_text"] for row in found.rows["contract_goals"]] == [i[2] for i in ITEMS]


def test_a_goals_title_between_targets_that_was_not_read_withholds():
    one = table([HEAD, *rows(first, target, result)[:2]], WIDTHS)
    two = table([["Krav", "Opfyldelse"], *[[w, r] for _, w, r in ITEMS[2:]]], [200, 200])
    found = read(flowed(TITLE, one, "7. Omfang i hele landsdelen", two))
    assert [f.check for f in found.findings if f.severity == "error"] == ["target-unread"]


def test_a_note_in_small_letters_below_the_rows_is_no_target():
    page = [(20, 0, TITLE), (20, 1, "Mål"), (100, 1, "Måltal"), (250, 1, "Resultat")]
    line = 2.0
    for item, wanted, reached in ITEMS:
        page += [(20, line, item[0])] if item.endswith("a") else []
        page += [(100, line + at, text) for at, text in enumerate(halves(wanted))]
        page += [(250, line + at, text) for at, text in enumerate(halves(reached))]
        line += 3

    def note(canvas):
        # A word of it begins where the targets do.
        canvas.setFont("Helvetica", 8)
        y = height(line) - 8
        canvas.drawRightString(98, y, "Hele landet. Tallet er")
        canvas.drawString(100, y, "2023 ikke delt op på de enkelte huse i landet.")

    assert items(read(drawn([*page, note]))) == ITEMS


def test_a_list_below_an_unruled_table_draws_no_column_through_its_targets():
    days = [[f"{n}. maj 2024", "Emner i dag"] for n in range(1, 13)]
    contract = table([HEAD, *rows(first, target, result)], WIDTHS, ruled=False)
    other = table([["Dag", "Emne"], *days], [150, 240], ruled=False)
    assert_read(read(flowed(TITLE, contract, "Bilag. Kurser i året", other)))


def test_a_contract_of_two_targets_is_proven_like_a_longer_one():
    lost = "Mindst 70 % af de vejledte virksomheder vender tilbage."
    short = table([HEAD, *rows(first, target, result)[:2]], WIDTHS)
    found = read(flowed(TITLE, short, "Bilag 1. Noter", lost))
    assert [f.check for f in found.findings if f.severity == "error"] == ["target-unread"]


def test_a_table_of_others_pages_further_on_is_left_aside():
    other = table(
        [["Driftsmål", "Mål", "Resultat"], *[["Afgange", "mindst 90 %", "87 %"]] * 3], WIDTHS
    )
    contract = table([HEAD, *rows(first, target, result)], WIDTHS)
    between = [PageBreak(), "Punkt 5. Busser", PageBreak(), "Busserne kører.", PageBreak()]
    assert_read(read(flowed(TITLE, contract, *between, "Driftsmål for busser", other)))


def test_the_title_of_the_modules_below_a_table_of_municipalities_ends_the_contract():
    head = ["Det har vi aftalt", "Det er vi nået til"]
    own = [[i[1], i[2]] for i in ITEMS]
    towns = [[name, "100", "33,3"] for name in ("Favrskov", "Hedensted", "Herning")]
    modules = [["14.01.2024", "Teams", "46"], ["29.01.2024", "Online", "38"]]
    found = read(
        flowed(
            TITLE,
            "Mål 1. Kendskab",
            table([head, *own], [200, 200], ruled=False),
            table([["Kommune", "Antal", "Pct."], *towns], [150, 50, 50], ruled=False),
            "MEA-moduler i 2024",
            table([["Dato", "Sted", "Deltagere"], *modules], [150, 100, 60], ruled=False),
        )
    )
    assert [item[1:] for item in items(found)] == [item[1:] for item in ITEMS]


def test_numbered_goals_of_others_before_the_contract_are_left_aside():
    health = [["1. Min. 90 % har en plan", "86 %"], ["2. 70 % er trygge", "74 %"]]
    other = table([["Fælles mål", "Resultat"], *health], [200, 200])
    contract = table([HEAD, *rows(first, target, result)], WIDTHS)
    assert_read(read(flowed("Sundhedsaftalen", other, PageBreak(), TITLE, contract)))


def test_the_next_lettered_section_of_one_drawn_table_ends_the_contract():
    section = [["B. Kursusmoduler afviklet af MEA i 2024", "", ""], ["3. maj", "Klynger", "31"]]
    body = rows(first, target, result)
    at = len(body) + 1
    spanned = [("SPAN", (0, at), (-1, at))]
    assert_read(read(flowed(TITLE, table([HEAD, *body, *section], WIDTHS, style=spanned))))


def test_a_goal_named_further_down_in_its_drawn_row_holds_all_targets_of_the_row():
    page, line = [(20, -1, TITLE), *grid([20, 390], [0, 1])], 1
    page += [(25, 0, "Mål"), (90, 0, "Måltal"), (230, 0, "Resultat")]
    for number in (1, 2, 3):
        own, top = [i for i in ITEMS if i[0][0] == str(number)], line
        for _, wanted, reached in own:
            half = wanted.rindex(" ", 0, 30)
            page += [(90, line, wanted[:half]), (90, line + 1, wanted[half + 1 :])]
            page += [(230, line, reached)]
            line += 3
        page += [(25, line - 2.5, goal(own[0][0]))]
        page += grid([20, 390], [top, line])
    assert items(read(drawn(page))) == ITEMS


def listed(form):
    """Lines of a contract told as a list, its goals put into words by `form`."""
    lines = [TITLE]
    for number, name in GOALS.items():
        own = [i for i in ITEMS if i[0][0] == str(number)]
        lines += form(number, name, own)
    return [*lines, "Indstilling", "Det indstilles, at KKR godkender opgørelsen."]


def beside_status(number, name, own):
    texts = [f"{number}.{at} {i[1]} Status: {i[2]}" for at, i in enumerate(own, 1)]
    return [f"{number}. {name}", *texts]


def below_labels(number, name, own):
    letters = "abc" if len(own) > 1 else ""
    targets, results = (
        [f"{letters[at]}) {i[n]}" if letters else i[n] for at, i in enumerate(own)] for n in (1, 2)
    )
    return [f"Mål {number} · {name}", "Aftalt", *targets, "Opnået", *results]


def under_each_other(number, name, own):
    texts = [text for i in own for text in (f"Mål: {i[1]}", f"Resultat: {i[2]}")]
    return [f"{number}. {name}", *texts]


def numbered(number, name, own):
    pairs = [(f"Mål {i[0]}. {i[1]}", f"Resultat: {i[2]}") for i in own]
    return [f"Mål {number}: {name}", *(text for pair in pairs for text in pair)]


def numbered_alone(number, name, own):
    """The goal's number stands in its targets' labels alone, below a title without one."""
    texts = [(f"Mål {number}.{n}: {i[1]}", f"Resultat: {i[2]}") for n, i in enumerate(own, 1)]
    return [name, *(text for each in texts for text in each)]


def led_by_other_words(number, name, own):
    texts = [
        (f"Delmål {i[0][0]}.{n}", f"Kontrakt: {i[1]}", f"Opnået: {i[2]}")
        for n, i in enumerate(own, 1)
    ]
    return [f"Mål {number}. {name}", *(text for each in texts for text in each)]


def quoted_in_text(number, name, own):
    texts = [f"Her er det aftalt: ”{i[1]}” {i[2]}" for i in own]
    return [f"Mål {number}. {name}", *texts]


def quoted(number, name, own):
    points = [str(number)] if len(own) == 1 else [f"{number}.{at}" for at in (1, 2)]
    texts = [f"{p} Målet lyder: »{i[1]}« {i[2]}" for p, i in zip(points, own, strict=True)]
    return [f"Mål {number}. {name}", *texts]


@pytest.mark.parametrize(
    "form",
    [
        beside_status,
        below_labels,
        under_each_other,
        led_by_other_words,
        quoted,
        quoted_in_text,
        numbered,
        numbered_alone,
    ],
)
def test_a_contract_told_as_a_list(form):
    found = read(flowed(*listed(form)))
    assert items(found) == ITEMS and numbers(found) == NUMBERS
    assert [f.severity for f in found.findings if f.severity != "info"] == []


@pytest.mark.parametrize(
    ("lead", "label"),
    [
        ("Løfte {item}: ", "Det gik sådan: "),
        ("{item} Aftalt: ", "Udfald: "),
        ("Krav {item}. ", "Hvad kom der ud af det? "),
        ("• Vi vil: ", "– Vi nåede hertil: "),
    ],
)
def test_labels_that_come_back_need_no_known_word(lead, label):
    def form(number, name, own):
        pairs = [(lead.format(item=i[0]) + i[1], label + i[2]) for i in own]
        setter = "Fastsat af KKR Midtjylland." if number > 2 else "Fastsat af staten."
        return [f"Mål {number}: {name}", setter, *(text for pair in pairs for text in pair)]

    found = read(flowed(*listed(form)))
    assert_read(found)
    assert scopes(found) == [*"nnnll"]


def test_a_remark_behind_a_label_of_its_own_is_no_result():
    def form(number, name, own):
        texts = [(f"{i[0]}) {i[1]}", f"Udfald: {i[2]}", "Note: Kun landstal.") for i in own]
        return [f"Mål {number}: {name}", *(text for each in texts for text in each)]

    found = read(flowed(*listed(form)))
    assert items(found) == ITEMS
    assert {row["coverage"] for row in found.rows["contract_indicators"]} == {"national"}


@pytest.mark.parametrize("other", ["Baseline", "Resultat i fjor", "Hele landet", "Status 2022"])
def test_figures_of_another_time_or_place_before_the_result_are_beside_it(other):
    def form(number, name, own):
        texts = [(f"{i[0]}) {i[1]}", f"{other}: 11 %.", f"Udfaldet: {i[2]}") for i in own]
        return [f"Mål {number}: {name}", *(text for each in texts for text in each)]

    assert_read(read(flowed(*listed(form))))


def test_two_labels_with_figures_of_which_none_is_told_withhold_the_contract():
    def form(number, name, own):
        texts = [(f"{i[0]}) {i[1]}", "Tal A: 11 %.", "Tal B: 12 %.") for i in own]
        return [f"Mål {number}: {name}", *(text for each in texts for text in each)]

    found = read(flowed(*listed(form)))
    assert [f.check for f in found.findings if f.severity == "error"] == ["target-unread"]


def test_a_phrase_that_comes_back_in_a_few_results_stays_in_them():
    def form(number, name, own):
        texts = [(f"{i[0]}) {i[1]}", f"Udfald: {i[2]}", "Heraf nye: 12.") for i in own]
        short = texts if number > 1 else [each[:2] for each in texts]
        return [f"Mål {number}: {name}", *(text for each in short for text in each)]

    results = [result for *_, result in items(read(flowed(*listed(form))))]
    assert ["Heraf nye: 12." in result for result in results] == [False, False, True, True, True]


def test_a_goal_s_own_tag_tells_of_that_goal_alone():
    def form(number, name, own):
        texts = [(f"{i[0]}) {i[1]}", f"Udfald: {i[2]}") for i in own]
        tag = " (lokalt mål)" if number == 2 else ""
        return [f"Mål {number}: {name}{tag}", *(text for each in texts for text in each)]

    assert scopes(read(flowed(*listed(form)))) == [*"nnlnn"]


def test_who_set_a_goal_stands_behind_its_title_over_two_lines_or_behind_a_paragraph_s_number():
    def form(number, name, own):
        texts = [(f"{i[0]}) {i[1]}", f"Udfald: {i[2]}") for i in own]
        setter = ["(fastsat af Danmarks", "Erhvervsfremmebestyrelse)"]
        title = [f"§ {number}. Mål {number}. {name} (lokalt mål)."]
        title = title if number > 1 else [f"Mål {number}. {name} {setter[0]}", setter[1]]
        return [*title, *(text for each in texts for text in each)]

    found = read(flowed(*listed(form)))
    assert_read(found)
    assert scopes(found) == [*"nnlll"]


def test_results_keep_what_only_looks_like_their_end():
    further = ["I sammenhæng med", "de lokale mål ses det som godt.", "Forslag kommer i maj."]

    def form(number, name, own):
        texts = [[f"{i[0]}) {i[1]}", f"Udfald: {i[2]}"] for i in own]
        texts[-1] += further[:2] if number == 1 else []
        texts[0] += further[2:] if number == 3 else []
        return [f"Mål {number}: {name}", *(text for each in texts for text in each)]

    found = read(flowed(*listed(form)))
    results = [row["result_text"] for row in found.rows["contract_goals"]]
    assert results[1] == f"{ITEMS[1][2]} I sammenhæng med de lokale mål ses det som godt."
    assert results[3] == f"{ITEMS[3][2]} Forslag kommer i maj."
    assert scopes(found) == [*"nnnnn"]


def test_a_remark_below_a_bare_word_is_no_result():
    def form(number, name, own):
        remark = ["Bemærkning", "Målt i oktober."] if number == 1 else []
        texts = [("Måltal", i[1], "Resultat", i[2], *remark) for i in own]
        return [f"Mål {number}: {name}", *(text for each in texts for text in each)]

    assert items(read(flowed(*listed(form)))) == ITEMS


def test_two_years_contracts_in_the_same_form_withhold_both():
    def form(number, name, own):
        texts = [(f"{i[0]}) {i[1]}", f"Udfald: {i[2]}") for i in own]
        return [f"Mål {number}: {name}", *(text for each in texts for text in each)]

    lines = listed(form)
    found = read(flowed(*lines[:-2], "Til sammenligning: 2023", *lines[1:]))
    assert [f.check for f in found.findings if f.severity == "error"] == ["columns-mixed"]


def test_points_of_an_agenda_above_the_numbered_targets():
    def form(number, name, own):
        texts = [(f"{i[0]}) {i[1]}", f"Udfald: {i[2]}") for i in own]
        return [f"Mål {number}: {name}", *(text for each in texts for text in each)]

    agenda = [f"{n}.{m} Orientering om sag {n}{m}" for n in (1, 2, 3) for m in (1, 2)]
    title, *lines = listed(form)
    assert items(read(flowed(*agenda, title, *lines))) == ITEMS


@pytest.mark.parametrize("left_out", ["Udfald: ", "figures"])
def test_a_result_without_its_label_withholds_the_contract(left_out):
    def form(number, name, own):
        texts = [[f"{i[0]}) {i[1]}", f"Udfald: {i[2]}"] for i in own]
        if number == 1 and left_out == "figures":
            texts[0] += ["Tabel 1. Kendskabet", "2023 41 44 47"]
        elif number == 1:
            texts[0][1] = texts[0][1].removeprefix(left_out)
        return [f"Mål {number}: {name}", *(text for each in texts for text in each)]

    found = read(flowed(*listed(form)))
    assert [f.check for f in found.findings if f.severity == "error"] == ["columns-mixed"]


@pytest.mark.parametrize("label", ["Resultat: ", ""])
def test_results_indented_below_their_targets(label):
    """Without a label of the result, the point has a number."""
    page = [(25, 0, TITLE)]
    for at, (item, wanted, reached) in enumerate(ITEMS):
        page += [(25, 2 + 3 * at, f"Mål {goal(item)}")] if goal(item) else []
        point = "" if label else f"{item[0]}.{item[1]} "
        page += [(40, 3 + 3 * at, f"{point}{wanted}"), (60, 4 + 3 * at, f"{label}{reached}")]
    found = read(drawn(page))
    assert items(found) == ITEMS and numbers(found) == NUMBERS


@pytest.mark.parametrize(
    "behind",
    [
        ["Tabel B. Vejledte kunder efter kommune", "Aarhus 882 895"],
        ["3. De vejledte virksomheder", "Odder: 47 virksomheder"],
    ],
)
def test_results_with_dashes_end_above_what_follows_the_list(behind):
    page, line = [(20, 0, TITLE)], 2
    for item, wanted, reached in ITEMS:
        if goal(item):
            page.append((20, line, goal(item, "Mål {}. {}")))
            line += 1
        page += [(36, line, f"Mål {item[0]}.{ord(item[1]) - 96}: {wanted}")]
        page += [(40, line + 1, f"– {reached}")]
        line += 2
    page += [(20, line + n, text) for n, text in enumerate(behind)]
    assert items(read(drawn(page))) == ITEMS


def test_a_result_that_would_run_on_through_municipalities_withholds_the_contract():
    page, line = [(20, 0, TITLE)], 2
    for item, wanted, reached in ITEMS:
        page += [(20, line, goal(item, "Mål {}. {}"))] if goal(item) else []
        page += [(36, line + 1, f"{item[0]}.{item[1]} {wanted}"), (50, line + 2, reached)]
        line += 3
    for at, name in enumerate(["Odder", "Samsø", "Viborg", "Skive"]):
        page += [(50, line + at, name), (120, line + at, f"{40 + at}")]
    found = read(drawn(page))
    assert [f.check for f in found.findings if f.severity == "error"] == ["columns-mixed"]


def test_a_form_for_each_target_whose_result_has_a_label_of_its_own():
    page, line = [(20, 0, TITLE)], 2
    for item, wanted, reached in ITEMS:
        if goal(item):
            page += [(20, line, goal(item, "Mål {} · {}")), (330, line, "Fastsat af KKR")]
            line += 1
        page += [(20, line, f"Delmål {item[0]}.{ord(item[1]) - 96}"), (120, line, wanted)]
        page += [(20, line + 1, "Sådan gik det"), (120, line + 1, reached)]
        line += 2.5
    found = read(drawn(page))
    assert_read(found)
    assert scopes(found) == [*"lllll"]


def test_targets_before_the_first_goal_withhold_with_one_line():
    body = [[*i[1:]] for i in ITEMS]
    found = read(flowed(TITLE, table([["Måltal", "Resultat"], *body], [240, 240])))
    assert found.rows == {}
    assert [f.check for f in found.findings if f.severity == "error"] == ["goal-missing"]


def test_a_first_row_of_several_lines_without_a_head_stays_whole():
    body = [
        (f"Mindst {n}0 % af virksomhederne skal gøre det, som", f"{n}2 % gør det.")
        for n in range(2, 7)
    ]
    page: list = [(20, 0, TITLE)]
    for n, (wanted, reached) in enumerate(body, 1):
        page += [(20, 4 * n, f"Mål {n}: Emne {n}"), (20, 4 * n + 1, wanted)]
        page += [(20, 4 * n + 2, "de andre gør hvert år."), (260, 4 * n + 1, reached)]
        page += [(260, 4 * n + 2, "Tallet er opgjort på landsplan.")] if n == 1 else []
    found = read(drawn(page))
    assert [item[0] for item in items(found)] == ["1a", "2a", "3a", "4a", "5a"]
    assert items(found)[0][1].startswith("Mindst 20 %")
    coverage = [row["coverage"] for row in found.rows["contract_indicators"]]
    assert coverage == ["national", *["business_hub"] * 4]


def test_numbers_and_letters_before_targets_are_no_part_of_them():
    body = [[goal(i[0]), f"{i[0]}) {i[1]}", i[2]] for i in ITEMS]
    assert_read(read(flowed(TITLE, table([HEAD, *body], WIDTHS))))


def test_both_labels_in_one_cell_beside_a_column_of_goals():
    body = [
        [goal(item) or "", f"Mål: {wanted}<br/>Resultat: {reached}"]
        for item, wanted, reached in ITEMS
    ]
    agenda = ["1. Godkendelse af dagsorden", "2. Meddelelser"]
    contract = table([["Område", "Mål og resultat"], *body], [120, 330])
    found = read(flowed(TITLE, *agenda, contract, "* Nationalt resultat."))
    assert items(found) == ITEMS
    assert [row["goal"] for row in found.rows["contract_goals"]][::2] == [*GOALS.values()]


def test_the_mark_of_a_note_that_its_font_has_raised():
    body = rows(first, target, result)
    body[1][2] = body[1][2].rstrip(".") + "1."
    note = "1 Tallet findes kun på landsplan."
    found = read(flowed(TITLE, table([HEAD, *body], WIDTHS), note))
    told = {r["item"] for r in found.rows["contract_indicators"] if r["coverage"] == "national"}
    assert told == {ITEMS[1][0]}


def test_a_list_with_a_point_without_its_result_withholds_and_names_it():
    lines = [
        line.replace(" Status: 48 % af de vejledte er nye.", "") for line in listed(beside_status)
    ]
    found = read(flowed(*lines))
    assert items(found) == [] and [f.check for f in found.findings] == ["columns-mixed"]
    assert "Mindst 50 % af de vejledte" in found.findings[0].message


def test_targets_without_any_number_beside_results_with_numbers_withhold():
    body = [
        [f"{n}. {name}", name, "52 %", "45 %"]
        for n, name in enumerate(["Kendskab", "Nye", "Ros"], 1)
    ]
    own = table([["Nr.", "Mål", f"Resultat {YEAR}", f"Tal {YEAR + 1}"], *body], [90, 120, 90, 90])
    found = read(flowed(TITLE, own))
    assert "columns-mixed" in [f.check for f in found.findings if f.severity == "error"]


def test_a_note_that_names_its_mark_within_a_sentence():
    lines = listed(beside_status)
    at = next(n for n, line in enumerate(lines) if "NPS" in line or "Net Promoter" in line)
    lines[at] = lines[at].rstrip(".") + ".†"
    found = read(flowed(lines[0], "Tal med † er kun opgjort for hele landet.", *lines[1:]))
    told = {r["item"] for r in found.rows["contract_indicators"] if r["coverage"] == "national"}
    assert told == {"2a"}


def points_above_a_paragraph(number, name, own):
    results = " ".join(i[2] for i in reversed(own))
    return [f"Mål {number}. {name}", "Aftalt:", *(f"• {i[1]}" for i in own), "Resultat:", results]


def test_points_above_a_paragraph_of_results_in_another_order():
    found = read(flowed(*listed(points_above_a_paragraph)))
    assert items(found) == ITEMS and numbers(found) == NUMBERS


def test_a_point_that_no_sentence_of_the_paragraph_tells_of_withholds():
    lines = listed(points_above_a_paragraph)
    at = next(n for n, line in enumerate(lines) if "Mindst 50 %" in line)
    lines.insert(at, "• Borgmestrene besøges.")
    found = read(flowed(*lines))
    assert [f.check for f in found.findings if f.severity == "error"] == ["columns-mixed"]


def test_a_result_that_shares_no_word_with_its_target_withholds_a_paragraph_of_results():
    lines = listed(points_above_a_paragraph)
    lines = [line.replace("52 % kender Erhvervshuset i dag.", "Det blev 52 %.") for line in lines]
    found = read(flowed(*lines))
    assert [f.check for f in found.findings if f.severity == "error"] == ["columns-mixed"]


@pytest.mark.parametrize(
    "labels", [("MÅLTAL", "RESULTAT"), ("Det aftalte vi", "Det blev resultatet")]
)
def test_cards_side_by_side(labels):
    page, line = [(20, -2, TITLE)], 0
    for number, x in ((1, 20), (2, 210), (3, 20)):
        line = 15 * (number == 3)
        page += [(x, line, f"Mål {number} · {GOALS[number]}")]
        for _, wanted, reached in (i for i in ITEMS if i[0][0] == str(number)):
            texts = [labels[0], *wrap(wanted, 24), labels[1], *wrap(reached, 24)]
            page += [(x, line + at, text) for at, text in enumerate(texts, 1)]
            line += len(texts)
    found = read(drawn(page))
    assert items(found) == ITEMS and numbers(found) == NUMBERS


def test_a_small_table_for_each_goal_with_columns_of_its_own():
    tables = []
    for number, name in GOALS.items():
        body = [[i[1], i[2], "Se bilag 2"] for i in ITEMS if i[0][0] == str(number)]
        wide = number == 2
        widths = [150, 100, 150] if wide else [220, 180]
        head = ["Aftalt", "Opnået", "Bemærkning"]
        own = [row if wide else row[:2] for row in (head, *body)]
        tables += [f"{number}. {name}", table(own, widths, ruled=False)]
    found = read(flowed(TITLE, *tables))
    assert items(found) == ITEMS and numbers(found) == NUMBERS


def test_a_head_whose_year_stands_below_it_and_a_goal_that_names_a_year():
    page, line = [(20, -1, TITLE), (20, 0, "Mål"), (200, 0, "Resultat"), (200, 1, "2023")], 2
    page += [(290, 0, f"Resultat {YEAR}")]
    for number, name in GOALS.items():
        page += [(20, line, f"{number}. {name}" + " (nyt mål fra 2024)" * (number == 3))]
        line += 2
        for _, wanted, reached in (i for i in ITEMS if i[0][0] == str(number)):
            cells = ((20, wrap(wanted, 32)), (200, ["41 %"]), (290, wrap(reached, 20)))
            page += [(x, line + n, text) for x, texts in cells for n, text in enumerate(texts)]
            line += 3
    found = read(drawn(page))
    assert items(found) == ITEMS and numbers(found) == NUMBERS


def test_goals_as_columns_with_labels_at_their_left():
    page = [(20, -2, TITLE)]
    page += [
        (5, 2 + 4 * n, f"{'Resultat' if n % 2 else 'Aftale'} {'ab'[n // 2]}") for n in range(4)
    ]
    for number, name in GOALS.items():
        x = 60 + 110 * (number - 1)
        page += [(x, 0, f"{number}. {name}")]
        for at, (_, *texts) in enumerate(i for i in ITEMS if i[0][0] == str(number)):
            cells = [(2 + 8 * at + 4 * n, wrap(text, 20)) for n, text in enumerate(texts)]
            page += [(x, top + n, text) for top, own in cells for n, text in enumerate(own)]
    found = read(drawn(page))
    assert items(found) == ITEMS and numbers(found) == NUMBERS


def told(number, name, own):
    return [
        f"{number}. {name}. "
        + " ".join(f"Målet er, at {i[1][0].lower()}{i[1][1:]} {i[2]}" for i in own)
    ]


def test_a_contract_in_running_text():
    found = read(flowed(*listed(told)))
    assert numbers(found) == NUMBERS
    assert [f.check for f in found.findings if f.severity == "warning"] == ["contract-in-prose"]
    assert [(i[0], i[2]) for i in items(found)] == [(i[0], i[2]) for i in ITEMS]
    assert items(found)[0][1] == "Målet er, at 45 % af virksomhederne skal kende Erhvervshuset."


def test_a_contract_in_running_text_in_the_past_under_titles_of_two_sentences():
    lines = [TITLE]
    for number, name in GOALS.items():
        own = [i for i in ITEMS if i[0][0] == str(number)]
        lines += [f"Mål {number}. {name}"]
        lines += [f"Det var aftalt, at {i[1][:-1]} skulle gælde i året. {i[2]}" for i in own]
    found = read(flowed(*lines, "Bilag 1. Moduler"))
    assert [(i[0], i[2]) for i in items(found)] == [(i[0], i[2]) for i in ITEMS]
    assert [r["goal"] for r in found.rows["contract_goals"]][::2] == [*GOALS.values()]


def test_paragraphs_with_numbers_of_their_own_in_running_text():
    lines = [TITLE, "1. Notatet er til orientering."]
    for number, name in GOALS.items():
        own = [i for i in ITEMS if i[0][0] == str(number)]
        texts = " ".join(f"Målet er, at {i[1][0].lower()}{i[1][1:]} {i[2]}" for i in own)
        lines += [f"{number + 1}. Mål {number}, {name.lower()}. {texts}"]
    found = read(flowed(*lines, "5. Klimaplaner. Alle 19 kommuner er med."))
    assert [(i[0], i[2]) for i in items(found)] == [(i[0], i[2]) for i in ITEMS]
    assert [r["goal"] for r in found.rows["contract_goals"]][::2] == [*GOALS.values()]


def test_an_annex_that_a_result_refers_to_ends_no_contract_in_running_text():
    lines = [TITLE]
    for number, name in GOALS.items():
        own = [i for i in ITEMS if i[0][0] == str(number)]
        lines += [f"Mål {number}, {name.lower()} (kommunernes eget)."]
        lines += [f"Målet er, at {i[1]} {i[2]} Bilag A viser mere." for i in own]
    # No day of the annex is the next goal.
    found = read(flowed(*lines, "Bilag B. Moduler", "3. dec. Gløgg", "4. dec. Mål skal nås."))
    assert [(i[0], i[2].split(" Bilag")[0]) for i in items(found)] == [(i[0], i[2]) for i in ITEMS]
    assert scopes(found) == [*"lllll"]


def test_targets_without_a_figure_and_prohibitions_in_running_text():
    kept = {
        "1a": "45 % af virksomhederne skal kende Erhvervshuset.",
        "1b": "Akademiet skal være åbent for alle.",
        "2a": "NPS må desuden ikke være under 60.",
        "3a": "Kontrakten sætter et mål om vejledning af 900 virksomheder.",
        "3b": "Højst 15 % måtte vente.",
    }
    results = ["52 % gør.", "Det har det været.", "Det blev 71.", "1.020 fik den.", "Det var 11 %."]
    lines = [TITLE]
    for number, name in GOALS.items():
        pairs = zip(kept.items(), results, strict=True)
        texts = [f"{text} {result}" for (item, text), result in pairs if item[0] == str(number)]
        lines += [f"{number}. {name}. {' '.join(texts)}"]
    found = read(flowed(*lines))
    assert items(found) == [(*each, r) for each, r in zip(kept.items(), results, strict=True)]
    assert numbers(found) == [45, 52, 60, 71, 900, 1020, 15, 11]


def test_in_running_text_next_years_target_belongs_to_the_result():
    lines = listed(told)
    more = f" I {YEAR + 1} skal det være mindst 75."
    lines = [line.replace("Score er 71.", f"Score er 71.{more}") for line in lines]
    assert numbers(read(flowed(*lines))) == NUMBERS


def test_a_sentence_that_may_be_a_target_withholds_a_contract_in_running_text():
    lines = [x.replace("er 71.", "er 71. Mindst 20 var tilfredse.") for x in listed(told)]
    found = read(flowed(*lines))
    assert items(found) == []

"""The academy's modules, from small lists worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from papers.draw import SIZE, drawn, flowed, height, table
from reportlab.pdfbase.pdfmetrics import stringWidth

from midtjylland.declared.region import load_region
from midtjylland.extract.common import Extract
from midtjylland.extract.days import read_days
from midtjylland.extract.mea.recipe import read_mea
from midtjylland.read.document import read_document

REGION = load_region()
TITLE = "Resultatkontrakt 2023\nMEA har i 2023 gennemført 4 moduler med 1.054 deltagere.\n\n"
HEAD = "Bilag. Gennemførte MEA-moduler i 2023\n"
LONG = "Få styr på databeskyttelse, når du arbejder med kommuner og"


def read(text: str) -> Extract:
    return read_mea(read_document(text.encode(), "papers.txt"), REGION)


def rows(extract: Extract) -> list[tuple[str, str, str]]:
    return [
        (f"{row['start_date']:%m-%d}", f"{row['end_date']:%m-%d}", row["title"])
        for row in extract.rows.get("mea_modules", [])
    ]


def totals(extract: Extract) -> dict[str, float]:
    return {row["quantity"]: row["value"] for row in extract.rows.get("stated_totals", [])}


FOUR = [
    ("01-12", "01-12", "Nytårskur i MEA: Hvad bringer 2023?"),
    ("02-03", "02-03", f"{LONG} virksomheder i 2030"),
    ("03-14", "03-15", "Erhvervsudviklingsdøgn"),
    ("05-04", "05-04", "Basismodul"),
]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("11. januar 2021", ("2021-01-11", "2021-01-11")),
        ("3.5.2024", ("2024-05-03", "2024-05-03")),
        ("tirs. 3. maj", ("2022-05-03", "2022-05-03")),
        ("3/5", ("2022-05-03", "2022-05-03")),
        ("12., 13. og 14. marts", ("2022-03-12", "2022-03-14")),
        ("23. og 24. september", ("2022-09-23", "2022-09-24")),
        ("30.09.-01.10.2024", ("2024-09-30", "2024-10-01")),
        ("30. september - 1. oktober", ("2022-09-30", "2022-10-01")),
        ("14/15-05-2030", ("2030-05-14", "2030-05-15")),
        ("14/5-15/5 Udviklingsdøgn", ("2022-05-14", "2022-05-15")),
        ("9.-11/3", ("2022-03-09", "2022-03-11")),
        ("12.-13./9", ("2022-09-12", "2022-09-13")),
        ("ons. 21. og tors. 22. september", ("2022-09-21", "2022-09-22")),
    ],
)
def test_days_in_the_forms_that_lists_print(text: str, days: tuple[str, str]) -> None:
    read = read_days(text, 2022)
    assert read and (str(read.first), str(read.last)) == days
    assert read.wrong_weekday is None


@pytest.mark.parametrize("text", ["31. februar", "14.-12. marts", "10 gode råd", "13/13"])
def test_what_is_no_day_is_refused(text: str) -> None:
    assert read_days(text, 2022) is None


def test_a_month_from_above_and_a_wrong_weekday() -> None:
    days = read_days("onsdag d. 15.", 2025, 1)
    assert days and days.first == date(2025, 1, 15) and days.wrong_weekday is None
    wrong = read_days("mandag d. 15.", 2025, 1)
    assert wrong and wrong.wrong_weekday == "mandag 15. januar 2025"


STREAM = f"""Dato Overskrift
12. januar 2023 Nytårskur i MEA: Hvad bringer 2023?
3. februar 2023 {LONG}
virksomheder i 2030
14. og 15. marts 2023 Erhvervsudviklingsdøgn
4. maj 2023 Basismodul
Status på klimastrategi
"""
COLUMNS = f"""Dato                    Sted         Emne
12.01.2023 kl. 9-10     Teams        Nytårskur i MEA: Hvad bringer 2023?
03.02.2023              Viborg       {LONG}
                                     virksomheder i 2030
14.-15.03.2023          Hotel        Erhvervsudviklingsdøgn
04.05.2023              Teams        Basismodul
Status på klimastrategi
"""
TITLE_FIRST = f"""Nr.   Modul{" " * 62}Dato          Deltagere
1     Nytårskur i MEA: Hvad bringer 2023?                                12/1          500
2     {LONG}        3/2           300
      virksomheder i 2030
3     Erhvervsudviklingsdøgn                                             14/3-15/3     200
4     Basismodul                                                         4/5           54
I alt{" " * 82}1.054
"""
MONTHS = f"""Dag                     Form         Modul
Januar 2023
torsdag d. 12.          Fysisk       Nytårskur i MEA: Hvad bringer 2023?
Februar 2023
fredag d. 3.            Online       {LONG}
                                     virksomheder i 2030
Marts 2023
14. og 15.              Online       Erhvervsudviklingsdøgn
Maj 2023
torsdag d. 4.           Online       Basismodul
"""


@pytest.mark.parametrize(
    "text", [STREAM, COLUMNS, TITLE_FIRST, MONTHS], ids=["stream", "place", "title first", "months"]
)
def test_columns_are_told_by_what_they_hold(text: str) -> None:
    found = read(TITLE + HEAD + text)
    assert rows(found) == FOUR
    assert totals(found) == {"modules": 4, "participants": 1054}
    assert found.findings == []


def test_further_columns_are_kept() -> None:
    found = read(TITLE + HEAD + TITLE_FIRST).rows["mea_modules"]
    assert [row["participants"] for row in found] == [500, 300, 200, 54]
    placed = read(TITLE + HEAD + COLUMNS).rows["mea_modules"]
    assert [row["place"] for row in placed] == ["Teams", "Viborg", "Hotel", "Teams"]
    held = read(TITLE + HEAD + MONTHS).rows["mea_modules"]
    assert [row["delivery"] for row in held] == ["in_person", *["unstated"] * 3]


def test_cancelled_modules_are_findings() -> None:
    text = COLUMNS.replace("Basismodul", "Basismodul (aflyst)")
    found = read(TITLE + HEAD + text)
    assert rows(found) == FOUR[:3]
    assert [(f.severity, f.check) for f in found.findings] == [("info", "not-held")]
    assert "Basismodul" in found.findings[0].message


def test_a_list_of_modules_to_come_is_left_aside() -> None:
    text = COLUMNS.replace("Status på klimastrategi", "Planlagte MEA-moduler i 2025")
    later = "11.01.2025              Teams        Ny start\n"
    found = read(TITLE + HEAD + text + later)
    assert rows(found) == FOUR
    assert [f.check for f in found.findings] == ["other-list"]


def test_a_date_that_does_not_exist_withholds() -> None:
    found = read(TITLE + HEAD + STREAM.replace("4. maj", "31. april"))
    assert [(f.severity, f.check) for f in found.findings] == [("error", "unreadable")]
    assert "31. april" in found.findings[0].message


def test_a_module_without_a_date_is_told() -> None:
    line = "(dato følger)           Teams        Salg til det offentlige\n"
    found = read(TITLE + HEAD + COLUMNS.replace("04.05", line + "04.05"))
    assert any("Salg til det offentlige" in f.message for f in found.findings)


def test_other_lists_of_days_are_left_alone() -> None:
    text = "Møder i KKR\n12. januar 2023 Viborg\n3. februar 2023 Aarhus\n4. maj 2023 Skive\n"
    assert read("Resultatkontrakt 2023\n" + text).rows == {}


def test_a_target_is_no_stated_number() -> None:
    said = (
        "MEA skal afholde mindst 20 moduler med 600 deltagere.\n"
        "MEA afholdt 4 moduler og fik 655 deltagere.\n"
    )
    assert totals(read("Resultatkontrakt 2023\n" + said + HEAD + STREAM)) == {
        "modules": 4,
        "participants": 655,
    }


def test_two_columns_of_a_page_are_read_one_after_the_other() -> None:
    text = """12. januar 2023     Nytårskur i MEA            14. marts 2023     Udviklingsdøgn
3. februar 2023     Kunstig intelligens        4. maj 2023        Basismodul
9. februar 2023     Regnskab og budget         8. juni 2023       Sommermøde
23. februar 2023    Salg i praksis
"""
    titles = [title for _, _, title in rows(read(TITLE + HEAD + text))]
    assert titles == [
        *("Nytårskur i MEA", "Kunstig intelligens", "Regnskab og budget", "Salg i praksis"),
        *("Udviklingsdøgn", "Basismodul", "Sommermøde"),
    ]


def test_days_broken_over_two_lines() -> None:
    text = """1    12. januar 2023     Nytårskur i MEA      Viborg
2    14.03.2023–         Udviklingsdøgn       Skive
     15.03.2023
3    4. maj 2023         Basismodul           Herning
4    8. juni 2023        Sommermøde           Viborg
"""
    found = rows(read(TITLE + HEAD + text))
    assert found[1] == ("03-14", "03-15", "Udviklingsdøgn") and len(found) == 4


def test_participants_as_persons_who_took_part() -> None:
    said = "MEA har afholdt 4 moduler. Der deltog 934 personer.\n"
    found = read("Resultatkontrakt 2023\n" + said + HEAD + STREAM)
    assert totals(found) == {"modules": 4, "participants": 934}


def test_titles_right_behind_days_and_participants_in_brackets() -> None:
    pdf = drawn(
        [
            (20, 1, "Resultatkontrakt 2023"),
            (20, 2, "MEA har gennemført 4 moduler med 100 deltagere."),
            (20, 3, "MEA-moduler i 2023"),
            (20, 4, "11/1: Hvad venter i 2023? (20)"),
            (20, 5, "12/2, 13/2 og 14/2: Studietur til Hamborg:"),
            (28, 6, "erhvervsfremme (25)"),
            (20, 7, "7/3: Salg (15)"),
            (20, 8, "22. og 23. august: Udviklingsdøgn (40)"),
        ]
    )
    found = read_mea(read_document(pdf, "papers.pdf"), REGION)
    assert rows(found) == [
        ("01-11", "01-11", "Hvad venter i 2023?"),
        ("02-12", "02-14", "Studietur til Hamborg: erhvervsfremme"),
        ("03-07", "03-07", "Salg"),
        ("08-22", "08-23", "Udviklingsdøgn"),
    ]
    assert [row["participants"] for row in found.rows["mea_modules"]] == [20, 25, 15, 40]


def test_a_heading_below_the_last_title_is_no_part_of_it() -> None:
    days = ["12. januar", "9. februar", "7. marts", "4. april"]
    titles = ["Salg", "Regnskab", "Ejerskifte", "Nyt fra Danmarks Erhvervsfremmebestyrelse"]
    pdf = drawn(
        [
            *[(20, 1, "Resultatkontrakt 2023"), (20, 2, "MEA-moduler i 2023")],
            *[(20, 3 + at, title) for at, title in enumerate(titles)],
            *[(260, 3 + at, day) for at, day in enumerate(days)],
            (20, 9, "Regionalpolitiske fora"),
        ]
    )
    found = read_mea(read_document(pdf, "papers.pdf"), REGION)
    assert [title for *_, title in rows(found)] == titles


def test_last_days_in_a_column_of_their_own() -> None:
    days = [("12.01.23", "12.01.23"), ("03.02.23", "03.02.23"), ("14.03.23", "15.03.23")]
    titles = ["Regnskab og budget", "Salg i praksis", "Basismodul"]
    page = [(20, 0, "Gennemførte MEA-moduler i 2023"), (20, 2, "Start"), (90, 2, "Slut")]
    for at, ((start, end), title) in enumerate(zip(days, titles, strict=True), 3):
        page += [(20, at, start), (90, at, end), (160, at, title)]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    assert rows(found)[2] == ("03-14", "03-15", "Basismodul")
    assert rows(found)[0] == ("01-12", "01-12", "Regnskab og budget")


def test_a_remark_on_a_few_rows_says_what_was_not_held() -> None:
    days = ["12. januar", "3. februar", "14. marts", "4. maj", "1. juni", "7. september"]
    page = [(20, 0, "Gennemførte MEA-moduler i 2023")]
    for at, (day, letter) in enumerate(zip(days, "ABCDEF", strict=True), 2):
        page += [(20, at, day), (110, at, f"Modul om emne {letter}")]
    page += [(280, 3, "Aflyst"), (280, 7, "Udskudt til 2024")]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    assert [title[-1] for *_, title in rows(found)] == ["A", "C", "D", "E"]
    assert [f.check for f in found.findings] == ["not-held"]


def test_days_and_places_set_at_the_middle_beside_titles_of_two_lines() -> None:
    modules = [
        ["12. januar 2023", "Regnskab", "Herning"],
        ["3. februar 2023", "Godmorgen med MEA: Sidste nyt fra bestyrelsen", "Online"],
        ["14. marts 2023", "Salg i praksis", "Viborg"],
    ]
    middle = [("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    listed = table([["Dato", "Modul", "Sted"], *modules], [90, 110, 60], style=middle)
    raw = flowed("Gennemførte MEA-moduler i 2023", listed)
    found = read_mea(read_document(raw, "papers.pdf"), REGION, 2023)
    assert [title for *_, title in rows(found)] == [title for _, title, _ in modules]
    assert found.findings == []


def test_remarks_where_no_lines_are_drawn_between_rows_stay_beside_their_modules() -> None:
    page = [(20, 0, "Gennemførte MEA-moduler i 2023")]
    page += [(15, line, 390, line) for line in (1.9, 10.4)]
    days = ["12. januar", "3. februar", "14. marts", "4. maj", "1. juni", "7. september"]
    for at, (day, letter) in enumerate(zip(days, "ABCDEF", strict=True)):
        page += [(20, 2 + 1.5 * at, day), (110, 2 + 1.5 * at, f"Modul om emne {letter}")]
    page += [(280, 3.5, "Aflyst"), (280, 5, "To dage"), (280, 8, "Aflyst")]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    assert [title[-1] for *_, title in rows(found)] == ["A", "C", "D", "F"]


def test_a_column_that_begins_further_left_overleaf_keeps_its_words() -> None:
    first = ["12. januar", "3. februar", "14. marts", "4. maj"]
    later = ["1. juni", "7. september", "5. oktober"]
    lines = ["Gennemførte MEA-moduler i 2023", f"{'Dato':16}{'Emne':50}Sted"]
    lines += [f"{day:16}{f'Et modul om et emne {n}':50}Viborg" for n, day in enumerate(first)]
    lines += ["\f"]
    lines += [f"{day:16}{f'Et modul om et emne {n}':36}Herning" for n, day in enumerate(later, 4)]
    found = read_mea(read_document("\n".join(lines).encode(), "papers.txt"), REGION, 2023)
    assert [title for *_, title in rows(found)] == [f"Et modul om et emne {n}" for n in range(7)]


def test_a_list_of_others_is_left_aside() -> None:
    def listed(x: float, first: int, day: str) -> list[tuple[float, float, str]]:
        return [
            item
            for at, month in enumerate(("januar", "marts", "maj"), first)
            for item in ((x, at, f"{day}. {month} 2023"), (140, at, f"Emne i {month}"))
        ]

    def title(canvas) -> None:
        canvas.setFont("Helvetica", 16)
        canvas.drawString(20, height(9.8), "5. Resultatkontrakt med EU-kontoret")
        canvas.setFont("Helvetica", 10)

    page = [(20, 0, "Gennemførte MEA-moduler i 2023"), *listed(20, 1, "4"), title]
    page += [(20, 4 + at, "Kontoret har haft et godt år.") for at in range(5)]
    page += [(20, 10, "Dato"), (140, 10, "Aktivitet"), *listed(40, 11, "9")]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    assert [start for start, *_ in rows(found)] == ["01-04", "03-04", "05-04"]
    assert [f.check for f in found.findings] == ["other-list"]


def test_two_columns_of_days_withhold() -> None:
    text = "".join(
        f"{day}. marts 2023      {day + 1}. marts 2023      {title}\n"
        for day, title in ((1, "Regnskab og budget"), (7, "Salg i praksis"), (14, "Basismodul"))
    )
    found = read(TITLE + HEAD + text)
    assert ("error", "columns-unknown") in [(f.severity, f.check) for f in found.findings]


def test_text_that_lost_a_further_column_is_withheld() -> None:
    text = STREAM.replace("Dato Overskrift", "Dato Overskrift Sted")
    found = read(TITLE + HEAD + text)
    assert ("error", "columns-lost") in [(f.severity, f.check) for f in found.findings]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("11/1", (1, 11), (1, 11)),
        ("16-17/4", (4, 16), (4, 17)),
        ("9-11/10", (10, 9), (10, 11)),
        ("30/4-1/5", (4, 30), (5, 1)),
        ("Tirs.-tors. 9.-11. maj", (5, 9), (5, 11)),
        ("Torsdag-fredag den 14.-15. september", (9, 14), (9, 15)),
        ("on 3/5", (5, 3), (5, 3)),
        ("30.4.-1.5. Studietur", (4, 30), (5, 1)),
    ],
)
def test_days_by_slashes_and_two_weekdays(text, first, last) -> None:
    days = read_days(text, 2023)
    assert days and (days.first, days.last) == (date(2023, *first), date(2023, *last))
    assert days.wrong_weekday is None


def test_second_of_two_weekdays_must_fit_the_last_day() -> None:
    days = read_days("Tirs.-ons. 9.-11. maj", 2023)
    assert days and days.wrong_weekday == "ons 11. maj 2023"


def days_over_two_lines(title_line: float) -> bytes:
    """A list in which the days of the third module do not fit on a line."""
    page = [(20, 0, "Bilag. Gennemførte MEA-moduler i 2023")]
    page += [(20, 2, "12. januar"), (120, 2, "Nytårskur"), (20, 3, "3. februar")]
    page += [(120, 3, "Midtjylland i tal"), (20, 4.5, "tors. 14. og 15."), (20, 5.5, "marts")]
    page += [(120, title_line, "Erhvervsudviklingsdøgn"), (20, 7, "4. maj"), (120, 7, "Basismodul")]
    return drawn(page)


@pytest.mark.parametrize("title_line", [4.5, 5.0])
def test_days_over_two_lines(title_line: float) -> None:
    found = read_mea(read_document(days_over_two_lines(title_line), "papers.pdf"), REGION, 2023)
    assert [row[:2] for row in rows(found)][2] == ("03-14", "03-15")
    assert [row[2] for row in rows(found)] == [
        "Nytårskur", "Midtjylland i tal", "Erhvervsudviklingsdøgn", "Basismodul",
    ]  # fmt: skip


def test_points_of_a_list_are_no_titles() -> None:
    page = [(20, 0, "Bilag. Gennemførte MEA-moduler i 2023")]
    modules = (("12. januar", "Nytårskur"), ("3. februar", "Midtjylland i tal"))
    modules += (("4. maj", "Basismodul"),)
    page += [(20, line, "•") for line in (2, 3, 4)]
    page += [(40, 2 + at, f"{day}: {title}") for at, (day, title) in enumerate(modules)]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    assert [row[2] for row in rows(found)] == ["Nytårskur", "Midtjylland i tal", "Basismodul"]


def test_modules_below_a_heading_that_calls_them_off_are_not_held() -> None:
    page = [(20, 0, "MEA-moduler holdt i 2023")]
    modules = ("11.1.2023 Nytårsmøde", "5.3.2023 CSRD kort fortalt", "4.5.2023 Basismodul for alle")
    off = ("7.2.2023 Podcast på en formiddag (for få tilmeldte)",)
    for line, text in enumerate((*modules, "I alt 3 moduler.", "Aflyst:", *off), 2):
        marked = text[0].isdigit()
        page += [(20, line, "•")] * marked + [(40 if marked else 20, line, text)]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    # The sum goes on with no title, though its first word had no room above.
    assert [title for *_, title in rows(found)] == [text.split(" ", 1)[1] for text in modules]
    assert [(f.check, "Podcast" in f.message) for f in found.findings] == [("not-held", True)]


def test_a_month_that_ends_a_sentence_is_no_heading() -> None:
    days = ("12. januar", "3. februar", "14. marts", "4. maj")
    page = [(20, 0, "Målingen ventes i"), (20, 1, "april 2024.")]
    page += [(20, 3, "Gennemførte MEA-moduler i 2023")]
    page += [(20, 5 + at, day) for at, day in enumerate(days)]
    page += [(110, 5 + at, f"Modul om emne {letter}") for at, letter in enumerate("ABCD")]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    assert {row["start_date"].year for row in found.rows["mea_modules"]} == {2023}


def test_a_lone_figure_above_a_day_may_be_its_first() -> None:
    text = HEAD + STREAM.replace("14. og", "1\n4. og")
    found = read(text)
    assert [f.check for f in found.findings if f.check == "line-left-over"] == ["line-left-over"]
    # A page's number can't be.
    found = read(HEAD + STREAM.replace("14. og", "7\n14. og"))
    assert [f.check for f in found.findings if f.check == "line-left-over"] == []


FOUR_DAYS = ("11. januar", "7. marts", "4. maj", "22. august")


def listed(*titles: str) -> Extract:
    """Four modules, each with its title right behind its days."""
    page = [
        (20, 1, "Resultatkontrakt 2023"),
        (20, 2, "MEA har holdt 4 moduler, og i alt 80 medarbejdere fra kommuner deltog."),
        (20, 3, "MEA-moduler i 2023"),
    ]
    rows = zip(FOUR_DAYS, titles, strict=True)
    page += [(20, 4 + at, f"{day}: {title}") for at, (day, title) in enumerate(rows)]
    return read_mea(read_document(drawn(page), "papers.pdf"), REGION)


def test_days_of_sentences_above_and_below_a_list_are_no_rows() -> None:
    days = list(zip(FOUR_DAYS, ("Salg", "Tal", "Jura", "Eksport"), strict=True))
    page = [(20, 0, "Indbyggerne er talt op den"), (20, 1, "1. januar 2023.")]
    page += [
        (20, 3, "MEA-moduler i 2023"),
        (20, 4, "Dato"),
        (120, 4, "Modul"),
        (220, 4, "Bemærkning"),
    ]
    page += [(x, 5 + n, row[at]) for n, row in enumerate(days) for at, x in ((0, 20), (1, 120))]
    page += [(220, 6, "Lagt sammen med salg"), (20, 11, "Status er gjort op den")]
    page += [(20, 12, "1. oktober 2023.")]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    assert [row[2] for row in rows(found)] == ["Salg", "Jura", "Eksport"]
    assert [f.severity for f in found.findings if f.severity == "error"] == []


SHORT = ("Hvad venter i 2023?", "Salg (del 2)", "Eksport", "Udviklingsdøgn")


@pytest.mark.parametrize(
    "behind",
    [
        *("(online, {} deltagere)", "({} delt.; Viborg)", "[{} deltagere i Skive]"),
        *(", {} deltagere", "– {} personer.", "– Skive, {} deltagere"),
        *("(deltagere: {})", "(ca. {} tilmeldte, Skive)"),
    ],
)
def test_participants_and_where_behind_titles_are_no_part_of_them(behind: str) -> None:
    people = (40, 15, 10, 15)
    titles = [f"{t} {behind.format(n)}" for t, n in zip(SHORT, people, strict=True)]
    found = listed(*titles)
    assert tuple(row[2] for row in rows(found)) == SHORT
    assert tuple(row["participants"] for row in found.rows["mea_modules"]) == people


def test_brackets_behind_titles_are_a_column_where_every_title_has_one() -> None:
    found = listed("Nytårskur (online)", "Salg (Skive)", "Eksport (online)", "Døgn (fysisk)")
    assert [row[2] for row in rows(found)] == ["Nytårskur", "Salg", "Eksport", "Døgn"]
    assert [row["delivery"] for row in found.rows["mea_modules"]][2:] == ["unstated", "in_person"]
    some = [
        "Nytårskur (fysisk)",
        "Salg med over 20 deltagere",
        "Eksport",
        "Døgn (maks. 20 deltagere)",
    ]
    assert [row[2] for row in rows(listed(*some))] == some


def test_where_a_module_without_participants_met_is_no_part_of_its_title() -> None:
    found = listed("Nytårskur (Skive, 60 deltagere)", "Salg (Skive)", "Døgn (20 delt.)", "Jura")
    assert [row[2] for row in rows(found)] == ["Nytårskur", "Salg", "Døgn", "Jura"]
    assert [row["participants"] for row in found.rows["mea_modules"]] == [60, None, 20, None]


def test_a_line_below_the_last_title_that_reaches_further_is_no_part_of_it() -> None:
    days = zip(FOUR_DAYS, SHORT, strict=True)
    page = [(20, 1, "MEA har i 2023 holdt 4 moduler"), (20, 2, "Listen viser dem")]
    page += [(20, 3 + at, f"• {day}: {t}") for at, (day, t) in enumerate(days)]
    page.append((20, 7, "Et modul om eksport den 4. november blev aflyst, fordi få ville deltage."))
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    assert [row[2] for row in rows(found)] == list(SHORT) and found.findings == []


def test_place_and_number_by_dashes_behind_every_title_are_no_part_of_it() -> None:
    behind = ("Skive – 40", "Ringkøbing-Skjern – 15", "AFLYST", "Online – 25")
    found = listed(*(f"{t} – {b}" for t, b in zip(SHORT, behind, strict=True)))
    assert [row[2] for row in rows(found)] == [SHORT[0], SHORT[1], SHORT[3]]
    assert [row["participants"] for row in found.rows["mea_modules"]] == [40, 15, 25]
    more = listed("Kur – Skive – 40", "Salg – Ikast – 15", "Døgn – Skive – 10", "Jura – Ikast")
    assert [row[2] for row in rows(more)] == ["Kur", "Salg", "Døgn", "Jura"]
    some = ("Salg – 40", "Tal – del 2", "Jura", "Døgn")
    assert [row[2] for row in rows(listed(*some))] == list(some)


def test_two_numbered_lists_side_by_side() -> None:
    page = [
        (20, 0, "MEA har i 2023 holdt 6 moduler med 63 deltagere."),
        (20, 1, "Listen viser dem"),
    ]
    for at, (x, day) in enumerate((x, day) for x in (20, 210) for day in FOUR_DAYS[:3]):
        top = 2 + 1.2 * (at % 3)
        page += [(x, top, f"M{at + 1:02}"), (x + 30, top, day), (x + 90, top, f"Modul {at}")]
        page.append((x + 160, top, f"{at + 8}"))
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    assert [row[2] for row in rows(found)] == [f"Modul {at}" for at in range(6)]
    assert [row["participants"] for row in found.rows["mea_modules"]] == [*range(8, 14)]


def test_as_many_days_and_titles_in_each_of_two_columns() -> None:
    page = [
        (20, 0, "MEA har i 2023 holdt 6 moduler med 63 deltagere."),
        (20, 1, "Listen viser dem"),
    ]
    for at, (x, day) in enumerate((x, day) for x in (20, 250) for day in FOUR_DAYS[:3]):
        top = 2 + 3.6 * (at % 3)
        page += [(x, top, day), (x, top + 1, f"Modul {at}"), (x, top + 2, f"{at + 8} deltagere")]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    assert [row[2] for row in rows(found)] == [f"Modul {at}" for at in range(6)]
    assert [row["participants"] for row in found.rows["mea_modules"]] == [*range(8, 14)]
    assert found.findings == []


def test_cards_side_by_side_with_participants_below_titles_of_two_lines() -> None:
    page = [(20, 0, "MEA har i 2023 holdt 8 moduler med 92 deltagere."), (20, 1, "Se dem her")]
    for at, day in enumerate(FOUR_DAYS):
        for number, x in ((at, 20), (at + 4, 250)):
            lines = [
                day,
                f"Sådan læser du regnskab {number}",
                "og budget",
                f"Deltagere: {number + 8}",
            ]
            page += [(x, 2 + 4.6 * at + n, text) for n, text in enumerate(lines)]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    told = [(r["title"], r["participants"]) for r in found.rows["mea_modules"]]
    assert told == [(f"Sådan læser du regnskab {n} og budget", n + 8) for n in range(8)]
    assert found.findings == []


def test_titles_below_their_days_in_two_columns_of_a_page() -> None:
    left = [("12. januar", "Nytårskur"), ("3. februar", "Salg"), ("14. og 15. marts", "Døgn")]
    right = [("19. august", "Nye programmer"), ("2. september", "Brug tallene!")]
    page = [(20, 0, "Resultatkontrakt 2023"), (20, 1, "MEA-moduler i 2023")]
    for x, column in ((20, left), (300, right)):
        for at, (day, title) in enumerate(column):
            page += [(x, 2 + 2.6 * at, day), (x, 3 + 2.6 * at, title)]
    page.append((300, 6.6, "på to timer"))
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION)
    titles = [title for _, title in left] + ["Nye programmer", "Brug tallene! på to timer"]
    assert [row[2] for row in rows(found)] == titles
    assert found.findings == []
    more = drawn([*page, *[(20, 4 + 2.6 * at, "Sted: Skive") for at in range(3)]])
    told = read_mea(read_document(more, "papers.pdf"), REGION).findings
    assert ("error", "line-left-over") in [(f.severity, f.check) for f in told]


def test_two_lists_side_by_side_with_where_they_met_behind_the_days() -> None:
    days = ["12. januar, Skive", "3. februar, Teams", "14. marts, Viborg", "4. april, Teams"]
    page = [(20, 0, "Resultatkontrakt 2023"), (20, 1, "MEA-moduler i 2023")]
    for at in range(8):
        x, line = 20 + 250 * (at // 4), 2.0 + 2.6 * (at % 4)
        page += [(x, line, days[at % 4]), (x, line + 1, f"Modul {at}, som har en lang titel")]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION)
    assert sorted(row[2] for row in rows(found)) == [
        f"Modul {at}, som har en lang titel" for at in range(8)
    ]


def test_days_and_where_they_met_in_brackets_behind_titles() -> None:
    days = ["onsdag den 13. januar, online", "den 16. og 17. marts, Hvide Sande", "8. april", "4/5"]
    page: list = [(20, 0, "Resultatkontrakt 2027"), (20, 1, "MEA-moduler i 2027")]
    page += [(20, 3 + at, f"{at + 1}. Modul {at} ({day})") for at, day in enumerate(days)]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION)
    assert rows(found) == [
        ("01-13", "01-13", "Modul 0"),
        ("03-16", "03-17", "Modul 1"),
        ("04-08", "04-08", "Modul 2"),
        ("05-04", "05-04", "Modul 3"),
    ]


def test_days_beside_the_month_in_a_cell_of_several_rows() -> None:
    days = [("Januar", "12."), ("", "28."), ("Februar", "3."), ("Marts", "14.-15."), ("", "24.")]
    days += [("April", "4."), ("Maj", "9.")]
    page: list = [(20, 0, "Resultatkontrakt 2023"), (20, 1, "MEA-moduler i 2023")]
    for at, (month, day) in enumerate(days):
        page += [(20, 3 + at, month)] if month else []
        page += [(120 - 4 * len(day), 3 + at, day), (140, 3 + at, f"Modul {at}")]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION)
    assert rows(found)[1:4] == [
        ("01-28", "01-28", "Modul 1"),
        ("02-03", "02-03", "Modul 2"),
        ("03-14", "03-15", "Modul 3"),
    ]
    assert len(rows(found)) == len(days)


@pytest.mark.parametrize(
    "said",
    [
        "MEA har i 2023 gennemført 4 moduler med 1.054 deltagere mod 998 deltagere i 2022.",
        "Mod 5 moduler og 998 deltagere i 2022 har MEA i 2023 holdt 4 moduler med 1.054 deltagere.",
    ],
)
def test_participants_of_another_year_are_not_stated(said: str) -> None:
    listed = "".join(f"{at}. marts 2023   Modul {at}\n" for at in range(1, 5))
    text = f"Resultatkontrakt 2023\n{said}\n\n{HEAD}{listed}"
    assert totals(read(text)) == {"modules": 4, "participants": 1054}


def test_names_on_the_lists_are_participants_and_modules_are_none() -> None:
    listed = "".join(f"{at}. marts 2023   Modul {at}\n" for at in range(1, 5))
    said = "MEA holdt 4 moduler, og deltagerlisterne rummer til\nsammen 514 navne."
    assert totals(read(f"Resultatkontrakt 2023\n{said}\n\n{HEAD}{listed}")) == {
        "modules": 4,
        "participants": 514,
    }


def test_places_before_all_titles() -> None:
    listed = (
        "fre. 13. jan., online: Årsplan\ntors. 12. feb., Foulum: Data\nman. 6. marts, online: Tal\n"
    )
    found = read(f"{TITLE}{HEAD}{listed}ons. 17. maj, Aarhus: Kvanter (fysisk)\n")
    assert [row[2] for row in rows(found)] == ["Årsplan", "Data", "Tal", "Kvanter (fysisk)"]
    places = [row["place"] for row in found.rows["mea_modules"]]
    assert places == ["online", "Foulum", "online", "Aarhus"]


def test_what_leads_all_titles_and_is_no_place_is_part_of_them() -> None:
    listed = "".join(f"{n}. marts 2023   Tema: Modul {n}\n" for n in range(1, 5))
    found = read(f"{TITLE}{HEAD}{listed}")
    assert [row[2] for row in rows(found)] == [f"Tema: Modul {n}" for n in range(1, 5)]


@pytest.mark.parametrize(
    ("heading", "held"),
    [
        ("MEA har gennemført 4 moduler. Ét planlagt modul måtte opgives.", 4),
        ("MEA: Moduler, der er planlagt gennemført i 2024", 0),
        ("MEA: Kommende moduler, der bliver afholdt i efteråret", 0),
    ],
)
def test_a_planned_module_in_the_heading_of_those_held(heading, held) -> None:
    listed = "".join(f"{n}. marts 2023   Modul {n}\n" for n in range(1, 5))
    assert len(rows(read(f"Resultatkontrakt 2023\n\n{heading}\n{listed}"))) == held


def test_days_set_flush_right_behind_the_titles() -> None:
    days = ["9/1", "16/1", "3/2", "13/3-14/3", "24/10", "4/11"]
    page: list = [(20, 0, "Resultatkontrakt 2023"), (20, 1, "MEA-moduler i 2023")]
    for at, day in enumerate(days):
        x0 = 200 - stringWidth(day, "Helvetica", SIZE)
        page += [(20, 3 + at, f"Modul {at}"), (x0, 3 + at, day), (230, 3 + at, "31")]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION)
    assert [row[2] for row in rows(found)] == [f"Modul {at}" for at in range(6)]
    assert rows(found)[3][:2] == ("03-13", "03-14")


PROSE = """Resultatkontrakt 2023
MEA: Modulerne begyndte torsdag den 12. januar med ”Nytårskur”, og den 14. og
15. marts fulgte ”Erhvervsudviklingsdøgn”. Året sluttede tirsdag den 5. december med
”Midtjylland i tal”.
"""


def test_modules_of_running_text() -> None:
    assert rows(read(PROSE)) == [
        ("01-12", "01-12", "Nytårskur"),
        ("03-14", "03-15", "Erhvervsudviklingsdøgn"),
        ("12-05", "12-05", "Midtjylland i tal"),
    ]


def test_days_behind_titles_and_modules_that_were_not_held_in_running_text() -> None:
    later = (
        "Foråret bød på ”Basismodul” (4. maj) og ”Regnskab” (9.-10. maj), men ”Outlook” den 1. "
        "juni blev aflyst.\n"
    )
    found = read(PROSE + later)
    assert rows(found)[3:] == [("05-04", "05-04", "Basismodul"), ("05-09", "05-10", "Regnskab")]
    (told,) = found.findings
    assert told.check == "not-held" and "Outlook" in told.message


def test_lone_days_below_months_and_a_sum_below_participants() -> None:
    listed = [("JANUAR",), ("14.", "Nytårskur", "56"), ("28.", "Basismodul", "31"), ("MARTS",)]
    listed += [("17. og 18.", "Udviklingsdøgn", "27"), ("", "I alt", "114")]
    page: list = [(20, 0, "Resultatkontrakt 2023"), (20, 1, "MEA-moduler 2023")]
    page += [(20, 2, "Dag"), (90, 2, "Modul"), (230, 2, "Deltagere")]
    for at, cells in enumerate(listed, 3):
        page += [(x, at, text) for x, text in zip((20, 90, 250), cells, strict=False)]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION)
    assert rows(found) == [
        ("01-14", "01-14", "Nytårskur"),
        ("01-28", "01-28", "Basismodul"),
        ("03-17", "03-18", "Udviklingsdøgn"),
    ]
    assert totals(found) == {"participants": 114}
    assert [row["participants"] for row in found.rows["mea_modules"]] == [56, 31, 27]


def test_days_over_two_lines_of_a_cell_and_a_number_of_modules_alone() -> None:
    page: list = [(20, 0, "Resultatkontrakt 2025"), (20, 1, "Der var 3 moduler.")]
    page += [(20, 2, "MEA-moduler 2025"), (20, 3, "Tirsdag d. 14. januar"), (180, 3, "Nytårskur")]
    page += [(20, 4, "Onsdag d. 19. – torsdag d."), (180, 4, "Udviklingsdøgn")]
    page += [(20, 5, "20. marts"), (20, 6, "Fredag d. 4. april"), (180, 6, "Basismodul")]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION)
    assert rows(found) == [
        ("01-14", "01-14", "Nytårskur"),
        ("03-19", "03-20", "Udviklingsdøgn"),
        ("04-04", "04-04", "Basismodul"),
    ]
    assert totals(found) == {"modules": 3}


def test_a_number_that_happens_to_be_listed_is_no_stated_one() -> None:
    page: list = [(20, 0, "Resultatkontrakt 2025"), (20, 1, "MEA har gennemført 6 moduler.")]
    page += [(20, 2 + n, f"Det {n}. emne er et andet.") for n in range(4)]
    page += [(20, 6, "Ledelsesskolen tilbyder 3 moduler."), (20, 8, "MEA-moduler 2025")]
    listed = [("14/1", "Nytårskur"), ("3/2", "Udviklingsdøgn"), ("4/4", "Basismodul")]
    for at, cells in enumerate(listed, 9):
        page += [(x, at, text) for x, text in zip((20, 90), cells, strict=True)]
    assert totals(read_mea(read_document(drawn(page), "papers.pdf"), REGION)) == {"modules": 6}


def test_last_days_of_a_few_rows_and_a_sum_behind_the_number_of_modules() -> None:
    listed = [("1", "26-01-2029", "", "Nytår", "38"), ("2", "02-02-2029", "", "Excel", "23")]
    listed += [
        ("3", "16-08-2029", "17-08-2029", "Døgnet", "51"),
        ("4", "03-10-2029", "", "AI", "40"),
    ]
    page: list = [(20, 0, "Resultatkontrakt 2029"), (20, 1, "MEA-moduler 2029")]
    head = ("Nr.", "Startdato", "Slutdato", "Titel", "Deltagere")
    for at, cells in enumerate([head, *listed, ("", "", "", "4 moduler", "152")], 2):
        page += [
            (x, at, text) for x, text in zip((20, 50, 110, 180, 260), cells, strict=True) if text
        ]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION)
    assert rows(found)[2] == ("08-16", "08-17", "Døgnet")
    assert totals(found) == {"modules": 4, "participants": 152}
    assert [row["participants"] for row in found.rows["mea_modules"]] == [38, 23, 51, 40]


def test_places_of_some_modules_only() -> None:
    listed = [("14/1", "Nytårskur", "Viborg"), ("3/2", "Excel", ""), ("9/3", "Døgnet", "Skive")]
    listed += [("4/4", "AI på to timer", ""), ("5/5", "Basismodul", "Ry"), ("6/6", "Salg", "")]
    page: list = [(20, 0, "Resultatkontrakt 2025"), (20, 1, "MEA-moduler 2025")]
    for at, cells in enumerate([("Dag", "Modul", "Sted"), *listed], 2):
        page += [(x, at, text) for x, text in zip((20, 90, 230), cells, strict=True) if text]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION)
    places = [row.get("place") for row in found.rows["mea_modules"]]
    assert places == ["Viborg", None, "Skive", None, "Ry", None]


def test_a_sum_that_reaches_into_the_column_of_places_is_no_part_of_a_place() -> None:
    listed = [("14-01-2023", "Nytårskur", "Teams", "56"), ("28-01-2023", "Basismodul", "Ry", "31")]
    listed += [("17-03-2023", "Udviklingsdøgn", "Skive", "27")]
    page: list = [(20, 0, "Resultatkontrakt 2023"), (20, 1, "MEA-moduler 2023")]
    for at, cells in enumerate([("Dag", "Modul", "Sted", "Deltagere"), *listed], 2):
        page += [(x, at, text) for x, text in zip((20, 90, 230, 280), cells, strict=True)]
    found = read_mea(read_document(drawn([*page, (275, 6, "114")]), "papers.pdf"), REGION)
    assert [row["place"] for row in found.rows["mea_modules"]] == ["Teams", "Ry", "Skive"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("12. januar med ”Nytårskur”, og", "med ”Nytårskur” den 12. januar, og"),
        ("torsdag den 12. januar med", "den 12. januar. Første modul var"),
        ("med\n”Midtjylland i tal”.", "med\n”Midtjylland i tal” den 6. december."),
    ],
)
def test_days_behind_titles_of_running_text_are_not_taken_for_those_before(old, new) -> None:
    found = read(PROSE.replace(old, new))
    assert "error" in {f.severity for f in found.findings} or not found.rows


def test_modules_of_running_text_before_and_behind_their_days() -> None:
    """A paragraph that goes on with more of them needs no word for modules."""
    text = (
        "Året 2023 begyndte den 11. januar med modulet ”Salg”, og den 7. marts fulgte ”Tal”. Den "
        "4. maj var emnet ”Jura”, og før sommer nåede man også ”Eksport” den 8. juni.\n\n"
        "I efteråret holdt man ”Klima” den 22. august og ”Ejerskifte” den 5. oktober.\n"
    )
    found = read_mea(read_document(text.encode(), "papers.txt"), REGION, 2023)
    assert [(day, title) for day, _, title in rows(found)] == [
        *(("01-11", "Salg"), ("03-07", "Tal"), ("05-04", "Jura"), ("06-08", "Eksport")),
        *(("08-22", "Klima"), ("10-05", "Ejerskifte")),
    ]
    assert found.findings == []


THREE = [("01-12", "01-12", "Nytårskur"), ("03-14", "03-15", "Døgn"), ("05-04", "05-04", "Ledelse")]


def test_numbers_of_points_before_days_are_no_days() -> None:
    days = ["12. januar", "14. og 15. marts", "4. maj", "7. juni"]
    titles = [*(title for *_, title in THREE), "Afslutning"]
    lines = [f"{n}. {days[n - 1]} 2023: {titles[n - 1]}" for n in range(1, 5)]
    found = read_mea(read_document(flowed(TITLE, HEAD, *lines), "papers.pdf"), REGION)
    assert rows(found) == [*THREE, ("06-07", "06-07", "Afslutning")]


def test_a_module_that_was_moved_was_held_and_what_is_said_of_it_is_no_title() -> None:
    found = read(
        f"{TITLE}{HEAD}12. januar 2023    Nytårskur (udskudt fra oktober 2022)\n"
        "14.-15. marts 2023    Døgn\n4. maj 2023    Ledelse (gentagelse)\n"
    )
    assert rows(found) == THREE


def test_days_that_were_planned_are_left_aside_beside_those_that_were_held() -> None:
    body = [["12. januar", "12. januar 2023", "Nytårskur"], ["2. marts", "aflyst", "Salg i Kina"]]
    body += [["1.-2. marts", "14.-15. marts 2023", "Døgn"], ["4. maj", "4. maj 2023", "Ledelse"]]
    own = table([["Planlagt til", "Holdt", "Modul"], *body], [90, 110, 150])
    found = read_mea(read_document(flowed(TITLE, HEAD, own), "papers.pdf"), REGION)
    assert rows(found) == THREE


def test_a_list_that_goes_on_further_right_in_the_next_column_of_a_page() -> None:
    left = [(20, 0, HEAD.strip()), (20, 1, "Dato"), (80, 1, "Modul")]
    for line, (start, _, title) in enumerate(FOUR, 2):
        left += [(20, line, f"{start[3:]}/{start[:2]}"), (80, line, title[:20])]
    right = [(220, 0, "4/6"), (280, 0, "Afslutning"), (220, 2, "Klimaplaner")]
    document = read_document(drawn(left, right), "papers.pdf")
    pages = [document.pages[0], replace(document.pages[1], number=1)]
    found = read_mea(replace(document, pages=pages), REGION, 2023)
    assert [row[0] for row in rows(found)] == [*(row[0] for row in FOUR), "06-04"]


def test_modules_under_headings_that_call_them_off_or_plan_them() -> None:
    page = [(20, 0, HEAD.strip()), (20, 1, "Dato"), (110, 1, "Modul")]
    days = {"12/1": "Nytårskur", "4/5": "Ledelse"}
    lines = [*days.items(), ("Aflyste moduler i 2023", ""), ("7/2", "Podcast"), ("9/2", "Salg")]
    lines += [("Planlagt i 2024", ""), ("11/1/2024", "Kick-off"), ("8/2/2024", "Klima")]
    page += [
        (x, at, t) for at, row in enumerate(lines, 2) for x, t in zip((20, 110), row, strict=True)
    ]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    assert [row[2] for row in rows(found)] == [*days.values()]
    assert {f.check for f in found.findings} == {"not-held", "other-list"}


def test_weekdays_over_their_days_and_a_remark_of_many_words() -> None:
    body = [["Torsdag 12/1", "Nytårskur", ""], ["Tirsdag-onsdag<br/>14/3-15/3", "Døgn", ""]]
    body += [["Mandag 3/4", "Podcast", "Aflyst på grund af få tilmeldte"]]
    body += [["Torsdag 4/5", "Ledelse", ""]]
    own = table([["Dato", "Modul", ""], *body], [90, 120, 200], ruled=False)
    found = read_mea(read_document(flowed(TITLE, HEAD, own), "papers.pdf"), REGION)
    assert rows(found) == THREE


def test_planned_and_cancelled_modules_are_no_stated_total() -> None:
    said = "MEA har planlagt 7 moduler i 2023. 3 moduler blev aflyst, og 4 moduler blev gennemført."
    assert totals(read(f"Resultat\n{said}\n\n{HEAD}"))["modules"] == 4


def test_the_last_day_of_a_module_stands_below_behind_the_titles() -> None:
    page = [(20, 0, HEAD.strip()), (20, 1, "Modul"), (150, 1, "Dato")]
    days = ["12.01.2023", "14.03.2023 –", "15.03.2023", "04.05.2023"]
    titles = [title for *_, title in THREE]
    page += [(150, at, day) for at, day in enumerate(days, 2)]
    page += [(20, at, title) for at, title in zip((2, 3, 5), titles, strict=True)]
    found = read_mea(read_document(drawn(page), "papers.pdf"), REGION, 2023)
    assert rows(found) == THREE


def test_the_date_of_the_meeting_above_the_list_is_no_module() -> None:
    page = [(20, 0, "KKR Midtjylland"), (20, 1, "den 14. november 2023"), (20, 3, HEAD.strip())]
    page += [(20, 4, "Dato"), (150, 4, "Modul"), (300, 4, "Deltagere")]
    for line, (start, _, title) in enumerate(THREE, 5):
        day = f"{int(start[3:])}.{start[:2]}.2023"
        page += [(20, line, day), (150, line, title), (300, line, f"{line}0")]
    said = "MEA har afholdt 3 moduler med 150 deltagere."
    found = read_mea(read_document(drawn([*page, (20, 9, said)]), "papers.pdf"), REGION, 2023)
    assert [row[2] for row in rows(found)] == [row[2] for row in THREE]
    # They add to 180; the check against the total tells.
    assert [row["participants"] for row in found.rows["mea_modules"]] == [50, 60, 70]


def test_places_in_brackets_where_a_module_was_held_twice() -> None:
    titles, places = ["Kursus", "Data", "Kursus", "Salg"], ["online", "Viborg", "Aarhus", "online"]
    both = zip(range(11, 15), titles, places, strict=True)
    lines = [f"{n}. maj: {title} ({place})" for n, title, place in both]
    found = read_mea(read_document(flowed(TITLE, HEAD, *lines), "papers.pdf"), REGION)
    assert [row[2] for row in rows(found)] == titles
    assert [row["place"] for row in found.rows["mea_modules"]] == places


@pytest.mark.parametrize("lead", ["nr. {})", "{})"])
def test_numbers_of_one_and_two_digits_before_the_days_part_no_list(lead: str) -> None:
    titles = [f"»Modul om sag {n}«" for n in range(1, 13)]
    lines = [f"{lead.format(n)} Den {n}. maj 2023: {title}" for n, title in enumerate(titles, 1)]
    found = read_mea(read_document(flowed(TITLE, HEAD, *lines), "papers.pdf"), REGION)
    assert [row[2] for row in rows(found)] == titles

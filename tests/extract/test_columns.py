"""Pages of two columns, made of text with wide gaps: what stands beside belongs to neither."""

from midtjylland.declared.region import load_region
from midtjylland.extract.green.recipe import read_green
from midtjylland.extract.mea.recipe import read_mea
from midtjylland.read.document import from_text

LEFT = [f"Ordning nummer {n} {n}0 sager" for n in range(1, 10)]
DAYS = ["11/1", "25/1", "6/2", "16-17/4", "2/5", "26-27/9", "8/10", "24/10", "10/12"]
TITLES = [f"Emne {letter} for vejledere" for letter in "ABCDEFGHI"]


def side_by_side(left, right, alike=2):
    """Two columns whose lines stand at different heights, but for the first ones."""
    rows = [f"{a:40}{b}" for a, b in zip(left[:alike], right[:alike], strict=True)]
    for a, b in zip(left[alike:], right[alike:], strict=True):
        rows += [a, " " * 40 + b]
    return "\n".join(rows) + "\n"


def page():
    right = ["MEA-moduler holdt i 2024", *(f"{d:10}{t}" for d, t in zip(DAYS, TITLES, strict=True))]
    return side_by_side(["Ordninger i regionen", *LEFT], right)


def test_page_is_cut_into_its_columns() -> None:
    document = from_text(page(), "paper.txt")
    left, right = document.in_columns.pages
    assert [line.text for line in left.lines][1:] == LEFT
    assert [line.text for line in right.lines][1] == "11/1 Emne A for vejledere"
    assert [line.place.line for line in right.lines][:4] == [1, 2, 4, 6]


def test_list_beside_other_text_is_read() -> None:
    found = read_mea(from_text(page(), "paper.txt").in_columns, load_region(), 2024)
    rows = found.rows["mea_modules"]
    assert [row["title"] for row in rows] == TITLES
    assert [f"{row['start_date']:%d/%m}-{row['end_date']:%d/%m}" for row in rows][3] == (
        "16/04-17/04"
    )
    assert not [f for f in found.findings if f.severity != "info"]


def test_rows_of_a_table_stay_whole() -> None:
    rows = [f"Kommune {n:20} {n}0,5" for n in range(1, 20)]
    text = "".join(f"{row:45}{row}\n" for row in rows)
    document = from_text(text, "paper.txt")
    assert document.in_columns is document


def test_short_heads_over_right_aligned_numbers() -> None:
    text = (
        "År      Vejledt          Individuelt    Grønne         Tilskud\n"
        "        om grøn          vejledte       bevillinger    (mio. kr.)\n"
        "        omstilling\n"
        "2022        402          2 920          371            63,0\n"
        "2023        436          2 711          287            44,8\n"
    )
    found = read_green(from_text(text, "paper.txt"), load_region())
    assert [r["of_guided_firms"] for r in found.rows["green_guidance"]] == [2920, 2711]
    assert [r["total_mdkk"] for r in found.rows["green_grants"]] == [63.0, 44.8]
    assert found.findings == []

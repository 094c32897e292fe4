"""A region is data: its words, an own file, and mistakes in it."""

import pytest

from midtjylland.core.findings import MidtjyllandError
from midtjylland.declared.region import copy_region, describe_region, load_region, words_pattern


@pytest.fixture
def own(tmp_path):
    """A data folder's own region file."""
    return copy_region(tmp_path / "data")


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert text.count(old) >= 1, old
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_copy_says_what_the_library_says(own):
    copied, default = load_region(own.parent), load_region("none")
    assert (copied.file, default.file) == (own.as_posix(), "")
    assert copied.model_dump(exclude={"file"}) == default.model_dump(exclude={"file"})


def test_what_it_lacks_is_the_librarys(own, tmp_path):
    edit(own, "    pilot: [pilot]\n", "")
    words = load_region(tmp_path / "data").words["dk2020"]
    assert [word.word for word in words["pilot"]] == ["pilot"]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('code: "0615"', 'code: "615"', "code '615' must be like"),
        ('code: "0657"', 'code: "0615"', "two have the code 0615"),
        ("name: Herning", "name: Horsens", "two have the name Horsens"),
        ("tile: [4, 3]", "tile: [2, 1]", "two have the tile (2, 1)"),
        ("  guidance:", "  guidence:", "guidence is no such name; did you mean guidance?"),
        ("    academy:", "    acadmy:", "acadmy is no such name; did you mean academy?"),
        ("    academy:", "    acadmy:", "region.yaml, line 36"),
        ("    pilot: [pilot]", "    pilot: [{word: pilot, form: 2024}]", "there is no form"),
    ],
)
def test_mistakes_in_it_are_told_with_their_line(own, old, new, why):
    edit(own, old, new)
    with pytest.raises(MidtjyllandError) as refused:
        load_region(own.parent)
    assert any(why in problem for problem in refused.value.problems), refused.value.problems
    assert all(problem.startswith(f"{own.as_posix()}, line ") for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("word", "found", "not_found"),
    [
        ("bevilling", "12 Bevillinger", "tilbevilling"),
        ("-bevilling", "tilskudsbevillinger", "bevilget"),
        ("er i mål", "er  i\nmål", "eri mål"),
        ("har…fået", "har nu alle fået", "har " + 41 * "x" + " fået"),
    ],
)
def test_a_word_is_a_beginning_and_a_blank_any_blanks(word, found, not_found):
    pattern = words_pattern((word,))
    assert pattern.search(found) and not pattern.search(not_found)


def test_everything_that_is_declared_is_described(own):
    edit(own, "    pilot: [pilot]", "    pilot: [pilot, forløber]")
    lines = list(describe_region(load_region(own.parent)))
    assert f"declared in {own.as_posix()}" in lines
    assert "   pilot: pilot, forløber" in lines
    name = "   growth_segment_revenue (pct_point): vækst or mervækst, and omsætning"
    assert name in lines
    assert lines[lines.index(name) - 1].startswith("   ") and lines.count("indicators") == 1
    assert lines[lines.index("indicators") - 1] == ""
    awareness = "   hub_awareness (pct): kend or hørt om, never grøn or bæredygtig or ydelse"
    assert awareness in lines


def test_a_dated_word_holds_in_its_years_alone(own):
    edit(own, "    pilot: [pilot]", "    pilot: [pilot, {word: forløber, from: 2024, to: 2025}]")
    edit(own, "  referred_to_others: {unit: pct,", "  referred_to_others: {to: 2023, unit: pct,")
    region = load_region(own.parent)
    found = {year: region.in_year(year) for year in (2021, 2023, 2024, 2025, 2026)}
    words = {
        year: bool(each.pattern("dk2020", "pilot").search("forløber"))
        for year, each in found.items()
    }
    assert words == {2021: False, 2023: False, 2024: True, 2025: True, 2026: False}
    assert [y for y, each in found.items() if "referred_to_others" in each.indicators] == [
        2021,
        2023,
    ]
    told = list(describe_region(region))
    assert "   pilot: pilot, forløber (from 2024 to 2025)" in told
    assert any(
        line.startswith("   referred_to_others") and line.endswith("(to 2023)") for line in told
    )

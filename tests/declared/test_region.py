"""A region is data: its words, an own file, and mistakes in it."""

import pytest

import midtjylland
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


def test_it_is_read_from_notebooks_too(own, tmp_path, monkeypatch):
    edit(own, "name: Midtjylland", "name: Elsewhere")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert midtjylland.load_region("data").name == "Elsewhere"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("name: Midtjylland", "nmae: Midtjylland", "there is no nmae; did you mean name?"),
        ('code: "0615"', 'code: "615"', "code '615' must be like"),
        ('code: "0657"', 'code: "0615"', "two have the code 0615"),
        ("name: Herning", "name: Horsens", "two have the name Horsens"),
        ("tile: [4, 3]", "tile: [2, 1]", "two have the tile (2, 1)"),
        ("    pilot: [pilot]", "\t pilot: [pilot]", "not YAML"),
        ("publisher: KKR Midtjylland", "name: x", "name stands twice"),
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
    name = "   growth_segment_revenue (pct_point): vækst, and omsætning"
    assert name in lines

"""Numbers, units and dates as Danish papers print them; expected values are worked out by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midtjylland.read.danish import dates, one_line, quantities, squeeze, to_number, word_number


def found(text):
    return [(q.value, q.unit) for q in quantities(text)]


@pytest.mark.parametrize("blank", [".", " ", "\u00a0", "\u2009", "\u202f", "'", "’", ""])
def test_thousands_of_every_kind(blank):
    assert to_number(f"2{blank}729") == 2729
    assert found(f"i alt 2{blank}729 virksomheder") == [(2729, "count")]
    assert found(f"1{blank}234{blank}567 kr.") == [(1234567, "dkk")]


@given(st.integers(0, 10**9), st.sampled_from([".", " ", "\u00a0", "\u202f"]))
def test_every_whole_number_comes_back(number, blank):
    printed = f"{number:,}".replace(",", blank)
    assert found(f"der var {printed} deltagere") == [(number, "count")]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("64,5 %", 64.5, "pct"),
        ("2.7 %", 2.7, "pct"),
        ("64,5 pct. af dem", 64.5, "pct"),
        ("65 procent", 65, "pct"),
        ("1,2 procentpoint", 1.2, "pct_point"),
        ("1,2 pct.-point", 1.2, "pct_point"),
        ("1,2 %-point", 1.2, "pct_point"),
        ("6,1 mio. kr.", 6.1, "mdkk"),
        ("1,5 mia. kr.", 1500, "mdkk"),
        ("57.375 kr.", 57375, "dkk"),
        ("kr. 57.375", 57375, "dkk"),
        ("200 t.kr.", 200_000, "dkk"),
        ("57.375,-", 57375, "dkk"),
        ("- 8 kommuner", 8, "count"),  # a bullet is no minus
    ],
)
def test_units(text, value, unit):
    assert found(text) == [(value, unit)]


def test_a_unit_belongs_to_the_number_before_it():
    assert found("op til 200.000 kr. 18 kommuner") == [(200_000, "dkk"), (18, "count")]


@pytest.mark.parametrize("text", ["-0,4 %", "−0,4 %", "–0,4 %"])
def test_a_minus_of_every_kind(text):
    (quantity,) = quantities(f"væksten var {text}")
    assert quantity.value == -0.4 and quantity.signed


@pytest.mark.parametrize(
    "text", ["60-65 %", "60–65 %", "60 % - 65 %", "mellem 60 og 65 %", "60 til 65 pct."]
)
def test_a_range_has_two_ends_and_no_value(text):
    (quantity,) = quantities(text)
    assert quantity.value is None and quantity.is_range


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("max", ["højst", "maks.", "ikke over", "ikke mere end", "færre end", "op til"]),
        ("min", ["mindst", "over"]),
        (None, [""]),
    ],
)
def test_limits(limit, words):
    for word in words:
        assert [q.limit for q in quantities(f"det var {word} 5 %")] == [limit], word


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ("around", ["ca.", "omkring", "cirka"]),
        ("just_over", ["godt", "lidt over"]),
        ("just_under", ["knap"]),
    ],
)
def test_a_number_that_is_only_about_right_says_so(about, words):
    for word in words:
        (quantity,) = quantities(f"der var {word} 600 virksomheder")
        assert (quantity.value, quantity.about) == (600, about), word


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("i 2021 var der", "year"),
        ("for 2019", "year"),
        ("de 2021 virksomheder", "count"),
        ("ca. 2000 deltagere", "count"),
        ("2.021 virksomheder", "count"),
        ("det 3. møde", "ordinal"),
    ],
)
def test_years_and_ordinals_are_no_counts(text, unit):
    assert [q.unit for q in quantities(text)] == [unit]


@pytest.mark.parametrize(
    "text", ["CO2", "DK2020", "den 3. maj 2021", "3.5.2024", "kl. 12:30", "en 3-årig plan"]
)
def test_numbers_of_names_days_and_durations_count_nothing(text):
    assert [q for q in quantities(text) if q.unit != "year"] == []


@pytest.mark.parametrize(
    ("word", "value"),
    [("to", 2), ("tolv", 12), ("nitten", 19), ("fireogtyve", 24), ("halvfems", 90), ("ord", None)],
)
def test_numbers_in_words(word, value):
    assert word_number(word) == value
    assert [q.value for q in quantities(f"alle {word} kommuner")] == ([value] if value else [])


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("To tusind fem hundrede og otteogtyve vejledte", [2528]),
        ("heraf mindst fire hundrede forløb", [400]),
        ("hundrede og fem kommuner", [105]),
        ("to og tre kommuner", [2, 3]),
        ("tolv moduler og ni deltagere", [12, 9]),
    ],
)
def test_hundreds_and_thousands_in_words_are_one_number(text, values):
    assert [q.value for q in quantities(text)] == values


@pytest.mark.parametrize("text", ["١٥٥", "１５５", "१५५"])
def test_only_ascii_digits_are_digits(text):
    assert quantities(f"Horsens {text} firmaer") == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("den 1. januar 2022", [date(2022, 1, 1)]),
        ("3.5.2024", [date(2024, 5, 3)]),
        ("3/5-24", [date(2024, 5, 3)]),
        ("1. nov. 2016 til 31. okt. 2022", [date(2016, 11, 1), date(2022, 10, 31)]),
        ("31. februar 2021", []),
        ("3. maj", []),
    ],
)
def test_whole_dates(text, days):
    assert [day for day, _, _ in dates(text)] == days


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("indbygger-\nmæssige", "indbyggermæssige"),
        ("Ikast-\nBrande", "Ikast-Brande"),
        ("drifts- \nog vækst", "drifts- og vækst"),
        ("kommuner +/- \n10% samt", "kommuner +/- 10% samt"),
        ("aktører/-\ntilbud.", "aktører/-tilbud."),
        ("aktører/\n-tilbud", "aktører/-tilbud"),
        ("spred\u00ad\nning", "spredning"),
    ],
)
def test_wrapped_words_become_whole(text, line):
    assert one_line(text) == line


def test_a_label_is_the_same_after_any_line_break():
    assert squeeze("Ringkøbing-\nSkjern ") == squeeze("Ringkøbing- Skjern") == "ringkøbingskjern"

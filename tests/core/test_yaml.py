"""YAML that people write or break: values with their lines, or one sentence, never a traceback."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.yaml import MOST_BYTES, parse, read
from midtjylland.store.corrections import Correction
from midtjylland.store.raw import Sidecar


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: str
    count: int = Field(default=1, ge=1)
    day: date | None = None


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["a", "b"] = "a"
    items: list[Item] = Field(min_length=1)


def refused(text, model=Model):
    with pytest.raises(MidtjyllandError) as error:
        parse(text, "f.yaml").validated(model)
    return list(error.value.problems)


def test_scalars_stay_text_until_the_model_types_them():
    text = "items:\n- {code: 0615, count: 2, day: 2022-01-31}\n- {code: no}\n- {code: 1e3, day: }\n"
    items = parse(text, "f").validated(Model).items
    assert [(each.code, each.count, each.day) for each in items] == [
        ("0615", 2, date(2022, 1, 31)),
        ("no", 1, None),
        ("1e3", 1, None),
    ]


def test_null_is_only_null_where_it_is_not_quoted():
    assert parse("[null, ~, 'null', \"\"]", "f").values == [None, None, "null", ""]


def test_a_line_is_that_of_an_editor():
    tree = parse("# first\nitems:\n  - code: a\n    count: 2\n  -\n    code: b\n", "f")
    assert tree.line("items", 0, "count") == 4
    assert tree.line("items", 1, "code") == 6
    assert tree.where("items", 1, "nothing", "deeper") == "f, line 6"
    assert tree.line("nothing") == 1


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("a: &x [1]\nb: *x", 1, "references"),
        ("a: 1\n<<: *x", 2, "references"),
        ("a: !!python/object:os.system x", 1, "tag"),
        ("? [a]\n: b", 1, "a name must be text"),
        ("[" * 5000, 1, "more than 20 levels"),
        ("a: 1\nb: 2\na: 3", 3, "a stands twice"),
        ("--- a\n--- b", 2, "second document"),
        ("a: [", 2, "not YAML"),
        ("a:\n\tb: c", 2, "not YAML"),
    ],
)
def test_what_people_do_not_write_is_refused_with_its_line(text, line, why):
    (problem,) = refused(text)
    assert problem.startswith(f"f.yaml, line {line}: ") and why in problem


@pytest.mark.parametrize("content", [b"\xff\xfea\0:\0b\0", b"a: \xe6", "a: \x01"])
def test_what_is_not_text_is_refused(content):
    assert "not text in UTF-8" in refused(content)[0]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("items: []", ["line 1: items must not be empty."]),
        ("itmes: [{code: a}]", ["line 1: there is no itmes; did you mean items?"]),
        ("items:\n- {code: a}\n- {count: 1}", ["line 3: items.1.code is missing; add it."]),
        ("items:\n- {code: a, count: 0}", ["line 2: items.0.count '0' must be at least 1."]),
        ("items:\n- {code: a, count: x}", ["line 2: items.0.count 'x' must be a whole number."]),
        (
            "items:\n- code: a\n  day: 2022-11-31",
            ["line 3: items.0.day '2022-11-31' must be a day like 2022-01-31."],
        ),
        ("kind: c\nitems: [{code: a}]", ["line 1: kind 'c' must be 'a' or 'b'."]),
        ("items: a", ["line 1: items 'a' must be a list, each item on a line with `- `."]),
        ("words", ["line 1: this 'words' must be lines of `name: value`."]),
    ],
)
def test_each_mistake_is_one_sentence_with_its_line(text, problems):
    assert refused(text) == [f"f.yaml, {problem}" for problem in problems]


def test_hostile_letters_are_shown_escaped():
    (problem,) = refused('"\\u202e\\u009b": 1\nitems: [{code: a}]')
    assert "\\u202e\\x9b" in problem and problem.isprintable()


def test_files_are_asked_for_their_size_and_kind_first(tmp_path):
    path = tmp_path / "f.yaml"
    with path.open("wb") as file:
        file.truncate(20 * 2**30)
    with pytest.raises(MidtjyllandError, match=f"more than the {MOST_BYTES // 2**20} MB"):
        read(path, Model)
    with pytest.raises(MidtjyllandError, match="is a folder"):
        read(tmp_path, Model)
    with pytest.raises(MidtjyllandError, match="can't be read"):
        read(tmp_path / "none", Model)


values = st.recursive(
    st.none() | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abæ", min_size=1), inner),
    max_leaves=10,
)


@given(values)
def test_what_pyyaml_writes_is_read_alike(value):
    assert parse(yaml.safe_dump(value, allow_unicode=True), "f").values == value


fields = st.sampled_from([*Sidecar.model_fields, *Correction.model_fields, "items", "code"])
entries = st.dictionaries(fields, values, max_size=8)


@given(
    st.text()
    | st.binary()
    | st.text(" \n-:[]{}&*!?'\"|>#%@,a1")
    | (entries | st.lists(entries)).map(yaml.safe_dump),
    st.sampled_from([Model, Sidecar, list[Correction]]),
)
def test_any_text_is_read_or_refused_with_a_sentence(content, model):
    try:
        parse(content, "f").validated(model)
    except MidtjyllandError as error:
        assert error.problems
        assert all(each.isprintable() and each.startswith("f") for each in error.problems)

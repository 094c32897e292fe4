"""A business hub's region: its municipalities, and the words by which its papers tell things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from midtjylland.core.files import write_whole
from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.paths import find_data_dir
from midtjylland.core.validation import nearest
from midtjylland.core.yaml import Declared, Tree, read_shipped, read_tree

DEFAULT, OWN = "declared/regions/midtjylland.yaml", "region.yaml"


class Municipality(Declared):
    """One municipality: its code at Statistics Denmark, its official and its other names."""

    code: str = Field(pattern=r"^[0-9]{4}$")
    name: str
    also: tuple[str, ...] = ()
    tile: tuple[int, int]


class _Dated(Declared):
    """What holds for all contract years, or from one and up to one."""

    from_year: int | None = Field(default=None, alias="from")
    to_year: int | None = Field(default=None, alias="to")

    def holds_in(self, year: int) -> bool:
        """Whether it holds in a contract year."""
        return (self.from_year or year) <= year <= (self.to_year or year)


class Word(_Dated):
    """Beginning of a word by which papers tell something; one without years is written as it is."""

    word: str

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, word: Any) -> Any:
        return {"word": word} if isinstance(word, str) else word


# A meaning for which no word is declared yet may stand empty.
Words = Annotated[tuple[Word, ...], BeforeValidator(lambda words: words or ())]


class Indicator(_Dated):
    """A number that a target sets, known by words that stand near it in the target."""

    unit: Literal["pct", "pct_point", "count", "score"]
    # Beginnings of words: one of each group must stand in the number's sentence or in the goal's
    # name, one of `near` in its own clause, and none of `never` in the sentence.
    words: tuple[tuple[str, ...], ...] = ()
    near: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


class Region(Declared):
    """A business hub's region, as declared in `declared/regions/*.yaml`.

    `words` holds, by topic and meaning, beginnings of words; a blank in one stands for any blanks,
    `…` for up to forty other characters. What is declared applies to all years, or `from` one and
    `to` one: `{word: klimafond, from: 2024}`.
    """

    name: str
    publisher: str
    business_hub: str
    words: Mapping[str, Mapping[str, Words]]
    indicators: Mapping[str, Indicator]
    municipalities: tuple[Municipality, ...]
    file: str = Field(default="", description="own file; empty for the library's")

    @field_validator("municipalities")
    @classmethod
    def _once(cls, towns: tuple[Municipality, ...]) -> tuple[Municipality, ...]:
        for what in ("code", "name", "tile"):
            values = [getattr(town, what) for town in towns]
            for value in [value for at, value in enumerate(values) if value in values[:at]]:
                raise ValueError(f"two have the {what} {value}")
        return towns

    @cached_property
    def names(self) -> Mapping[str, Municipality]:
        """Every name that a municipality goes by."""
        return {name: town for town in self.municipalities for name in (town.name, *town.also)}

    def pattern(self, topic: str, meaning: str) -> re.Pattern[str]:
        """Pattern of the words declared for a meaning, capitals and small letters alike."""
        return words_pattern(tuple(each.word for each in self.words[topic][meaning]))

    def patterns(self, topic: str) -> Mapping[str, re.Pattern[str]]:
        """Patterns of all words of a topic by their meaning."""
        return {meaning: self.pattern(topic, meaning) for meaning in self.words[topic]}

    def topic_words(self, table: str) -> list[str]:
        """Words by which papers bring up what a table holds."""
        if table == "guidance_by_municipality":
            return [town.name for town in self.municipalities]
        return [each.word for each in self.words.get("mentions", {}).get(table, ())]

    def in_year(self, year: int) -> Region:
        """The region with what is declared for a contract year."""
        words = {
            topic: {name: tuple(w for w in each if w.holds_in(year)) for name, each in own.items()}
            for topic, own in self.words.items()
        }
        indicators = {n: each for n, each in self.indicators.items() if each.holds_in(year)}
        return self.model_copy(update={"words": words, "indicators": indicators})


@cache
def words_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Pattern of beginnings of words; a leading `-` lets one begin within a word (`-plan`)."""
    patterns = []
    for word in words:
        start = "" if word.startswith("-") else r"(?<![^\W\d_])"
        text = re.escape(word.removeprefix("-"))
        patterns.append(start + text.replace(r"\ ", r"\s+").replace("…", r".{0,40}?"))
    return re.compile("|".join(patterns) or "(?!)", re.IGNORECASE)


def load_region(data_dir: Path | str = "data") -> Region:
    """Region of a data folder: its `region.yaml`, else the library's Midtjylland."""
    own, shipped = find_data_dir(data_dir) / OWN, read_shipped(DEFAULT, Region)
    if not own.exists():
        return shipped
    tree = read_tree(own)
    region = tree.validated(Region)
    for topic, meanings in region.words.items():
        _refuse_unknown(tree, shipped.words, topic)
        for meaning in meanings:
            _refuse_unknown(tree, shipped.words[topic], topic, meaning)
    # Where it has no words of its own, it has the library's.
    words = {
        topic: {**meanings, **region.words.get(topic, {})}
        for topic, meanings in shipped.words.items()
    }
    return region.model_copy(update={"words": words, "file": own.as_posix()})


def _refuse_unknown(tree: Tree, known: Mapping[str, Any], *place: str) -> None:
    if (name := place[-1]) not in known:
        where = tree.where("words", *place)
        raise MidtjyllandError(f"{where}: {name} is no such name; {nearest(name, [*known])}")


def copy_region(data_dir: Path | str = "data") -> Path:
    """Write the library's region into a data folder, to be edited there; refused where one is."""
    own = find_data_dir(data_dir) / OWN
    if own.exists():
        raise MidtjyllandError(f"{own} is there already and is read; edit that.")
    own.parent.mkdir(parents=True, exist_ok=True)
    write_whole(own, (files("midtjylland") / DEFAULT).read_bytes())
    return own


def describe_region(region: Region) -> Iterator[str]:
    """Lines on what is declared: the file in use, the words by topic, the indicators."""
    yield f"{region.name}: {len(region.municipalities)} municipalities, {region.business_hub}"
    yield f"declared in {region.file or 'the library (midtjylland region --copy, to edit it)'}"
    for topic, meanings in region.words.items():
        yield from ("", f"words: {topic}")
        for meaning, words in meanings.items():
            yield f"   {meaning}: {', '.join(f'{w.word}{_years(w)}' for w in words)}"
    yield from ("", "indicators")
    for name, each in region.indicators.items():
        groups = [
            " or ".join(group) for group in (*each.words, *([each.near] if each.near else []))
        ]
        never = f", never {' or '.join(each.never)}" if each.never else ""
        yield f"   {name} ({each.unit}): {', and '.join(groups)}{never}{_years(each)}"


def _years(dated: _Dated) -> str:
    ends = (("from", dated.from_year), ("to", dated.to_year))
    told = " ".join(f"{name} {year}" for name, year in ends if year is not None)
    return f" ({told})" if told else ""

"""The region whose papers are read: its municipalities, and the phrases its papers use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from midtjylland.core.files import write_whole
from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.paths import find_data_dir
from midtjylland.core.schemas import Place
from midtjylland.core.yaml import Tree, parse, read_tree

DEFAULT, OWN = "regions/midtjylland.yaml", "region.yaml"

Scope = Literal["national", "local"]
Unit = Literal["pct", "pct_point", "count", "score"]
Comparator = Literal[">=", ">"]
FigurePhrase = Annotated[str, Field(pattern=r"\{(?:value|pct|pct_point|count|score)\}")]

# Figures of the contract's texts, as in `clean.pieces.FIGURES`.
_CONTRACT = ("pct", "pct_point", "count", "score", "year")
# What the papers may say of a project, as in `clean.climate`.
_PROJECT = (
    *("start_date", "end_date", "about", "budget_mdkk", "eu_mdkk", "eu_share_pct"),
    *("partners", "other_partners", "subprojects"),
)


def _with(*needed: str, may: Sequence[str] = ()) -> AfterValidator:
    """Check of a phrase: it has a place for each of these figures, and no unknown one."""

    def check(phrase: str) -> str:
        found = re.findall(r"\{([^{}]*)\}", phrase)
        known = [*needed, *may]
        for name in [name for name in found if name not in known] or _twice(found):
            places = " ".join(f"{{{each}}}" for each in known) or "none"
            raise ValueError(f"{phrase!r} can't have {{{name}}} here; its places are {places}")
        for name in [name for name in needed if name not in found]:
            raise ValueError(f"{phrase!r} needs the place {{{name}}} for its figure")
        return phrase

    return AfterValidator(check)


def _twice(names: Sequence[str]) -> list[str]:
    return [name for at, name in enumerate(names) if name in names[:at] and name != "year"]


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Municipality(_Declared):
    """One municipality: its code at Statistics Denmark, its official and its other names."""

    code: str = Field(pattern=r"^[0-9]{4}$")
    name: str
    also: tuple[str, ...] = ()
    tile: tuple[int, int]


class GuidancePhrases(_Declared):
    """Labels of the totals of the guidance table."""

    labels: dict[str, tuple[str, ...]]


class MeaPhrases(_Declared):
    """Heading and column names of the annex of modules, and marks of one held in person."""

    annex: tuple[Annotated[str, _with("year")], ...]
    headers: tuple[str, ...]
    in_person: tuple[str, ...]


class Dk2020Phrases(_Declared):
    """Sentences on the rounds of DK2020."""

    pilot: tuple[Annotated[str, _with("municipalities")], ...]
    cohort: tuple[Annotated[str, _with("municipalities", "year")], ...]
    approved_so_far: tuple[Annotated[str, _with("approved")], ...]


class EcsmvPhrases(_Declared):
    """Headings of the places that give the rules, and the sentences of the rules."""

    places: dict[Place, tuple[str, ...]]
    advice: tuple[Annotated[str, _with("advice_grant_cap")], ...]
    investment: tuple[Annotated[str, _with("investment_grant_rate", "investment_grant_cap")], ...]


class GreenPhrases(_Declared):
    """Sentences on a whole year, and on one that is not over."""

    final: tuple[str, ...]
    provisional: tuple[str, ...]


_Guidance = Annotated[str, _with("year", "guided_firms", "of_guided_firms", may=["about"])]
_Grants = Annotated[str, _with("year", "grants", "total_mdkk")]


class GreenGuidancePhrases(GreenPhrases):
    """Sentences on firms that got guidance."""

    final: tuple[_Guidance, ...]
    provisional: tuple[_Guidance, ...]


class GreenGrantPhrases(GreenPhrases):
    """Sentences on grants."""

    final: tuple[_Grants, ...]
    provisional: tuple[_Grants, ...]


class ProjectPhrases(_Declared):
    """Sentences on a project in one place, each in all its wordings."""

    project: str
    place: Place
    sentences: tuple[tuple[Annotated[str, _with(may=_PROJECT)], ...], ...]


class ForaPhrases(_Declared):
    """Sentence that gives a forum's question and half-year, and the heading of the time chart."""

    forum: tuple[Annotated[str, _with("question", "half", "year")], ...]
    chart: tuple[str, ...]
    half: Annotated[str, _with("half", "year")]


class ContractIndicator(_Declared):
    """A figure that a target sets: the words around it in the target and in the result."""

    unit: Unit
    comparator: Comparator = ">="
    target: tuple[str, ...]
    target_value: float | None = None
    result: tuple[FigurePhrase, ...] = ()
    negative: tuple[FigurePhrase, ...] = ()
    negative_note: str | None = None
    not_comparable: dict[str, tuple[FigurePhrase, ...]] = {}

    @model_validator(mode="after")
    def _target_has_a_figure(self) -> Self:
        if self.target_value is None and not all("{value}" in text for text in self.target):
            raise ValueError("each phrase of target needs {value}, or the indicator target_value")
        return self


_Text = Annotated[str, _with(may=_CONTRACT)]


class ContractTarget(_Declared):
    """A target: how its text and its result begin; no result where that is a table."""

    target: tuple[_Text, ...]
    more: tuple[_Text, ...] = ()
    result: tuple[_Text, ...] = ()
    result_more: tuple[_Text, ...] = ()
    aside: tuple[_Text, ...] = ()
    national: bool = False
    indicators: dict[str, ContractIndicator] = {}


class ContractGoal(_Declared):
    """A goal of the contract, known by its name."""

    name: str
    targets: tuple[ContractTarget, ...]


class ContractPhrases(_Declared):
    """Goals and targets of the result contract, and what else its pages print."""

    sections: dict[Scope, tuple[str, ...]]
    headers: tuple[str, ...]
    table_head: tuple[str, ...]
    end: tuple[str, ...]
    minimum: tuple[str, ...]
    target_words: tuple[str, ...]
    national_only: tuple[str, ...]
    no_figure: tuple[str, ...]
    no_figure_note: str
    abbreviations: tuple[str, ...]
    hyphenated: tuple[str, ...]
    goals: tuple[ContractGoal, ...]


class Region(_Declared):
    """A business hub's region, as declared in `regions/*.yaml`."""

    name: str
    publisher: str
    business_hub: str
    contract_year: tuple[Annotated[str, _with("year")], ...]
    mentions: dict[str, tuple[str, ...]]
    stated_totals: dict[str, tuple[str, ...]]
    guidance_by_municipality: GuidancePhrases
    mea_modules: MeaPhrases
    dk2020_cohorts: Dk2020Phrases
    ecsmv_rules: EcsmvPhrases
    green_guidance: GreenGuidancePhrases
    green_grants: GreenGrantPhrases
    climate_projects: tuple[ProjectPhrases, ...]
    regional_fora: ForaPhrases
    contract: ContractPhrases
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

    def names(self) -> Mapping[str, Municipality]:
        """Every name a municipality goes by."""
        return {name: town for town in self.municipalities for name in (town.name, *town.also)}


def load_region(data_dir: Path | str) -> Region:
    """Region of a data folder: its `region.yaml`, else the Midtjylland that comes with the library.

    Raises
    ------
    MidtjyllandError
        The file is not a valid region; says where.
    """
    own = find_data_dir(data_dir) / OWN
    if not own.exists():
        return _default()
    region = read_tree(own).validated(Region)
    return region.model_copy(update={"file": own.as_posix()})


def copy_region(data_dir: Path | str) -> Path:
    """Write the library's region into a data folder, to be edited there.

    Returns
    -------
    Path
        The copy, which is read from now on.

    Raises
    ------
    MidtjyllandError
        There is one already, which may hold edits.
    """
    own = find_data_dir(data_dir) / OWN
    if own.exists():
        raise MidtjyllandError(f"{own} is there already and is read; edit that.")
    own.parent.mkdir(parents=True, exist_ok=True)
    write_whole(own, _default_text().encode())
    return own


def adapted_file(region: Region) -> str:
    """Name the file in which an analyst adapts the region."""
    return region.file or f"{OWN} (`midtjylland region` puts it into the data folder)"


def where_declared(region: Region, place: Sequence[str | int]) -> str:
    """Line and section of a place such as `("stated_totals", "mea_modules", 0)` in that file."""
    tree = _parse(Path(region.file).read_bytes(), region.file) if region.file else _default_tree()
    section = ".".join(step for step in place if isinstance(step, str))
    return f"line {tree.line(*place)} ({section})"


def _default_text() -> str:
    return (files("midtjylland") / DEFAULT).read_text("utf-8")


def _default_tree() -> Tree:
    return _parse(_default_text().encode(), DEFAULT)


@cache
def _parse(content: bytes, name: str) -> Tree:
    return parse(content, name)


@cache
def _default() -> Region:
    return _default_tree().validated(Region)

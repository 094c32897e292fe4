"""A rule of a grant scheme: a cap for advice, one or more rates for investment and a cap for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from midtjylland.core.message import Message
from midtjylland.read.pages import Place

# What a grant is for: "advice" or "investment".
Role = str
# The rate for advice is no column of the table.
UNUSED: tuple[Role, bool] = ("advice", True)
# Firms of some size, for whom a rule may differ.
SIZES = re.compile(r"(?:[0-9–-]+ )?ansat|mikro|små|mellemstor|større|store|\bøvrige", re.I)
# What tells that a rule differs by time, or is only hoped for.
_OTHERWISE = re.compile(r"20[0-9]{2}|\bårs?\b|foreslå|ønske|forvent", re.I)


@dataclass(frozen=True)
class Figure:
    """A cap or a rate, with what it is for."""

    role: Role
    value: float
    is_rate: bool
    place: Place
    text: str
    # Why a reader should look at it: nothing, or how it was read.
    doubt: str = ""
    # Whether its own sentence says what it is for.
    said: bool = False


@dataclass
class Rule:
    """What one place of the papers says of one scheme."""

    part: str
    scheme: str
    at: int
    figures: list[Figure] = field(default_factory=list)
    clash: Figure | None = None
    # Whether it is a row of a table of rules, where each part must stand.
    is_row: bool = False
    # Rates and caps for investment by the size of firms, with the cap for advice of each size.
    by_size: list[tuple[Figure, Figure, Figure | None]] = field(default_factory=list)

    def values(self, role: Role, is_rate: bool) -> list[Figure]:
        """Figures of a kind."""
        return [f for f in self.figures if f.role == role and f.is_rate == is_rate]

    @property
    def ambiguous(self) -> Figure | None:
        """A figure beside others of its kind of which nothing tells when it holds."""
        advice = self.values("advice", False)
        by_size = self.by_size and all(own for *_, own in self.by_size)
        return self.clash or (advice[1] if len(advice) > 1 and not by_size else None)

    @property
    def missing(self) -> list[Message]:
        """What the rule lacks."""
        kinds = kinds_of_figures().items()
        return [name for kind, name in kinds if kind != UNUSED and not self.values(*kind)]


def kinds_of_figures() -> dict[tuple[Role, bool], Message]:
    """What a figure is, by its role and whether it is a rate."""
    return {
        ("advice", False): Message("a cap for advice"),
        ("investment", True): Message("a rate for investment"),
        ("investment", False): Message("a cap for investment"),
        UNUSED: Message("a rate for advice"),
    }


def figures_of(rule: Rule) -> tuple[tuple[str, bool, float], ...]:
    """Figures that the table holds; the rate for advice is none of them."""
    return tuple(
        sorted((f.role, f.is_rate, f.value) for f in rule.figures if (f.role, f.is_rate) != UNUSED)
    )


def put_figure(rule: Rule, figure: Figure, beside: Sequence[Figure]) -> None:
    """Add a figure to a rule; rates by size of firm stand beside one another."""
    same = rule.values(figure.role, figure.is_rate)
    if by_size := _by_size(beside, in_table=rule.is_row):
        rule.by_size = by_size
    if any(f.value == figure.value for f in same):
        return
    sizes = (figure.is_rate or by_size) and all(f in beside for f in same)
    # Caps for advice are judged when all are known.
    caps_advice = (figure.role, figure.is_rate) == ("advice", False)
    if same and not sizes and not caps_advice:
        rule.clash = figure
    rule.figures.append(figure)


def _by_size(
    figures: Sequence[Figure], in_table: bool
) -> list[tuple[Figure, Figure, Figure | None]]:
    """Rates for investment, each with its cap behind it: "40 pct., højst ..., og 25 pct.".

    Where a table has as many caps for advice beside them, each has its own.
    """
    own = [f for f in figures if f.role == "investment"]
    pairs = list(zip(own[::2], own[1::2], strict=False))
    in_turn = all(rate.is_rate and not cap.is_rate for rate, cap in pairs)
    advice = [f for f in figures if f.role == "advice" and not f.is_rate]
    each = advice if in_table and len(advice) == len(pairs) else [None] * len(pairs)
    in_turn = in_turn and len(own) % 2 == 0 and len(pairs) > 1
    return [(*pair, own) for pair, own in zip(pairs, each, strict=True)] if in_turn else []


def sizes_of(text: str) -> frozenset[str]:
    """Sizes of firms that a sentence tells a rule of; none where the rule is of another time."""
    return frozenset() if _OTHERWISE.search(text) else frozenset(SIZES.findall(text.lower()))


def lacks_advice(rule: Rule) -> bool:
    """Whether nothing but the cap for advice is missing."""
    return rule.missing == [kinds_of_figures()["advice", False]]

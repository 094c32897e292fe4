"""Rules as dated parameters: value, unit, valid from, reference, last checked.

What a scheme paid on a day is looked up, never assumed: a rule refuses a day for which no source
is known, and every day after an independent source last confirmed it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.language import _, fill
from midtjylland.core.paths import find_data_dir
from midtjylland.core.yaml import Declared, read, read_shipped

FILE = "rules/ecsmv.yaml"
Unit = Literal["pct", "dkk", "mdkk"]
_SIGNS: Mapping[Unit, str] = {"pct": "%", "dkk": "DKK", "mdkk": "MDKK"}


class RuleError(MidtjyllandError):
    """A rule that can't be used on a day, as no source says what it was."""


class UnconfirmedRuleError(RuleError):
    """The day is past the last check of the rule."""


class DatedValue(Declared):
    """A value of a rule, the days for which it is known, and who says so."""

    value: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    status: Literal["in_force", "planned", "unknown", "ended"] = "in_force"
    valid_from: date | None = None
    valid_to: date | None = None
    reference: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.value is None) != (self.status in ("unknown", "ended")):
            raise ValueError(f"a value is {self.status} and has {self.value}")
        if self.value is not None and not self.reference:
            raise ValueError(f"the value {self.value:g} has no reference")
        if self.status != "unknown" and not (self.valid_from or self.valid_to):
            raise ValueError("a value has neither valid_from nor valid_to")
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError(f"valid_from {self.valid_from} is after valid_to {self.valid_to}")
        return self

    def covers(self, on: date) -> bool:
        """Whether a source is known for this day; a plan covers none."""
        first = self.valid_from or self.valid_to
        if first is None or self.status == "planned":
            return False
        return first <= on <= (self.valid_to or date.max)


class Rule(Declared):
    """One rule over time; see `rules/ecsmv.yaml` for what its fields mean."""

    description: str
    unit: Unit
    last_checked: date | None
    confirm_at: str
    values: tuple[DatedValue, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        for before, after in pairwise(self.values):
            ends = before.valid_to or before.valid_from, after.valid_from or after.valid_to
            if None in ends or ends[0] >= ends[1]:
                raise ValueError("its values overlap, lack a day, or are not in the order of time")
        for each in self.values:
            known_since = each.valid_from or each.valid_to
            confirmed = self.last_checked and known_since and known_since <= self.last_checked
            if each.status == "in_force" and not confirmed:
                raise ValueError(f"{each.value:g} is in force from a day after last_checked")
            if self.unit == "pct" and (each.value or 0) > 100:
                raise ValueError(f"{each.value:g} is more than 100 %")
        return self

    def show(self, value: float | None) -> str:
        """Write a value of the rule with its unit."""
        return "not known" if value is None else f"{value:,.10g} {_SIGNS[self.unit]}"

    def in_force(self) -> Iterator[DatedValue]:
        """Values that are or were in force, the newest first."""
        return (each for each in reversed(self.values) if each.status == "in_force")


class RuleBook(Declared):
    """All rules of one scheme."""

    scheme: str
    rules: dict[str, Rule]
    file: str = Field(default="", description="where they stand; filled in when they are read")

    def rule(self, name: str, on: date) -> DatedValue:
        """Value of a rule that was in force on a day; `RuleError` where no source confirms one."""
        rule = self._named(name)
        found = next((each for each in reversed(rule.values) if each.covers(on)), None)
        if found is None or found.status != "in_force":
            raise RuleError(_unknown(name, rule, on, found))
        if rule.last_checked is None or on > rule.last_checked:
            raise UnconfirmedRuleError(
                f"{name} was last checked on {rule.last_checked}; confirm at {rule.confirm_at} "
                f"that {rule.show(found.value)} held on {on}, then note the day under last_checked "
                f"in {FILE}, or the new value with its reference."
            )
        return found

    def last_known(self, name: str) -> DatedValue:
        """Newest value that was ever in force; valid no longer than its rule's `last_checked`."""
        rule = self._named(name)
        found = next(rule.in_force(), None)
        if found is None:
            raise RuleError(f"{name} is in no source; find one before you use it.")
        return found

    def _named(self, name: str) -> Rule:
        if name not in self.rules:
            raise MidtjyllandError(
                f"{self.scheme} has no rule {name!r}; there are {', '.join(self.rules)}."
            )
        return self.rules[name]


def _unknown(name: str, rule: Rule, on: date, found: DatedValue | None) -> str:
    if found:
        why = f"it ended on {found.valid_from or found.valid_to}"
    else:
        known = [
            f"{rule.show(each.value)} from {each.valid_from or 'a day not found'}"
            + (f" to {each.valid_to}" if each.valid_to else "")
            for each in rule.values
            if each.status == "in_force"
        ]
        why = f"sources give {'; '.join(known)}" if known else "no source gives a value"
    return f"what {name} was on {on} is not known ({why}); add it with its reference to use it."


def load_rules(data_dir: Path | str = "data") -> RuleBook:
    """Rules of ECSMV: those of the data folder, else the library's."""
    own = find_data_dir(data_dir) / FILE
    if own.exists():
        book, place = read(own, RuleBook), _("rules/{name} of the data folder")
    else:
        book = read_shipped(f"declared/{FILE}", RuleBook)
        place = _("rules/{name} of the library")
    return book.model_copy(update={"file": fill(place, name=own.name)})

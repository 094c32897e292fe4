"""The one place through which every number, date and label of a report passes.

Files keep dots and ISO dates; what a reader sees follows the language of the report. All texts are
written in English, where they stand or in `labels.yaml`; each further language is a gettext
catalogue `locale/<code>/LC_MESSAGES/midtjylland.po`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from string import Formatter
from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from midtjylland.core.yaml import read_shipped

if TYPE_CHECKING:
    import pandas as pd

# What the notebooks, the descriptions of tables and the findings are written in.
DEFAULT = "en"
# The CLDR locale of each language.
_LOCALES = {"en": "en_GB", "da": "da_DK"}
# Most decimals of a figure by its unit, where nothing else is asked for.
_DECIMALS = {"pct": 1, "pct_point": 1, "dkk": 0}
_LABELS = ("year", "line", "page")
_UNREADABLE = 10**15
_LONGEST_QUOTE = 70
# A stable id within a text, such as a finding's; readers see its name.
_ID = re.compile("[a-z0-9]+(?:_[a-z0-9]+)+")
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Language:
    """How a reader of one language sees numbers, dates, labels and fixed texts."""

    def __init__(self, code: str) -> None:
        declared = read_shipped("core/labels.yaml", dict[str, dict[str, str]])
        self.code, self.locale = code, Locale.parse(_LOCALES[code])
        self.units, self.labels = (
            {name: self.translate(label) for name, label in declared[kind].items()}
            for kind in ("units", "labels")
        )

    def translate(self, message: str) -> str:
        """Translate a sentence that was written in English; it stays where nothing is declared."""
        return _catalogue(self.code).gettext(message) if message else ""

    def prose(self, markdown: str) -> str:
        """Translate a cell of Markdown, paragraph by paragraph."""
        if self.code == DEFAULT:
            return markdown
        return "\n\n".join(map(self.translate, paragraphs(markdown)))

    def say(self, message: str, /, **values: Any) -> str:
        """Translate a sentence and fill its places."""
        return self.fill(self.translate(message), **values)

    def note(self, text: str) -> str:
        """Translate a note of a table; what it quotes behind a colon stays."""
        words, colon, quoted = text.partition(": ")
        return f"{self.translate(words)}{colon}{quoted}"

    def frame(self, frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
        """Translate the texts of some columns of a frame."""
        if self.code == DEFAULT:
            return frame
        told = {name: frame[name].map(self.translate, na_action="ignore") for name in columns}
        return frame.assign(**told)

    def fill(self, text: str, /, **values: Any) -> str:
        """Fill the places of a sentence: `{share:1}` has one decimal, `{id:label}` is said."""
        return _Places(self).vformat(text, (), values)

    def join(self, names: Sequence[str]) -> str:
        """List names, with the word for `and` before the last one."""
        return format_list([*names] or [self.say("none")], locale=self.locale)

    def number(self, value: float, decimals: int | None = None) -> str:
        """Format a number with grouped thousands.

        A whole number gets no decimals; without `decimals` there are as many as the value has, at
        most two. A value that would then look like 0 is shown with two digits. One below 0.0001,
        or with too many digits, is a power of ten: `2,729`, `8.60`, `0.0042`, `3.9 × 10⁻²¹`
        (with no-break spaces).
        """
        if decimals is None:
            decimals = places([value])
        if value and not 0.5 * 10**-decimals <= abs(value) < _UNREADABLE:
            if 1e-4 <= abs(value) < 1:
                return format_decimal(f"{value:.1e}", "0.######", locale=self.locale)
            mantissa, exponent = f"{value:.1e}".split("e")
            shown = format_decimal(mantissa, "0.0", locale=self.locale)
            return f"{shown}\u00a0×\u00a010{str(int(exponent)).translate(_SUPERSCRIPT)}"
        pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
        return format_decimal(value, pattern, locale=self.locale)

    def p_value(self, p: float, floor: float = 0.0) -> str:
        """Format a p-value with two digits: `0.35`, `0.0042`; one down at `floor` as `≤ 0.0001`."""
        shown = self.number(p, 2 if p >= 0.1 else 0)
        return f"≤ {shown}" if p <= floor else shown

    def span(self, low: float, high: float, decimals: int = 0) -> str:
        """Format a range, `1.6 to 2.0`; as one number where both ends look the same."""
        least, most = (self.number(end, decimals) for end in (low, high))
        return least if least == most else self.say("{low} to {high}", low=least, high=most)

    def date(self, value: date) -> str:
        """Format a date with its month in words."""
        return format_date(value, "long", locale=self.locale)

    def value(self, value: Any, name: str = "", decimals: int | None = None) -> str:
        """Format any value as a reader sees it; `name` is that of its column or figure."""
        if value is None:
            return "–"
        if isinstance(value, bool):
            return self.say("yes") if value else self.say("no")
        if isinstance(value, date):
            return self.date(value)
        if isinstance(value, int | float) and not is_label(name):
            most = _DECIMALS.get(self._unit(name) or "", 2)
            return self.number(value, min(most, places([value])) if decimals is None else decimals)
        return typeset(_ID.sub(lambda found: self.labels.get(found[0], found[0]), str(value)))

    def figure(self, value: Any, name: str) -> str:
        """Format a figure with its unit, as it stands alone: `12.1 %`."""
        unit = self._unit(name) if isinstance(value, int | float) else None
        shown = self.value(value, name)
        return f"{shown}\u00a0{self.units[unit]}" if unit else shown

    def knows(self, name: str) -> bool:
        """Whether the label of a name is declared, not read from the name itself."""
        return name in self.labels or name in self.units

    def label(self, name: str) -> str:
        """Read a column's or figure's name aloud: `guided_share_pct` is `Guided share (%)`.

        A name that is not in snake case was written for readers and stays as it is.
        """
        if self.knows(name):
            return self.labels.get(name) or self.units[name]
        if name != name.lower() or " " in name:
            return name
        unit = self._unit(name)
        words = name.removesuffix(f"_{unit}").replace("_", " ")
        label = words[:1].upper() + words[1:]
        return f"{label} ({self.units[unit]})" if unit else label

    def label_or_quote(self, name: str, text: str | None) -> str:
        """Label of a name; where none is declared, the text that it stands for, in quotes."""
        if text is None or self.knows(name):
            return self.label(name)
        return self.quote(text)

    def quote(self, text: str) -> str:
        """Put a text in quotes; of a long one, the beginning and the end."""
        words = " ".join(text.split())
        if len(words) > _LONGEST_QUOTE:
            half = _LONGEST_QUOTE // 2
            words = f"{words[:half].rsplit(' ', 1)[0]} … {words[-half:].split(' ', 1)[-1]}"
        return self.say("“{text}”", text=words)

    def _unit(self, name: str) -> str | None:
        return next((unit for unit in self.units if name.endswith(f"_{unit}")), None)


def paragraphs(markdown: str) -> list[str]:
    """Paragraphs of a text, as the catalogues hold them."""
    return [each.strip("\n") for each in re.split(r"\n\s*\n", markdown) if each.strip()]


def typeset(text: str) -> str:
    """Keep a number and its per-cent sign on one line."""
    return text.replace(" %", "\u00a0%")


def is_label(name: str) -> bool:
    """Whether figures of this name are labels (years, numbers of items), which aren't grouped."""
    ends = name.startswith("year_") or name.endswith(("_year", "_no", "_line", "_page"))
    return ends or name in _LABELS


def places(values: list[float]) -> int:
    """Fewest decimals, at most two, that show every value exactly (or two)."""
    return next((n for n in (0, 1) if all(abs(round(v, n) - v) < 1e-9 for v in values)), 2)


def language_folder(code: str, languages: Sequence[str]) -> str:
    """Folder of a language's pages, as a link has it; those of the first stand in none."""
    return "" if code == languages[0] else f"{code}/"


_chosen = DEFAULT


def use_language(code: str) -> None:
    """Choose the language that `language()`, `_` and `ngettext` answer in from now on."""
    global _chosen
    language(code)
    _chosen = code


def _(message: str) -> str:
    """Translate a sentence; its places in braces stay to be filled."""
    return language().translate(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a sentence that depends on a count."""
    return _catalogue(_chosen).ngettext(one, many, count)


def language(code: str | None = None) -> Language:
    """Language by its code; without one the language in use."""
    return _load(code or _chosen)


_load = cache(Language)


class _Places(Formatter):
    """Fills places as a reader of a language sees values."""

    def __init__(self, shown_in: Language) -> None:
        self.language = shown_in

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        value = kwargs[str(key)]
        return str(value) if isinstance(value, int) and is_label(str(key)) else value

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, str):
            return self.language.label(value) if format_spec == "label" else value
        if value is None or isinstance(value, date):
            return self.language.value(value)
        if isinstance(value, Iterable):
            return self.language.join([self.format_field(each, format_spec) for each in value])
        return self.language.number(value, int(format_spec) if format_spec else None)


def fill(text: str, /, **values: Any) -> str:
    """Fill the named places of a sentence with texts, numbers, dates and lists of names."""
    return language().fill(text, **values)


@cache
def _catalogue(code: str) -> NullTranslations:
    """Translations from English, which `make translations` keeps; English has none."""
    if code == DEFAULT:
        return NullTranslations()
    # Only here: English needs no catalogue.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    path = files("midtjylland.core") / "locale" / code / "LC_MESSAGES" / "midtjylland.po"
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)

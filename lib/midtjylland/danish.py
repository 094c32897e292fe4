r"""Danish numbers, dates and declared phrases as regular expressions and values.

Everything matches ASCII digits only: Python's own `\\d` and `int` accept any script's digits, and a
figure in another script is a sign of a damaged source.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

COUNT = r"(?<![0-9.,])(?:[0-9]{1,3}(?:[. ][0-9]{3}){1,3}|[0-9]{1,9})(?![0-9]|[.,][0-9]|\s{0,20}%)"
SHARE = r"(?<![0-9.,])(?:[0-9]{1,3}[.,][0-9]{1,2}(?![0-9])(?:\s{0,20}%)?|[0-9]{1,3}\s{0,20}%)"
GAP = r"\s{1,120}"
YEAR = r"20[0-9]{2}(?![0-9])"
PER_CENT = r"(?<![0-9.,])[0-9]{1,3}(?:,[0-9]{1,2})?\s{0,20}(?:%|pct\.?|procent(?!point))"
AMOUNT = r"(?<![0-9.,])(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,9})(?:,[0-9]{1,2})?(?![0-9])"
# What makes a printed figure approximate; nothing at all makes it exact.
ABOUT = r"(?:(?:godt|ca\.?|cirka|knap|omkring|omtrent|næsten|over|mere end)\s{1,20})?"
MONTHS = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
]
DATE = rf"(?<![0-9.])[0-9]{{1,2}}\.{GAP}(?:{'|'.join(MONTHS)}){GAP}{YEAR}"
_BROKEN = r"(?:-\s{1,120})?"


def read_count(text: str) -> int:
    """Whole number as Danes print it: `2.729`, `2 729` or `2729` are 2729."""
    return int(re.sub(r"[. ]", "", text))


def read_share(text: str) -> float:
    """Per cent as printed: `26,4%`, `26.4 %` and `26,4` are 26.4."""
    return float(text.replace(",", ".").replace("%", "").strip())


def read_amount(text: str) -> float:
    """Amount with Danish marks: `64,5` is 64.5 and `1.250` is 1250."""
    return float(text.replace(".", "").replace(",", "."))


def read_per_cent(text: str) -> float:
    """Per cent in any form that papers use: `32%`, `32 pct.` and `32,0 procent` are 32."""
    return float(re.sub(r"[^0-9,]", "", text).replace(",", "."))


def read_date(text: str) -> date:
    """Date as printed: `1. januar 2022`.

    Raises
    ------
    ValueError
        There is no such day.
    """
    day, month, year = text.replace(".", " ").split()
    return date(int(year), MONTHS.index(month.lower()) + 1, int(day))


def one_line(text: str) -> str:
    """Wrapped text in one line, words broken at a line's end whole again.

    A hyphen stays where another part of the word is left out (`drifts- og vækst`), and before a
    capital letter (`Ikast-Brande`).
    """
    text = re.sub(r"(?<=[a-zæøå])-\s+(?=[a-zæøå])(?!(?:og|eller|samt)\b)", "", text)
    text = re.sub(r"(?<=[a-zæøå0-9])-\s*\n\s*(?=[A-ZÆØÅ])", "-", text)
    return " ".join(text.split())


def letters(text: str) -> str:
    """Only the letters, in lower case: what a label still is after any line break or hyphen."""
    return "".join(letter for letter in text.lower() if letter.isalpha())


@cache
def phrase(declared: str, *, fold: bool = False, **figures: str) -> re.Pattern[str]:
    """Compile a declared phrase to a pattern that survives line breaks and hyphenation.

    Parameters
    ----------
    declared
        The phrase as one reads it, with places for figures: `Der er i {year} gennemført {modules}`.
        `…` stands for up to 200 characters without a digit, such as words of a column beside it.
    fold
        Match capitals and small letters alike.
    **figures
        For each place the pattern of its figure; the match has a group of that name.

    Returns
    -------
    re.Pattern
        Words may be broken by a hyphen and a line end, blanks may be any white space.
    """
    parts = re.split(r"\{(\w+)\}", declared)
    pieces = [_words(part) for part in parts[::2]]
    named = [f"(?P<{name}>{figures[name]})" for name in parts[1::2]]
    pattern = "".join(a + b for a, b in zip(pieces, [*named, ""], strict=True))
    return re.compile(pattern, re.IGNORECASE if fold else 0)


def _words(text: str) -> str:
    """Pattern of literal text: any white space for a blank, a line break after any letter."""
    pieces = []
    for before, here, following in zip(" " + text, text, text[1:] + " ", strict=False):
        if here == "…":
            pieces.append(r"[^0-9]{0,200}?")
        elif here.isspace():
            # Beside the ellipsis, which may stand for nothing, a blank need not be there.
            pieces.append(r"\s{0,120}" if "…" in before + following else GAP)
        elif here.isalpha() and following.isalpha():
            pieces.append(re.escape(here) + _BROKEN)
        else:
            pieces.append(re.escape(here))
    return "".join(pieces)

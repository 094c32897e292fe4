r"""Danish numbers and declared phrases as regular expressions and values.

Everything matches ASCII digits only: Python's own `\\d` and `int` accept any script's digits, and a
figure in another script is a sign of a damaged source.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import zip_longest

COUNT = r"(?<![0-9.,])(?:[0-9]{1,3}(?:[. ][0-9]{3}){1,3}|[0-9]{1,9})(?![0-9]|[.,][0-9]|\s{0,20}%)"
SHARE = r"(?<![0-9.,])(?:[0-9]{1,3}[.,][0-9]{1,2}(?![0-9])(?:\s{0,20}%)?|[0-9]{1,3}\s{0,20}%)"
GAP = r"\s{1,120}"
_BROKEN = r"(?:-\s{1,120})?"


def read_count(text: str) -> int:
    """Whole number as Danes print it: `2.729`, `2 729` or `2729` are 2729."""
    return int(re.sub(r"[. ]", "", text))


def read_share(text: str) -> float:
    """Per cent as printed: `26,4%`, `26.4 %` and `26,4` are 26.4."""
    return float(text.replace(",", ".").replace("%", "").strip())


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
    for here, following in zip_longest(text, text[1:], fillvalue=""):
        if here.isspace():
            pieces.append(GAP)
        elif here.isalpha() and following.isalpha():
            pieces.append(re.escape(here) + _BROKEN)
        else:
            pieces.append(re.escape(here))
    return "".join(pieces)

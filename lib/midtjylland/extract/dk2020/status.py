"""Whether climate plans are approved or still expected, as the tense of their words tells."""

from __future__ import annotations

import re
from collections.abc import Mapping

Words = Mapping[str, re.Pattern[str]]
# A participle that says all by itself: a table's cell, a bracket, the head of a list, or a
# statement's last word behind a comma.
_PARTICIPLE = re.compile(
    r"(?:(?:^\W*|\()(?:alle(?:rede)? |nu )?|[,:–-] (?=\w+\W*$))(?:godkend|vedtag)\w*", re.I
)
_ONLY_PARTICIPLE = re.compile(r"^\W*\w*(?:godkend|vedtag)", re.I)
_AS_PLANNED = re.compile(r"\bsom (?:planlagt|forventet|ventet|forudsat)\b", re.I)


def status_of(text: str, words: Words) -> tuple[str | None, bool]:
    """Status that the tense of a statement tells, and whether its words leave it in doubt."""
    text = _AS_PLANNED.sub("", text)
    expected = words["expected"].search(text)
    done = words["done"].search(text) or _PARTICIPLE.search(text)
    if expected and done:
        before = words["expected_before"].search(text)
        return ("approved" if before else "expected"), not _ONLY_PARTICIPLE.search(done.group())
    if expected:
        return "expected", False
    if done:
        return "approved", False
    return ("approved", True) if words["approved"].search(text) else (None, False)

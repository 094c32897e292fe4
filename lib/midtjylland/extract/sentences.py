"""What recipes that read sentences share: where a figure stands, and how a sentence falls apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from midtjylland.read.danish import Quantity, squeeze
from midtjylland.read.document import Sentence
from midtjylland.read.pages import Place

# Where one statement of a sentence ends and the next one begins.
_CUT = re.compile(
    r"\.\s(?=[A-ZÆØÅ][a-zæøå ])"
    r"|(?<!pct)(?<!kr)(?<!maks)(?<!max)(?<!mio)(?<!ca)(?<!pr)(?<!pt)\.\s(?=[0-9])"
    r"|[;:,(–]\s|\(|\)\s|\s(?:og|mens|samt|men)\s"
)
# A plan that is not part of the papers yet.
_TO_COME = re.compile(r"\b(?:nye?|kommende|næste)\b", re.I)

# "Handlingsplanen er vedlagt som bilag 1."
_ANNEX = re.compile(r"\W*bilag\s[0-9A-Z]", re.I)
_ELSEWHERE = re.compile(r"vedlagt|vedlægges|vedhæft|(?:findes|står|ses) i bilag|fremgår af", re.I)


def place_at(sentence: Sentence, at: int) -> Place:
    """Place of the line on which a character of a sentence stands."""
    left = sum(letter.isalnum() for letter in sentence.text[:at])
    begin = _letters_before(sentence)
    for line in sentence.lines:
        if left + begin < line.letters_count:
            return line.place
        left -= line.letters_count
    return sentence.lines[-1].place


def _letters_before(sentence: Sentence) -> int:
    """Letters of another sentence on the line where this one begins."""
    first = "".join(letter for letter in sentence.lines[0].text if letter.isalnum())
    whole = "".join(letter for letter in sentence.text if letter.isalnum())
    at = next((n for n in range(len(first)) if whole.startswith(first[n:])), 0)
    return at if len(sentence.lines) > 1 else max(first.find(whole), 0)


def cut_between(text: str, end: int, start: int) -> int:
    """Where the statement before a place ends and the one after it begins."""
    cuts = [match.end() for match in _CUT.finditer(text, end, start)]
    return cuts[-1] if cuts else start


def statement(text: str, spans: Sequence[tuple[int, int]], first: int, last: int) -> str:
    """The part of a sentence that tells what stands from `first` to `last`, beside other spans."""
    before = max((end for _, end in spans if end <= first), default=None)
    after = min((start for start, _ in spans if start >= last), default=None)
    start = 0 if before is None else cut_between(text, before, first)
    end = len(text) if after is None else cut_between(text, last, after)
    return text[start:end]


def clause_at(text: str, start: int, end: int) -> tuple[int, int]:
    """Bounds of the statement that holds a stretch of a sentence."""
    # The first letter of the stretch may tell that a sentence ends before it.
    cuts = (match.end() for match in _CUT.finditer(text, 0, start + 1))
    before = [cut for cut in cuts if cut <= start]
    after = _CUT.search(text, end - (text[end - 1 : end] == "."))
    return before[-1] if before else 0, after.start() if after else len(text)


def labelled_clause(text: str, start: int, end: int) -> str:
    """The statement that holds a stretch, with a label before it: "i alt: 86 pct."."""
    first, last = clause_at(text, start, end)
    label = re.search(r"(?:^|[;,.(]\s*)([^;,.(:0-9]{2,30}):\s$", text[:first])
    return text[label.start(1) if label else first : last]


def nearest(
    spans: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]
) -> list[int] | None:
    """For each span the number of the nearest other one; None unless they are one to one."""

    def gap(one: tuple[int, int], other: tuple[int, int]) -> int:
        return max(one[0] - other[1], other[0] - one[1])

    found = [
        min(range(len(others)), key=lambda n: gap(span, others[n]), default=-1) for span in spans
    ]
    return found if sorted(found) == list(range(len(others))) else None


def quote(text: str, limit: int = 160) -> str:
    """A sentence as a finding quotes it."""
    return f"'{text}'" if len(text) <= limit else f"'{text[:limit].rsplit(' ', 1)[0]} …'"


def is_count(quantity: Quantity) -> bool:
    """Whether a quantity is a whole number of things."""
    if quantity.unit != "count" or quantity.value is None:
        return False
    return quantity.value >= 0 and float(quantity.value).is_integer()


def _of_contents(sentences: Sequence[Sentence]) -> set[int]:
    """Lines of a list of contents before the first text, whose headings stand further down."""
    texts = [one.text for one in sentences]
    first = next((n for n, t in enumerate(texts) if len(t) > 60 and t.endswith(".")), 0)
    head = next((n for n, t in enumerate(texts[:first]) if re.match("indhold", t, re.I)), first)
    later = [own for t in texts[first:] if len(t) < 90 and len(own := squeeze(t)) > 9]
    listed = {n: squeeze(texts[n]) for n in range(head, first)}
    return {n for n, text in listed.items() if any(own in text for own in later)}


def _of_annexes(sentences: Sequence[Sentence]) -> set[int]:
    """Lines of a list of annexes, one below the other."""
    named = [bool(_ANNEX.match(sentence.text)) for sentence in sentences]
    return {n for n, own in enumerate(named) if own and any(named[max(n - 1, 0) : n + 2 : 2])}


def parts_of(sentences: Sequence[Sentence], words: dict[str, re.Pattern[str]]) -> list[str]:
    """Part of the papers in which each sentence stands: the status, or the action plan.

    A heading begins a part, or a sentence that begins with the part's name. A heading of both
    begins the status. What a list of contents or of annexes names stands further down.
    """
    part, found = "status", []
    listed = _of_contents(sentences) | _of_annexes(sentences)
    for at, sentence in enumerate(sentences):
        text = sentence.text
        single = re.fullmatch(r"\w+\.", text)
        heading = bool(single) or (len(text) < 90 and not text.endswith((".", ",")))
        elsewhere = not heading and _ELSEWHERE.search(text)
        named = [
            (match.start(), name)
            for name in ("action_plan", "status")
            if (match := words[name].search(text)) and not words["never"].search(text[:60])
        ]
        begins = [
            (start, name)
            for start, name in named
            if start < 12 and name == "action_plan" and not _TO_COME.search(text[:start])
        ]
        if named and (heading or begins) and at not in listed and not elsewhere:
            part = "status" if len(named) > 1 and heading else (named if heading else begins)[0][1]
        found.append(part)
    return found

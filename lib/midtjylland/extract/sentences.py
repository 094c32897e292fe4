"""What recipes that read sentences share: where a figure stands, and how a sentence falls apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

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
_POINT = re.compile(r"([A-Z]|[0-9]{1,2})[.:)](?:\s|$)")
_EXTRACT = re.compile(r"\b(?:uddrag|udklip|udsnit|udpluk)\b", re.I)
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
    first, whole = squeeze(sentence.lines[0].text), squeeze(sentence.text)
    at = next((n for n in range(len(first)) if whole.startswith(first[n:])), 0)
    return at if len(sentence.lines) > 1 else max(first.find(whole), 0)


def statement(text: str, spans: Sequence[tuple[int, int]], first: int, last: int) -> str:
    """The part of a sentence that tells what stands from `first` to `last`, beside other spans."""
    before = max((end for _, end in spans if end <= first), default=None)
    after = min((start for start, _ in spans if start >= last), default=None)
    start = 0 if before is None else _cut_between(text, before, first)
    end = len(text) if after is None else _cut_between(text, last, after)
    return text[start:end]


def _cut_between(text: str, end: int, start: int) -> int:
    """Where the statement before a place ends and the one after it begins."""
    return max((match.end() for match in _CUT.finditer(text, end, start)), default=start)


def clause_at(text: str, start: int, end: int) -> tuple[int, int]:
    """Bounds of the statement that holds a stretch of a sentence."""
    # The first letter of the stretch may tell that a sentence ends before it.
    cuts = (match.end() for match in _CUT.finditer(text, 0, start + 1))
    before = max((cut for cut in cuts if cut <= start), default=0)
    after = _CUT.search(text, end - (text[end - 1 : end] == "."))
    return before, after.start() if after else len(text)


def labelled_clause(text: str, start: int, end: int) -> str:
    """The statement that holds a stretch, with a label before it: "i alt: 86 pct."."""
    first, last = clause_at(text, start, end)
    label = re.search(r"(?:^|[;,.(]\s*)([^;,.(:0-9]{2,30}):\s$", text[:first])
    return text[label.start(1) if label else first : last]


def nearest(
    spans: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]
) -> list[int] | None:
    """For each span the number of the nearest other one; None unless they are one to one."""
    found = []
    for first, last in spans:
        gaps = [max(first - end, start - last) for start, end in others]
        found.append(gaps.index(min(gaps)) if gaps else -1)
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
    """Lines of a list of annexes, one below the other: "Bilag 1 ...", or "A. ..." and "B. ..."."""
    named = [bool(_ANNEX.match(sentence.text)) for sentence in sentences]
    found = {n for n, own in enumerate(named) if own and any(named[max(n - 1, 0) : n + 2 : 2])}
    points = [(n, m[1]) for n, s in enumerate(sentences) if (m := _POINT.match(s.text))]
    for (n, point), (end, after) in pairwise(points):
        # The letter or number and what it names may be two sentences of a line.
        last = end + (len(sentences[end].text) < 4)
        alone = all(sentences[at].place == sentences[n].place for at in range(n, end))
        if _order(after) == _order(point) + 1 and end - n < 3 and alone:
            found |= {*range(n, last + 1)}
    return found


def _order(point: str) -> int:
    return int(point) if point.isdecimal() else ord(point)


def parts_of(sentences: Sequence[Sentence], words: dict[str, re.Pattern[str]]) -> list[str]:
    """Part of the papers in which each sentence stands: the status, or the action plan.

    A heading begins a part, or a sentence that begins with the part's name. A heading of both
    begins the status. What a list of contents or of annexes names stands further down.
    """
    part, found = "status", []
    listed = _of_contents(sentences) | _of_annexes(sentences)
    for at, sentence in enumerate(sentences):
        text = sentence.text
        plan, status = words["action_plan"].search(text), words["status"].search(text)
        never = words["never"].search(text[:60]) and not _EXTRACT.search(text)
        if (plan or status) and at not in listed and not never:
            single = re.fullmatch(r"\w+\.", text)
            if single or (len(text) < 90 and not text.endswith((".", ","))):
                part = "status" if status else "action_plan"
            elif plan and plan.start() < 12 and not _ELSEWHERE.search(text):
                part = part if _TO_COME.search(text[: plan.start()]) else "action_plan"
        found.append(part)
    return found

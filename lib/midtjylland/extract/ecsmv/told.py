"""Rules of a grant scheme that sentences tell.

Each amount and each share belongs to advice or to investment by the nearest word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from midtjylland.core.message import Message
from midtjylland.extract.common import Words
from midtjylland.extract.ecsmv.rules import (
    Figure,
    Role,
    Rule,
    lacks_advice,
    put_figure,
    sizes_of,
)
from midtjylland.extract.ecsmv.schemes import NEAR, Schemes, scheme_at
from midtjylland.extract.sentences import clause_at, place_at
from midtjylland.read.danish import Quantity, quantities
from midtjylland.read.document import Sentence
from midtjylland.read.pages import Place

# Larger amounts belong to a whole scheme, not to one firm.
_MOST_DKK = 5_000_000
# "udgiften til en ekstern rådgiver"
_FOR = re.compile(r"\w*\s+til\s+(?:(?:en|den)\s+)?(?:(?:ekstern|privat)\w*\s+)?")
_HALF = re.compile(r"(?<!\w)(?:halvdelen|det halve)(?!\w)", re.I)
# "hævet med 16.000 kr."
_BY = re.compile(r"\b(?:hævet|sænket|øget|nedsat|steget|faldet) med\s*$", re.I)
# A limit of the figure before it, whatever stands between: "25 pct. ..., men aldrig mere end".
_LIMITED = re.compile(r"\b(?:dog|men)\b[^.;]*$", re.I)
# Own money that a firm need not pay: "rådgivning uden egenbetaling".
_FREE = re.compile(r"\buden egen\w+", re.I)
# "Ingen virksomhed kan få over 350.000 kr."
_DENIED = re.compile(r"\b(?:ingen|aldrig)\b|\bikke [^.,;]*\b(?:mere end|over)\s*$", re.I)
# "En virksomhed, der har fået rådgivning, kan få halvdelen af sin investering"
_ASIDE = re.compile(r",\s(?:som|der|hvor)\s[^,.;]*,", re.I)
# "Tidligere var satsen 32 pct. og loftet 200.000 kr.", up to what holds now.
_ONCE = re.compile(
    r"(?:^|[;,.]\s+)"
    r"(?:tidligere|hidtil|oprindelig\w*|dengang|(?:frem |ind)til [^,;]{0,24}20[0-9]{2})"
    r" (?:var|lå|udgjorde)\b[^;]*?(?=\b(?:nu|i dag|men|mens|er|blev)\b|;|$)",
    re.I,
)
# "Spor 3 Transport." begins another subject of a plan.
_OTHER_TRACK = re.compile(r"(?:Spor|Tema|Indsats|Punkt|Mål) [0-9]")
ROLES: tuple[Role, ...] = ("advice", "investment")


def read_rules(
    sentences: Sequence[Sentence],
    parts: Sequence[str],
    schemes: Schemes,
    used: set[Place],
    words: Words,
) -> list[Rule]:
    """Rules that sentences tell."""
    rules: list[Rule] = []
    carried: Role | None = None
    last: tuple[str, frozenset[str], list[Figure]] = ("", frozenset(), [])
    for at, sentence in enumerate(sentences):
        figures, carried = _figures(sentence, words, carried)
        scheme = scheme_at(sentence.text, at, schemes, words)
        if not figures or any(line.place in used for line in sentence.lines):
            last = ("", frozenset(), [])
            continue
        # What firms of another size get may be said in the next sentence.
        sizes, own = sizes_of(sentence.text), figures
        if sizes and last[1] and sizes != last[1] and scheme == last[0]:
            own = [*last[2], *figures]
        for figure in figures:
            rule = rules[-1] if rules else None
            if rule is None or _is_next(rule, figure, parts[at], scheme, at):
                rule = Rule(parts[at], scheme, at)
                rules.append(rule)
                own = figures
            put_figure(rule, figure, own)
            rule.at = at
        last = (scheme, sizes, own)
    for before, rule in pairwise(rules):
        # Points of a list differ in what they pay for investment alone.
        near = (rule.part, rule.scheme) == (before.part, before.scheme)
        if near and rule.at - before.at <= 2 and lacks_advice(rule):
            rule.figures += before.values("advice", False)
    return rules


def _is_next(rule: Rule, figure: Figure, part: str, scheme: str, at: int) -> bool:
    """Whether a figure begins another rule."""
    if rule.part != part or (rule.scheme != scheme and scheme) or at - rule.at > NEAR:
        return True
    same = rule.values(figure.role, figure.is_rate)
    return bool(same) and not rule.missing and rule.at != at


def _figures(
    sentence: Sentence, words: Words, carried: Role | None
) -> tuple[list[Figure], Role | None]:
    """Caps and rates of a sentence, and what the last word of it spoke of."""
    text = sentence.text
    named = sorted((*match.span(), role) for role in ROLES for match in words[role].finditer(text))
    asides = [match.span() for match in _ASIDE.finditer(text)]
    main = [each for each in named if not any(a <= each[0] < b for a, b in asides)]
    named = main or named
    # "Udgiften til rådgivning" is one for advice.
    whose = [_FOR.match(text[end:]) for _, end, _ in named]
    after = [start for start, *_ in named]
    roles = [
        (start, role)
        for (start, end, role), of in zip(named, whose, strict=True)
        if not (of and end + of.end() in after)
    ]
    if _OTHER_TRACK.match(text):
        carried = None
    if not words["grant"].search(text) and not roles and carried is None:
        return [], None
    found: list[Figure] = []
    last = 0
    for quantity in amounts_in(text):
        role = _role(text, quantity, roles, carried, last)
        figure = role and _figure(sentence, quantity, role, words)
        if figure:
            found.append(replace(figure, said=bool(roles)))
            carried, last = role, quantity.end
    if roles:
        carried = roles[-1][1]
    elif not found and len(text) > 60:
        carried = None
    return found, carried


def amounts_in(text: str) -> list[Quantity]:
    """Shares and amounts of money of a text; half is 50 per cent."""
    found = [q for q in quantities(text) if q.unit in ("pct", "dkk", "mdkk")]
    found += [
        replace(q, value=100 * q.value, unit="pct", damaged=True)
        for q in quantities(text)
        if q.unit == "count" and q.value and 0 < q.value < 1
    ]
    found += [
        Quantity(50.0, "pct", m.start(), m.end(), m.group(), in_words=True)
        for m in _HALF.finditer(text)
    ]
    return sorted(found, key=lambda q: q.start)


def _role(
    text: str, quantity: Quantity, roles: Sequence[tuple[int, str]], carried: Role | None, last: int
) -> Role | None:
    """Whether an amount is for advice or investment: by its clause, then by what came before."""
    # "40 pct. (dog højst 250.000 kr.) til investeringer"
    for said in (text, re.sub("[()]", " ", text)):
        start, end = clause_at(said, quantity.start, quantity.end)
        near = [(abs(at - quantity.start), role) for at, role in roles if start <= at < end]
        if near:
            return min(near)[1]
    if last and _LIMITED.search(text, last, quantity.start):
        return carried
    before = [role for at, role in roles if at < quantity.start]
    after = [role for at, role in roles if at > quantity.end]
    if before or last:
        return before[-1] if before else carried
    return after[0] if after else carried


def _figure(sentence: Sentence, quantity: Quantity, role: Role, words: Words) -> Figure | None:
    """A cap or a rate; None for an amount that is no rule."""
    text, value = sentence.text, quantity.value
    start, end = clause_at(text, quantity.start, quantity.end)
    clause = text[start:end]
    before = text[max(quantity.start - 20, start) : quantity.start]
    doubt = ""
    if quantity.is_range and re.search(r"(?:^|\s)fra\s*$", before):
        value = quantities(quantity.text.split("til")[-1])[-1].value
        doubt = Message("the figure that it was raised or lowered to")
    elif _is_old(text, quantity, start, words) or words["other"].search(_FREE.sub("", clause)):
        return None
    denied = _DENIED.search(text[start : quantity.start])
    if quantity.limit == "min" and not denied:
        return None
    if value is None:
        return None
    if quantity.unit == "pct":
        if quantity.in_words or quantity.damaged:
            doubt = Message("the share is not printed in per cent")
        return Figure(role, value, True, place_at(sentence, quantity.start), text, doubt)
    amount = value * 1_000_000 if quantity.unit == "mdkk" else value
    # "Loftet er 100.000 kr. til rådgivning og 500.000 kr. til investering."
    first = 0 if re.search(r"\b(?:og|samt) $", text[:start]) else start
    limited = (
        quantity.limit == "max" or denied or words["limit"].search(text[first : quantity.end + 30])
    )
    if amount > _MOST_DKK or (not limited and not words["grant"].search(clause)):
        return None
    if not limited:
        doubt = Message("no word says that it is the most that is paid")
    return Figure(role, amount, False, place_at(sentence, quantity.start), text, doubt)


def _is_old(text: str, quantity: Quantity, start: int, words: Words) -> bool:
    """Whether a figure holds no more, or only says by how much another has changed."""
    before = text[max(quantity.start - 20, start) : quantity.start]
    found = list(words["old"].finditer(before))
    once = any(m.start() <= quantity.start < m.end() for m in _ONCE.finditer(text))
    old = bool(found) and len(before[found[-1].end() :].split()) <= 1
    return once or old or bool(_BY.search(before))

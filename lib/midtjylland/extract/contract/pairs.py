"""Which number of a result belongs to each number that its target sets.

It belongs by its unit and by the words near both. What only compares is left aside (`compared`);
what may as well be the result is doubted by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from midtjylland.extract.compared import (
    CORRECTED,
    ELSEWHERE,
    HUB,
    NOT_MEASURED,
    REGIONS,
    ends_between,
    groups_of,
    is_sum,
    own_numbers,
)
from midtjylland.extract.contract.wanted import (
    DURATION,
    Wanted,
    around,
    nouns_behind,
    sentence_at,
    with_fractions,
    words_of,
)
from midtjylland.extract.sentences import clause_at, labelled_clause
from midtjylland.read.danish import Quantity, quantities
from midtjylland.read.document import sentence_spans

# What stands with the number that a result comes to.
_IN_THE_END = re.compile(
    r"\b(?:således|dermed|derved|altså|dvs\.|resultatet for|årets resultat)(?!\w)", re.I
)
# What tells that a number is expected, mistaken, earlier or of a part.
_BESIDE = re.compile(
    r"\bvent(?:es|edes)\b|\b(?:havde|er|var) (?:\w+ )?(?:(?:for)?vente?t|planlagt)|\budkast"
    r"|\bforventet\b|\bbudgetter|\bfejl|\b(?:tilmeldt\w*|inviteret|begyndte|påbegyndte|startede|optaget)\b"
    r"|\bfaldt (?:fra(?! [0-9])|ud)\b"
    r"|\brettet\b|trukket (?:\w+ )?tilbage|foreløbig|halvår|kvartal|segment|foregående|forrige"
    r"|\bsidste (?:år|opgørelse|måling)|året før|oprindelig|\buden de\b|\bbort fra|kontrakten for"
    rf"|\berhvervshusene\b|{ELSEWHERE.pattern}"
    r"|målet (?:er|bliver)|er målet|yderligere|til sammenligning|\bblandt\b|forventning(?!s)"
    r"|årets (?:begyndelse|start)|\bprimo\b",
    re.I,
)
# Ways of sharing numbers out that are looked at.
_MOST_WAYS = 200
# One number for two: "i såvel omsætning som beskæftigelse".
_BOTH = re.compile(r"\b(?:såvel|både|begge)\b", re.I)
# "20 pct. blev ikke henvist"
_NOT = re.compile(r"\bikke (\w{4,})", re.I)
_REST = re.compile(r"\b(?:resterende|øvrige|resten)\b", re.I)
# "37 pct. havde fået vejledning før, resten var nye"
_THE_REST = re.compile(r"\b(?:resten|de øvrige)\b[^.]*", re.I)
_DENIED_BEHIND = re.compile(
    r"\b(?:ikke|ingen|intet)\b"
    r"(?! (?:(?:helt|fuldt|endnu) )?(?:nået|opfyldt|indfriet|nok|under|over|mere|færre|længere))",
    re.I,
)
_NEWCOMER = re.compile(r"førstegang|\bnye?\b|ikke tidligere", re.I)
_NEVER_BEFORE = re.compile(r"\bikke (?:\w+ ){0,2}(?:tidligere|før)\b|\baldrig\b", re.I)
_OTHER_HUB = re.compile(r"\bErhvervshus (?!Midtjylland)[A-ZÆØÅ]")
_ANSWERED = re.compile(r"svarprocent\w*\W*(?:(?:på|var|er)\W*)?$", re.I)
_SO_FAR = re.compile(r"\bforeløbig", re.I)
_FINAL_TO_COME = re.compile(r"\bendelige?\b[^.]*\b(?:foreligger|kommer|ventes)\b", re.I)
_AGAINST = re.compile(r"\s(?:i?mod|end|sammenlignet med)\s", re.I)
# "5 procentpoint mere end i virksomheder uden vejledning": of both numbers.
_COMPARED = re.compile(r"(?<=procentpoint) \w+ end\s.*", re.I | re.S)
# A part of the year or of the firms.
_OF_PART = re.compile(r"kvartal|halvår|segment", re.I)
_DENIES = re.compile(r"\b(?:ikke|ingen|intet|uden)\b(?! (?:under|over|mere|færre))", re.I)
# A count that names nothing: "511 har gennemført".
_OF_NOTHING = re.compile(
    r"\W*(?:$|(?:er|var|blev|har(?! deltaget)|havde|fik|i|på|og|mod|heraf|hvoraf|til|af|om)(?!\w))",
    re.I,
)


def paired(
    targets: Sequence[Wanted], result: str, year: int | None = None
) -> tuple[list[Quantity | None], list[tuple[Wanted, Quantity, Quantity]]]:
    """For each number of a target that of the result, and doubts: a number, its own, a rival."""
    doubts = []
    wanted = targets[0].text if targets else ""
    own_of_year = own_numbers(result, [each.unit for each in targets], year, wanted)
    if not any(q.unit == "pct" for q in own_of_year):
        # "Otte ud af ti er henvist videre."
        own_of_year += [q for q in with_fractions(result) if q.in_words and q.unit == "pct"]
    unknown = NOT_MEASURED.search(result)
    own_of_year = [
        q
        for q in own_of_year
        if not _is_of_others(result, q, wanted)
        and not (unknown and _names_other_year(result, q, year))
    ]
    scores = _scores(targets, _without_parts(targets, own_of_year, result), result)
    chosen = _matched(scores, len(targets))
    left = {n for n, own in enumerate(chosen) if own}
    for n in sorted(left, key=lambda n: -scores[n, chosen[n]]):
        own = chosen[n]
        others = [(q, s) for (m, q), s in scores.items() if m == n and q not in chosen]
        left.remove(n)
        alike = [m for m in left if targets[m].unit == targets[n].unit]
        rivals = [
            q
            for q, s in others
            if (s > scores[n, own] - 0.5 or _are_apart(result, own, q))
            and _may_rival(targets[n], q, own, result, year)
        ]
        if rivals and not alike and not CORRECTED.search(around(result, own)):
            doubts.append((targets[n], own, rivals[0]))
    return [q or _of_both(targets[n], chosen, result) for n, q in enumerate(chosen)], doubts


def _matched(scores: Mapping[tuple[int, Quantity], float], count: int) -> list[Quantity | None]:
    """For each target a number of its own, so that together they suit best."""
    ways: list[tuple[float, list[Quantity | None]]] = [(0.0, [])]
    for n in range(count):
        # A number that hardly suits is better than none.
        fits = {q: max(s, 0.1 / (1.1 - min(s, 0.1))) for (m, q), s in scores.items() if m == n}
        ways = [
            (total + (fits[q] if q else 0.0), [*own, q])
            for total, own in ways
            for q in (None, *fits)
            if q is None or q not in own
        ]
        ways = sorted(ways, key=lambda way: -way[0])[:_MOST_WAYS]
    return ways[0][1]


def _without_parts(
    targets: Sequence[Wanted], found: Sequence[Quantity], result: str
) -> list[Quantity]:
    """Numbers without those of which each is of a part: "27 i første halvår og 31 i andet halvår".

    Where the year was not measured one is enough. A part that a target names is no part.
    """
    said = {q: _said_of(result, q) for q in found}
    wanted = " ".join(target.text for target in targets).lower()
    left = list(found)
    for unit in {q.unit for q in found}:
        alike = [q for q in found if q.unit == unit]
        parts = [m.group().lower() for q in alike for m in _OF_PART.finditer(said[q])]
        are_parts = all(_OF_PART.search(said[q]) for q in alike)
        several = len(alike) > 1 or NOT_MEASURED.search(result)
        if are_parts and several and not any(part in wanted for part in parts):
            left = [q for q in left if q not in alike]
    return left


def _said_of(result: str, quantity: Quantity) -> str:
    """The clause of a number; what stands before it in its sentence where it names nothing."""
    clause = labelled_clause(result, quantity.start, quantity.end)
    if words_of(clause):
        return clause
    begin = sentence_at(result, quantity)[0]
    return result[max(begin, result.rfind(";", 0, quantity.start)) : quantity.end]


def _of_both(target: Wanted, chosen: Sequence[Quantity | None], result: str) -> Quantity | None:
    """The number that a result gives for two of a target: "4,6 i såvel omsætning som ansatte"."""
    alike = (q for q in chosen if q and q.unit == target.unit)
    return next((q for q in alike if _BOTH.search(around(result, q))), None)


def _scores(
    targets: Sequence[Wanted], found: Sequence[Quantity], result: str
) -> dict[tuple[int, Quantity], float]:
    """How well each number of a result belongs to each of a target: by words, then by order."""
    scores = {}
    for n, target in enumerate(targets):
        own = [each for each in targets if each.unit == target.unit]
        fitting = [
            q
            for q in found
            if _suits(target, q, found)
            and not (_is_denied(target, q, result) or _is_unmeasured(target, q, result))
        ]
        for q in fitting:
            # Where both are as many, results mostly follow in the order of what was set.
            in_order = len(own) == len(fitting) > 1 and own.index(target) == fitting.index(q)
            # A number that the target alone sets is what the whole of it speaks of.
            said = target.text if len(own) == 1 and target.unit == "pct" else target.clause
            scores[n, q] = _score(replace(target, clause=said), q, result) + 0.9 * in_order
            if q.unit == "count":
                scores[n, q] += _as_whole(q, fitting, result)
            if q.unit == "pct" and is_sum(q, fitting):
                # "Tilfredse eller meget tilfredse" asks for the sum of both.
                scores[n, q] += 6 if re.search(r"\beller\b", target.clause) else -2
    return scores


def _suits(target: Wanted, quantity: Quantity, found: Sequence[Quantity]) -> bool:
    if target.unit in ("score", quantity.unit):
        return quantity.unit in ("count", target.unit)
    # Growth in points is at times reported in per cent.
    points = any(q.unit == "pct_point" for q in found)
    return (target.unit, quantity.unit, points) == ("pct_point", "pct", False)


def _as_whole(quantity: Quantity, found: Sequence[Quantity], result: str) -> int:
    """How much it says for a count that those before it add to it, or those in brackets behind."""
    before = [q for q in found if q.end <= quantity.start]
    behind = [q for q in found if q.start >= quantity.end]
    opens = behind and re.search(r"[(:]|heraf|fordelt", result[quantity.end : behind[0].start])
    if opens and is_sum(quantity, [quantity, *behind]):
        return 3
    return 2 * is_sum(quantity, [*before, quantity])


def _is_of_others(result: str, quantity: Quantity, wanted: str) -> bool:
    """Whether a number is another business hub's, the share that answered, or not the final one."""
    first, last = sentence_at(result, quantity)
    start, end = clause_at(result, quantity.start, quantity.end)
    # "Erhvervshus Fyn og Erhvervshus Sjælland har 51 og 49 pct."
    named = _OTHER_HUB.search(result, first, quantity.start) and not HUB.search(result, first, last)
    return bool(
        named
        or REGIONS.search(labelled_clause(result, quantity.start, quantity.end))
        or (_OTHER_HUB.search(result, start, end) and not HUB.search(result, start, end))
        or (
            _ANSWERED.search(result[first : quantity.start]) and "svarprocent" not in wanted.lower()
        )
        or (_SO_FAR.search(result, start, end) and _FINAL_TO_COME.search(result, first, last))
    )


def _is_denied(target: Wanted, quantity: Quantity, result: str) -> bool:
    """Whether a share is of those of whom the target does not hold: "56 pct. kender ikke"."""
    if quantity.unit != "pct" or _DENIES.search(target.text):
        return False
    _, last = sentence_at(result, quantity)
    behind = re.split(r",(?! at\s)|[;.]|\s(?:og|men|mens)\s", result[quantity.end : last])[0]
    if _NEWCOMER.search(target.text) and _NEVER_BEFORE.search(behind):
        return False  # "58 pct. havde ikke tidligere fået vejledning" are the new ones
    if _DENIED_BEHIND.search(behind):
        return True
    rest = _THE_REST.search(result, quantity.end, last)
    shared = len(words_of(target.clause) & words_of(rest[0])) if rest else 0
    return 0 < shared >= len(words_of(target.clause) & words_of(around(result, quantity)))


def _is_unmeasured(target: Wanted, quantity: Quantity, result: str) -> bool:
    """Whether another sentence says that just this was not measured: "Deres NPS er ikke målt"."""
    wanted = words_of(target.clause)
    own = wanted & words_of(result[slice(*sentence_at(result, quantity))])
    return any(
        len(wanted & words_of(result[first:last])) > len(own)
        for first, last in sentence_spans(result)
        if NOT_MEASURED.search(result, first, last) and not first <= quantity.start < last
    )


def _score(target: Wanted, quantity: Quantity, result: str) -> float:
    """How well a number of the result suits a target: by shared words, and by what else is said."""
    target = replace(target, clause=_COMPARED.sub("", target.clause))
    near = _COMPARED.sub("", around(result, quantity))
    told = words_of(near) | _words_of_complement(result, quantity)
    corrected = bool(CORRECTED.search(near))
    if corrected:
        told |= words_of(result[slice(*sentence_at(result, quantity))])
    shared = min(len(words_of(target.clause) & told), 4)
    early = 0.4 * (1 - quantity.start / max(len(result), 1))
    pros = _speaks_for(target, quantity, result, near)
    return shared + early + 6 * corrected + pros - _speaks_against(target, quantity, result, near)


def _speaks_for(target: Wanted, quantity: Quantity, result: str, near: str) -> float:
    """What makes a number a likelier result: it counts the same, is of the same group, the end."""
    counted = _counts_same(target, quantity, result)
    named = groups_of(target.text)
    segment = len(named) == 1 and named <= groups_of(near)  # "i vækstsegmentet"
    # A grade is printed like its target.
    alike = target.unit == "score" and "," in target.quantity.text and "," in quantity.text
    return 2 * (counted + segment + alike) + bool(HUB.search(near)) + bool(_IN_THE_END.search(near))


def _speaks_against(target: Wanted, quantity: Quantity, result: str, near: str) -> float:
    """What makes a number less likely a result: a denial, another noun, what it only compares."""
    nouns = nouns_behind(result, quantity)[:1]
    # "22 dage fordelt på 13 kommuner"
    towns = [any(n.startswith("kommun") for n in each) for each in (nouns, target.nouns[:2])]
    spread = 3 * (towns == [True, False])
    behind = result[quantity.start : sentence_at(result, quantity)[1]]
    behind = _COMPARED.sub("", behind)[quantity.end - quantity.start :]
    behind = re.split(r"(?<!\()[0-9]|\s(?:og|men|mens)\s", behind)[0]
    denied = 2 * (bool(_DENIES.search(target.clause)) != bool(_DENIES.search(near + behind)))
    beside = 4 * _is_beside(target, quantity, result)
    # "De øvrige 80 pct. blev henvist" is what remains of those that were not.
    rest = 1.5 * bool(_REST.search(near) and not _DENIES.search(result[: quantity.start]))
    return quantity.in_words + spread + denied + beside + rest


def _counts_same(target: Wanted, quantity: Quantity, result: str) -> bool:
    """Whether a target counts the noun behind a number: both begin alike, or one is a compound."""
    for noun in nouns_behind(result, quantity)[:1]:
        words = [sorted((noun, own), key=len) for own in target.nouns]
        return any(a[:6] == b[:6] or (len(a) > 5 and b.find(a[:8]) > 0) for a, b in words)
    return False


def _words_of_complement(result: str, quantity: Quantity) -> frozenset[str]:
    """Words of the share right before, with which this one makes a hundred, as "og 38 kvinder"."""
    before = [q for q in quantities(result) if q.unit == "pct" and q.end <= quantity.start][-1:]
    whole = before and abs((before[0].value or 0) + (quantity.value or 0) - 100) < 0.15
    return words_of(around(result, before[0])) if whole else frozenset()


def _may_rival(
    target: Wanted, quantity: Quantity, own: Quantity, result: str, year: int | None
) -> bool:
    """Whether a number may be the result as well as another: a share, or a count of the same."""
    if is_sum(own, [q for q in quantities(result) if q.unit == own.unit]):
        return False
    if quantity.unit == "count" and DURATION.match(result[quantity.end :]):
        return False
    apart = _are_apart(result, own, quantity)
    beside, own_beside = (_is_beside(target, q, result) for q in (quantity, own))
    other, own_other = (_names_other_year(result, q, year) for q in (quantity, own))
    if (beside and not own_beside) or (apart and other and not own_other):
        return False
    of_nothing = bool(_OF_NOTHING.match(result[quantity.end :]))
    return quantity.unit != "count" or of_nothing or _counts_same(target, quantity, result)


def _are_apart(result: str, one: Quantity, other: Quantity) -> bool:
    """Whether two numbers stand in sentences of their own."""
    first, second = sorted((one, other), key=lambda q: q.start)
    return ends_between(result, first.end, second.start)


def _names_other_year(result: str, quantity: Quantity, year: int | None) -> bool:
    """Whether the sentence of a number names a year, and not the contract's."""
    first, last = sentence_at(result, quantity)
    named = [q.value for q in quantities(result[first:last]) if q.unit == "year"]
    return bool(named) and year not in named


def _is_beside(target: Wanted, quantity: Quantity, result: str) -> bool:
    """Whether the words of a number's statement or sentence tell that it is no result.

    Words of the target tell what is wanted: "i vækstsegmentet".
    """
    start, end = clause_at(result, quantity.start, quantity.end)
    if HUB.search(result, start, end):
        return False
    wanted, said = words_of(target.text), result[start:end]
    if any(match[1][:5].lower() in wanted for match in _NOT.finditer(said)):
        return True
    first, last = sentence_at(result, quantity)
    inside = (q for q in quantities(result) if first <= q.start < last and q != quantity)
    if not words_of(said) or not any(q.unit == quantity.unit for q in inside):
        start, end = first, last
    # What it is compared with tells nothing of it: "3.182 mod 3.140 året før".
    against = _AGAINST.search(result, quantity.end, end)
    said = result[start : against.start() if against else end]
    return any(m.group().lower()[:-1] not in target.text.lower() for m in _BESIDE.finditer(said))

"""What each check proves, for readers: check ids by table."""

from __future__ import annotations

from collections.abc import Mapping

_EVERY = {
    "schema": "types, ranges and patterns as the schema says",
    "letter-lost": "no letter got lost",
    "row-unread": "nothing that looks like a row was left unread",
    "table-missing": "the table was found where the papers bring it up",
    "table-absent": "the papers hold the table",
}
_TOTALS = {
    "stated-total-conflict": "totals that several places print are the same",
    "stated-total-absent": "every declared total is printed",
}
_KEYS = {"key-twice": "every key stands once"}
_PLACES = {
    "places-differ": "places of the papers that repeat a figure agree",
    "place-incomplete": "each part of the papers gives all that it should",
}
_CONTRACT = {
    "several-contract-years": "the papers speak of one contract year",
    "columns-mixed": "the columns of the contract were kept apart",
    "line-twice": "no line stands twice in a row",
    "goal-missing": "every goal was found, from the first to the last",
    "section-missing": "every goal stands in its section",
    "target-missing": "every result has its target",
    "result-missing": "every target has its result",
    "target-in-result": "no target stands within a result",
    "target-misplaced": "the targets stand in the order of the goals",
    "target-order": "the targets of a goal stand in the declared order",
    "text-cut": "no text is cut off",
    "text-twice": "no text stands twice",
    "text-unknown": "no text is left over",
    "paragraph-unknown": "no paragraph is left over",
    "hyphen-unknown": "no word may have lost or kept a hyphen by mistake",
    "hyphens-kept": "words broken at a line's end were joined",
    "hyphens-lost": "no hyphen got lost",
    "figure-damaged": "no figure of the texts is damaged",
}
CATALOGUE: Mapping[str, Mapping[str, str]] = {
    "guidance_by_municipality": {
        **_EVERY,
        "municipality-missing": "every municipality of the region has a row",
        "municipality-twice": "no municipality has two",
        "stated-total-missing": "the printed totals were found",
        "counts-against-total": "the counts add to the printed total",
        "totals-against-each-other": "the printed totals add up",
        **_TOTALS,
        "share-against-count": "each printed share is that of its count",
        "shares-against-100": "the shares add to 100 %",
        "population-reference": "the population shares are those of Statistics Denmark",
    },
    "stated_totals": {**_EVERY, "stated-total-conflict": "all places print the same total"},
    "mea_modules": {
        **_EVERY,
        **_KEYS,
        "stated-total-missing": "the printed number of modules was found",
        **_TOTALS,
        "modules-against-total": "there are as many modules as the papers state",
        "date-outside-year": "every module lies in the contract year",
        "dates-out-of-order": "the dates are in order",
        "module-twice": "no title stands twice on a day",
        "on-weekend": "no module falls on a weekend",
    },
    "dk2020_cohorts": {
        **_EVERY,
        **_KEYS,
        **_PLACES,
        "stated-total-missing": "the printed number of municipalities was found",
        **_TOTALS,
        "cohorts-against-total": "the cohorts add to the printed number of municipalities",
        "approved-beyond-cohort": "no cohort has more approved plans than municipalities",
        "region-against-total": "the printed number is that of the region's municipalities",
    },
    "ecsmv_rules": {
        **_EVERY,
        **_KEYS,
        **_PLACES,
        **_TOTALS,
        "implausible": "rates and caps are plausible",
    },
    "contract_goals": {**_EVERY, **_KEYS, **_CONTRACT},
    "contract_indicators": {
        **_EVERY,
        **_KEYS,
        **_CONTRACT,
        **_TOTALS,
        "indicator-absent": "every declared indicator is set by its target",
        "item-unknown": "every figure belongs to a target",
        "figure-unread": "every figure of the texts was read or is known to set nothing",
        "figure-ambiguous": "no indicator has two figures",
        "result-unprinted": "the result gives a figure",
        "coverage-changed": "results known for the whole country only are those declared",
        "implausible": "values lie within their unit's range",
        "guided-against-total": "the guided firms are those of the guidance table",
    },
    "green_guidance": {
        **_EVERY,
        **_KEYS,
        **_PLACES,
        "part-beyond-whole": "no part is larger than its whole",
        "contract-year-missing": "the contract year has a final row",
    },
    "green_grants": {
        **_EVERY,
        **_KEYS,
        "implausible": "the mean grant is plausible",
        "contract-year-missing": "the contract year has a final row",
    },
    "climate_projects": {
        **_EVERY,
        **_KEYS,
        **_PLACES,
        "dates-out-of-order": "no project ends before it starts",
        "part-beyond-whole": "no part is larger than its whole",
    },
    "regional_fora": {
        **_EVERY,
        **_KEYS,
        "fora-against-chart": "there are as many fora as the time chart lists",
        "question-differs": "the time chart words each question the same",
    },
}

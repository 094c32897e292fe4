"""Every check: its id, the sentence that it proves or tells, its tables, its worst severity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from midtjylland.core.findings import Severity
from midtjylland.core.schemas import TABLES

_GUIDANCE, _MEA, _DK2020, _ECSMV = (
    "guidance_by_municipality",
    "mea_modules",
    "dk2020_cohorts",
    "ecsmv_rules",
)
_GOALS, _INDICATORS, _FORA = "contract_goals", "contract_indicators", "regional_fora"
_GREEN = ("green_guidance", "green_grants")
_PROJECTS = "climate_projects"
_OTHERS = (*_GREEN, _PROJECTS, _FORA)
_EVERY = tuple(table for table in TABLES if table != "findings")


@dataclass(frozen=True)
class Check:
    """What holds where a check finds nothing; of a notice (`info`), what it tells.

    `checked` are the tables that it judges, `read` those that it watches while they are read: a
    transcription is judged but not read. Neither: it is about a build, not about a table's rows.
    """

    sentence: str
    severity: Severity
    checked: tuple[str, ...] = ()
    read: tuple[str, ...] = ()


CHECKS: Mapping[str, Check] = {
    # Every table
    "schema": Check("every value has its column's type and range", "error", _EVERY),
    "letter-lost": Check("no text holds a letter that its font does not name", "error", _EVERY),
    "text-doubtful": Check(
        "no title or target breaks off or holds far more than the others",
        "warning",
        (_MEA, _GOALS),
    ),
    "key-twice": Check("no row stands twice", "error", _EVERY),
    "table-missing": Check(
        "the papers hold it",
        "error",
        (_GUIDANCE, _GOALS, _INDICATORS),
        (_ECSMV,),
    ),
    "table-absent": Check("the papers hold it", "warning", (_MEA, _DK2020, _ECSMV, *_OTHERS)),
    "nothing-read": Check("at least one table of the year could be read", "error"),
    "rests-on-withheld": Check("the table that proves it is not withheld", "error", (_INDICATORS,)),
    "transcription-incomplete": Check("what was written down by hand is whole", "error"),
    "transcribed": Check("somebody wrote the table down by hand", "info", _EVERY),
    "corrected": Check("a figure was replaced as its publisher corrected it", "info", _EVERY),
    # Totals
    "stated-total-conflict": Check(
        "a total is the same wherever the papers state it", "error", (_GUIDANCE, _MEA, _DK2020)
    ),
    "stated-total-missing": Check(
        "the papers state a total that proves the rows", "error", (_GUIDANCE, _MEA, _DK2020)
    ),
    # Guidance by municipality
    "municipality-missing": Check("every municipality has a row", "error", (_GUIDANCE,)),
    "municipality-twice": Check("no municipality has two rows", "error", (_GUIDANCE,)),
    "counts-against-total": Check(
        "the counts add to the stated total of the region", "error", (_GUIDANCE,), (_GUIDANCE,)
    ),
    "totals-against-each-other": Check(
        "the firms of the region and those outside add to all", "error", (_GUIDANCE,), (_GUIDANCE,)
    ),
    "total-unproven": Check(
        "no total was left aside for want of proof", "warning", read=(_GUIDANCE,)
    ),
    "share-against-count": Check(
        "each printed share is its count over the sum, as far as rounding tells",
        "error",
        (_GUIDANCE,),
    ),
    "shares-against-100": Check("the printed shares add to 100", "error", (_GUIDANCE,)),
    "population-reference": Check(
        "the population shares are those of Statistics Denmark", "warning", (_GUIDANCE,)
    ),
    "several-tables": Check(
        "one table alone gives the guided firms of the year", "error", read=(_GUIDANCE,)
    ),
    "mark-on-figure": Check(
        "no mark of a note has grown onto a figure", "warning", read=(_GUIDANCE,)
    ),
    # Columns and rows
    "columns-unknown": Check("its columns can be told", "error", read=(_GUIDANCE, _MEA)),
    "columns-lost": Check(
        "the text has kept the columns that it needs", "error", read=(_MEA, _FORA)
    ),
    "target-unread": Check("no line that looks like a target was left", "error", read=(_GOALS,)),
    "target-doubtful": Check("its last rows are of the contract itself", "error", read=(_GOALS,)),
    "population-by-elimination": Check(
        "the population's column is named as such", "warning", read=(_GUIDANCE,)
    ),
    "total-missing": Check(
        "where one year has a total of guided firms, all have", "warning", read=(_GREEN[0],)
    ),
    "question-lost": Check("every forum's question has a row", "warning", read=(_FORA,)),
    "half-year-lost": Check("every forum's half-year has a row", "warning", read=(_FORA,)),
    "attendance-covers-modules": Check(
        "the attendance list covers every module", "warning", (_MEA,)
    ),
    "attendance-against-total": Check(
        "the attendance adds to the stated participants", "warning", (_MEA,)
    ),
    "columns-mixed": Check("targets and results were told apart", "error", (_GOALS,), (_GOALS,)),
    "unreadable": Check(
        "each line that looks like a row could be read", "error", read=(_GUIDANCE, _MEA, _FORA)
    ),
    "row-unread": Check("each row of the cohorts' table could be read", "error", read=(_DK2020,)),
    "number-unread": Check(
        "no number near the topic was left unread", "error", read=(_DK2020, *_GREEN)
    ),
    "places-differ": Check(
        "places of the papers that tell the same agree",
        "error",
        (_DK2020, _ECSMV, "green_guidance", _PROJECTS),
        (_FORA, *_GREEN),
    ),
    "implausible": Check(
        "each figure lies in the range that makes sense for it",
        "error",
        (_ECSMV, _INDICATORS, "green_grants", _PROJECTS),
    ),
    "part-beyond-whole": Check(
        "no part is larger than its whole", "error", ("green_guidance", _PROJECTS)
    ),
    # The contract
    "goal-missing": Check("every goal from 1 to the last is there", "error", (_GOALS,)),
    "text-unplaced": Check("no text of the contract's table is left over", "error", read=(_GOALS,)),
    "target-joined": Check("no target may be two that stand together", "warning", read=(_GOALS,)),
    "several-contract-years": Check(
        "no title in the papers names another contract year", "warning", read=(_GOALS,)
    ),
    "far-from-target": Check(
        "no result is many times its target, or a small part of it", "warning", (_INDICATORS,)
    ),
    "guided-against-total": Check(
        "the contract's guided firms are those of the guidance table", "warning", (_INDICATORS,)
    ),
    "figure-ambiguous": Check(
        "one figure alone can be the result of each target", "warning", read=(_INDICATORS,)
    ),
    "figure-range": Check(
        "no target or result is a limit or a range", "warning", read=(_INDICATORS,)
    ),
    "figure-damaged": Check(
        "no result is printed in a damaged way", "warning", read=(_INDICATORS,)
    ),
    "result-unprinted": Check(
        "each target's result gives a number", "warning", read=(_INDICATORS,)
    ),
    "indicator-new": Check(
        "a target sets a number that no earlier year had", "info", read=(_INDICATORS,)
    ),
    # Modules of MEA
    "modules-against-total": Check(
        "there are as many modules as the papers state", "error", (_MEA,)
    ),
    "participants-against-total": Check(
        "participants by module, where printed, add to the stated number", "warning", (_MEA,)
    ),
    "date-outside-year": Check("every module lies in the contract year", "error", (_MEA,)),
    "dates-out-of-order": Check(
        "modules stand in the order of their days; no project ends before it starts",
        "error",
        (_MEA, _PROJECTS),
    ),
    "weekday-differs": Check("each printed weekday is that of its date", "warning", read=(_MEA,)),
    "line-left-over": Check(
        "no line between two modules belongs to neither", "warning", read=(_MEA,)
    ),
    "module-twice": Check("a title stands twice on a day", "info", (_MEA,)),
    "on-weekend": Check("a module falls on a Saturday or Sunday", "info", (_MEA,)),
    "not-held": Check("a module of the list was not held and has no row", "info", read=(_MEA,)),
    "other-list": Check("a list of modules of another year is left aside", "info", read=(_MEA,)),
    # Climate plans
    "cohorts-against-total": Check(
        "the cohorts add to the stated number of municipalities", "error", (_DK2020,)
    ),
    "region-against-total": Check("all municipalities take part", "warning", (_DK2020,)),
    "approved-beyond-cohort": Check(
        "no cohort has more approved plans than municipalities", "error", (_DK2020,)
    ),
    "status-against-time": Check(
        "no past plan is expected, no future plan approved", "warning", (_DK2020,)
    ),
    "status-unclear": Check(
        "the papers say clearly which plans are approved", "warning", read=(_DK2020,)
    ),
    "other-round": Check("another round of plans is left out", "info", read=(_DK2020,)),
    # Grants, and guidance on green transition
    "rule-ambiguous": Check("no rule has two rates or caps of a kind", "error", read=(_ECSMV,)),
    "rule-incomplete": Check("each rule has its rate and both caps", "error", read=(_ECSMV,)),
    "figure-unusual": Check(
        "no rate or cap is read against its wording", "warning", read=(_ECSMV,)
    ),
    "scheme-unnamed": Check("each rule's scheme is named near it", "warning", read=(_ECSMV,)),
    "sum-missing": Check("each year's grants have a sum", "error", read=("green_grants",)),
    "contract-year-missing": Check("the contract year has a final row", "warning", _GREEN),
    "later-year-final": Check("years after the contract year are provisional", "warning", _GREEN),
    "year-missing": Check("both green tables have the same years", "warning", _GREEN),
    # Grants
    "rule-on-file-differs": Check(
        "rates and caps are those of the rules on file", "warning", (_ECSMV,)
    ),
    # EU projects
    "figure-twice": Check(
        "no figure of a project is given in two ways", "warning", read=(_PROJECTS,)
    ),
    "budget-missing": Check("a project without a budget has no row", "info", read=(_PROJECTS,)),
    "other-project": Check("figures of another project are left out", "info", read=(_PROJECTS,)),
    # The fora
    "half-year-unknown": Check("each forum's half-year can be told", "error", read=(_FORA,)),
    "half-year-far": Check(
        "each forum is worked on in the years right after the contract", "warning", (_FORA,)
    ),
}


def checks_of(table: str, transcribed: bool = False) -> Mapping[str, Check]:
    """Checks that can withhold a table or warn of it, notices aside."""
    return {
        name: check
        for name, check in CHECKS.items()
        if check.severity != "info"
        and (table in check.checked or (table in check.read and not transcribed))
    }

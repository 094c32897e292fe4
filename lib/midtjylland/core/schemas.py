"""The schema of every table, written once.

Validation, the Table Schema in `datapackage.json` and the data dictionary in `docs/` all derive
from these models. Columns stand in the order of the data contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from midtjylland.core.findings import Severity
from midtjylland.core.validation import say_what_is_wrong

if TYPE_CHECKING:
    import pandas as pd

Place = Literal["status", "action_plan"]
_PLACE = "Part of the papers: the status of the climate strategy, or its action plan"


def _column(description: str, unit: str | None = None, **limits: Any) -> Any:
    extra = {"unit": unit} if unit else None
    return Field(description=description, json_schema_extra=extra, **limits)


_count = partial(_column, unit="count", ge=0)
_mdkk = partial(_column, unit="MDKK", ge=0)
_share = partial(_column, unit="pct", ge=0, le=100)


class Row(BaseModel):
    """A row of a table, with its place in the document."""

    # Most of these tables are never checked in one process.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    source_page: int | None = _column("Page of the source; empty without pages", ge=1)
    source_line: int | None = _column("Line of the stored text (of the page, for a PDF)", ge=1)
    source_file: str | None = _column("Stored document that was read")


class GuidanceByMunicipality(Row):
    """Guided firms and population share of each municipality, as the report prints them."""

    municipality_code: str = _column("Municipality code, 4 digits", pattern="^[0-9]{4}$")
    municipality: str = _column("Official name")
    population_share_pct: float = _share("Share of the region's population, as printed")
    guided_firms: int = _count("Firms that got individual guidance")
    guided_share_pct: float = _share("Share of the region's guided firms, as printed")


class StatedTotals(Row):
    """What the document itself prints as a total."""

    table: str = _column("Table that the total belongs to")
    quantity: str = _column("What is counted")
    value: float = _column("The total as printed", ge=0)
    unit: Literal["count", "pct"] = _column("Unit of the value")


class MeaModules(Row):
    """Modules that MEA held for those who work in education, employment and business promotion."""

    module_no: int = _column("Running number in the annex, from 1", ge=1)
    start_date: date = _column("First day")
    end_date: date = _column("Last day; the first one for a module of one day")
    title: str = _column("Title as printed, a wrapped one in one line", min_length=1)
    delivery: Literal["in_person", "unstated"] = _column(
        "in_person where the title says so (fysisk); most others were held online"
    )
    participants: int | None = _count("Participants, where the list prints them", default=None)
    place: str | None = _column("Where it was held, where printed", default=None)


class Dk2020Cohorts(Row):
    """Municipalities in each round of DK2020, the partnership for local climate plans."""

    cohort: str = _column(
        "pilot, or the plan year; the round as printed where the papers tell no years",
        pattern=r"^(pilot|[0-9]{4}|[^0-9]+( [1-6])?|[1-6]\. [^0-9]+)$",
    )
    municipalities: int = _count("Municipalities of the cohort")
    status: Literal["approved", "expected"] = _column("What the papers say of the plans")
    approved_so_far: int | None = _count("Plans approved by the date of the papers, where given")
    programme: str | None = _column("Programme of the plans, as printed", default=None)


class EcsmvRules(Row):
    """What the ECSMV scheme pays a firm, in each place of the papers that says it."""

    place: Place = _column(_PLACE)
    advice_grant_cap_dkk: int = _column("Most that is paid for advice", "DKK", gt=0)
    investment_grant_rate_pct: float = _share("Share of an investment that is paid")
    investment_grant_cap_dkk: int = _column("Most that is paid for it", "DKK", gt=0)
    scheme: str | None = _column("ecsmv, or the name of its successor", default=None)


class ContractGoals(Row):
    """Targets of the result contract with their full texts and results."""

    goal_no: int = _column("Number of the goal in the contract", ge=1)
    item: str = _column("Target within the goal: 1a, 1b, ...", pattern="^[0-9]{1,2}[a-z]$")
    scope: Literal["national", "local"] = _column("Who set the goal")
    goal: str = _column("Name of the goal", min_length=1)
    target_text: str = _column("The target as printed, in one line", min_length=1)
    result_text: str | None = _column("The result as printed; empty where it is a table")


class ContractIndicators(Row):
    """Figures that the targets set, each with its result as printed."""

    goal_no: int = _column("Number of the goal in the contract", ge=1)
    item: str = _column("Target that sets the figure", pattern="^[0-9]{1,2}[a-z]$")
    indicator: str = _column("Stable name of the figure", pattern="^[a-z0-9_]+$")
    comparator: Literal[">=", ">", "<=", "<"] = _column("How the result must stand to the target")
    target_value: float | None = _column(
        "Figure of the target, in the unit of the row; empty for a range"
    )
    result_value: float | None = _column(
        "Figure of the result as printed; negative for a smaller growth"
    )
    unit: Literal["pct", "pct_point", "count", "score"] = _column("Unit of the target")
    coverage: Literal["business_hub", "national"] = _column("Whom the result measures")
    status: Literal["met", "not_met", "not_comparable", "no_figure"] = _column(
        "Whether the result reaches the target, if that can be said"
    )
    note: str | None = _column("Why it can't be compared, or how it is meant")


class GreenGuidance(Row):
    """Firms that got individual guidance on green transition, by year."""

    year: int = _column("Calendar year", ge=2000, le=2100)
    guided_firms: int = _count("Firms guided on green transition")
    of_guided_firms: int | None = _count("All firms guided individually that year, where given")
    is_approximate: bool = _column("The total of guided firms is given as about")
    is_provisional: bool = _column("The year was not over")
    total_is: Literal["just_over", "around", "just_under"] | None = _column(
        "How the total is given as about: godt, ca., knap", default=None
    )


class GreenGrants(Row):
    """Grants for green transition, by year."""

    year: int = _column("Calendar year", ge=2000, le=2100)
    grants: int = _count("Individual grants")
    total_mdkk: float = _mdkk("Sum of the grants, million kroner")
    is_provisional: bool = _column("The year was not over")


class ClimateProjects(Row):
    """The two EU projects of the climate strategy, in each place of the papers."""

    project: Literal["circular_economy", "coast_to_coast"] = _column("Project")
    place: Place = _column(_PLACE)
    start_date: date | None = _column("First day; empty where only years are given")
    end_date: date | None = _column("Last day; empty where only years are given")
    budget_mdkk: float = _column("Total budget, million kroner", "MDKK", gt=0)
    is_approximate: bool = _column("The amounts are given as about")
    eu_mdkk: float | None = _mdkk("Paid by the EU, million kroner")
    eu_share_pct: float | None = _share("Share paid by the EU, where printed")
    partners: int | None = _count("Partner organisations, the lead included")
    subprojects: int | None = _count("Subprojects")
    is_application: bool | None = _column("The amounts are applied for, not granted", default=None)


class RegionalFora(Row):
    """Questions of the regional political fora, and the half-year in which each is worked on."""

    question: str = _column("The question as printed, in one line", min_length=1)
    half: int = _column("Half of the year", ge=1, le=2)
    year: int = _column("Year", ge=2000, le=2100)


class Findings(Row):
    """What a reader must know about the tables of this year."""

    table: str = _column("Table concerned")
    severity: Severity = _column("info, warning, or error (a withheld table)")
    check: str = _column("Stable name of the check")
    message: str = _column("What was found, with line and figures")
    message_data: str | None = _column(
        "Pattern of the message and its figures (JSON), for translation", default=None
    )


TABLES: Mapping[str, type[Row]] = {
    "guidance_by_municipality": GuidanceByMunicipality,
    "stated_totals": StatedTotals,
    "mea_modules": MeaModules,
    "dk2020_cohorts": Dk2020Cohorts,
    "ecsmv_rules": EcsmvRules,
    "contract_goals": ContractGoals,
    "contract_indicators": ContractIndicators,
    "green_guidance": GreenGuidance,
    "green_grants": GreenGrants,
    "climate_projects": ClimateProjects,
    "regional_fora": RegionalFora,
    "findings": Findings,
}
PRIMARY_KEYS: Mapping[str, list[str]] = {
    "guidance_by_municipality": ["municipality_code"],
    "stated_totals": ["table", "quantity"],
    "mea_modules": ["module_no"],
    "dk2020_cohorts": ["cohort"],
    "ecsmv_rules": ["place", "scheme", "investment_grant_rate_pct"],
    "contract_goals": ["item"],
    "contract_indicators": ["indicator"],
    "green_guidance": ["year"],
    "green_grants": ["year"],
    "climate_projects": ["project", "place"],
    "regional_fora": ["question"],
}


# Each type of a Table Schema by its name in pandas, where whole numbers may be missing.
_PANDAS = {
    "string": "str",
    "number": "float64",
    "integer": "Int64",
    "boolean": "boolean",
    "date": "datetime64[s]",
}
# Table Schema names these as JSON Schema does.
_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "minLength", "pattern", "enum")


def table_schema(table: str) -> dict[str, Any]:
    """Table Schema (Data Package v2) of a table."""
    schema = {"fields": list(_fields(table).values()), "missingValues": [""]}
    return schema | ({"primaryKey": PRIMARY_KEYS[table]} if table in PRIMARY_KEYS else {})


@cache
def _fields(table: str) -> dict[str, dict[str, Any]]:
    """Columns in order: the table's own, the place in the document, what was added later."""
    declared, found = TABLES[table].model_json_schema()["properties"], TABLES[table].model_fields
    order = sorted(found, key=lambda n: (not found[n].is_required(), n in Row.model_fields))
    return {name: {"name": name, **_field(declared[name])} for name in order}


def _field(declared: Mapping[str, Any]) -> dict[str, Any]:
    options = declared.get("anyOf", [declared])
    kind = next(each for each in options if each["type"] != "null")
    limits = {name: kind[name] for name in _LIMITS if name in kind}
    unit = {"unit": declared["unit"]} if "unit" in declared else {}
    return {
        "type": kind.get("format", kind["type"]),
        "description": declared["description"],
        **unit,
        "constraints": {"required": len(options) == 1, **limits},
    }


def columns(table: str) -> list[str]:
    """Column names of a table, in their order."""
    return list(_fields(table))


def dtypes(table: str) -> dict[str, str]:
    """Pandas type of each column."""
    return {name: _PANDAS[field["type"]] for name, field in _fields(table).items()}


def required(table: str) -> list[str]:
    """Columns of a table that are never empty."""
    return [name for name, field in _fields(table).items() if field["constraints"]["required"]]


def spoken(table: str) -> set[str]:
    """Columns whose values are stable ids, which readers see as words."""
    named = {"table", "quantity", "indicator", "cohort"}
    found = _fields(table).items() if table in TABLES else ()
    return {name for name, field in found if name in named or "enum" in field["constraints"]}


def violations(table: str, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """What the rows of a table have that its schema forbids, one sentence each."""
    try:
        _adapter(table).validate_python(list(rows))
    except ValidationError as error:
        return [
            f"row {detail['loc'][0] + 1}, "
            + say_what_is_wrong({**detail, "loc": detail["loc"][1:]}).rstrip(".")
            for detail in error.errors()
        ]
    return []


@cache
def _adapter(table: str) -> TypeAdapter[list[Row]]:
    return TypeAdapter(list[TABLES[table]])


def frame_of(table: str, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Frame with the columns and the types of its table; what a row does not name is missing."""
    # Only here: who validates plain values, as `midtjylland check` does, need not wait for it.
    import pandas as pd

    return pd.DataFrame(
        {
            column: pd.array([row.get(column) for row in rows], dtype=kind)
            for column, kind in dtypes(table).items()
        }
    )


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame, None for what is missing."""
    import pandas as pd

    return [
        {name: None if pd.isna(value) else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]

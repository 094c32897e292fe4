"""The schema of every table, written once.

Validation, the Table Schema in `datapackage.json` and the data dictionary in `docs/` all derive
from these models. Columns stand in the order of the data contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from midtjylland.core.findings import Severity
from midtjylland.core.validation import say_what_is_wrong

if TYPE_CHECKING:
    import pandas as pd

Code = Annotated[str, Field(pattern="^[0-9]{4}$", description="Municipality code, 4 digits")]
Place = Literal["status", "action_plan"]
_PLACE = "Part of the papers: the status of the climate strategy, or its action plan"


def _share(description: str) -> Any:
    return Field(ge=0, le=100, description=description, json_schema_extra={"unit": "pct"})


def _amount(unit: str, description: str, **limits: float) -> Any:
    return Field(description=description, json_schema_extra={"unit": unit}, **(limits or {"ge": 0}))


class Row(BaseModel):
    """A row of a table, with its place in the document."""

    # Most of these tables are never checked in one process.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    source_page: int | None = Field(ge=1, description="Page of the source; empty without pages")
    source_line: int | None = Field(
        ge=1, description="Line of the stored text (of the page, for a PDF)"
    )
    source_file: str | None = Field(description="Stored document that was read")


class GuidanceByMunicipality(Row):
    """Guided firms and population share of each municipality, as the report prints them."""

    municipality_code: Code
    municipality: str = Field(description="Official name")
    population_share_pct: Annotated[float, _share("Share of the region's population, as printed")]
    guided_firms: Annotated[int, _amount("count", "Firms that got individual guidance")]
    guided_share_pct: Annotated[float, _share("Share of the region's guided firms, as printed")]


class StatedTotals(Row):
    """What the document itself prints as a total."""

    table: str = Field(description="Table that the total belongs to")
    quantity: str = Field(description="What is counted")
    value: float = Field(ge=0, description="The total as printed")
    unit: Literal["count", "pct"] = Field(description="Unit of the value")


class MeaModules(Row):
    """Modules of MEA, the region's academy for business advisers, in the order of the annex."""

    module_no: int = Field(ge=1, description="Running number in the annex, from 1")
    start_date: date = Field(description="First day")
    end_date: date = Field(description="Last day; the first one for a module of one day")
    title: str = Field(min_length=1, description="Title as printed, a wrapped one in one line")
    delivery: Literal["in_person", "unstated"] = Field(
        description="in_person where the title says so (fysisk); most others were held online"
    )
    participants: Annotated[
        int | None, _amount("count", "Participants, where the list prints them")
    ] = None
    place: str | None = Field(default=None, description="Where it was held, where printed")


class Dk2020Cohorts(Row):
    """Municipalities in each round of DK2020, the partnership for local climate plans."""

    cohort: str = Field(pattern="^(pilot|[0-9]{4})$", description="pilot, or the plan year")
    municipalities: Annotated[int, _amount("count", "Municipalities of the cohort")]
    status: Literal["approved", "expected"] = Field(description="What the papers say of the plans")
    approved_so_far: Annotated[
        int | None, _amount("count", "Plans approved by the date of the papers, where given")
    ]
    programme: str | None = Field(default=None, description="Programme of the plans, as printed")


class EcsmvRules(Row):
    """What the ECSMV scheme pays a firm, in each place of the papers that says it."""

    place: Place = Field(description=_PLACE)
    advice_grant_cap_dkk: Annotated[int, _amount("DKK", "Most that is paid for advice", gt=0)]
    investment_grant_rate_pct: Annotated[float, _share("Share of an investment that is paid")]
    investment_grant_cap_dkk: Annotated[int, _amount("DKK", "Most that is paid for it", gt=0)]
    scheme: str | None = Field(default=None, description="ecsmv, or the name of its successor")


class ContractGoals(Row):
    """Targets of the result contract with their full texts and results."""

    goal_no: int = Field(ge=1, description="Number of the goal in the contract")
    item: str = Field(
        pattern="^[0-9]{1,2}[a-z]$", description="Target within the goal: 1a, 1b, ..."
    )
    scope: Literal["national", "local"] = Field(description="Who set the goal")
    goal: str = Field(min_length=1, description="Name of the goal")
    target_text: str = Field(min_length=1, description="The target as printed, in one line")
    result_text: str | None = Field(description="The result as printed; empty where it is a table")


class ContractIndicators(Row):
    """Figures that the targets set, each with its result as printed."""

    goal_no: int = Field(ge=1, description="Number of the goal in the contract")
    item: str = Field(pattern="^[0-9]{1,2}[a-z]$", description="Target that sets the figure")
    indicator: str = Field(pattern="^[a-z0-9_]+$", description="Stable name of the figure")
    comparator: Literal[">=", ">", "<=", "<"] = Field(
        description="How the result must stand to the target"
    )
    target_value: float | None = Field(
        description="Figure of the target, in the unit of the row; empty for a range"
    )
    result_value: float | None = Field(
        description="Figure of the result as printed; negative for a smaller growth"
    )
    unit: Literal["pct", "pct_point", "count", "score"] = Field(description="Unit of the target")
    coverage: Literal["business_hub", "national"] = Field(description="Whom the result measures")
    status: Literal["met", "not_met", "not_comparable", "no_figure"] = Field(
        description="Whether the result reaches the target, if that can be said"
    )
    note: str | None = Field(description="Why it can't be compared, or how it is meant")


class GreenGuidance(Row):
    """Firms that got individual guidance on green transition, by year."""

    year: int = Field(ge=2000, le=2100, description="Calendar year")
    guided_firms: Annotated[int, _amount("count", "Firms guided on green transition")]
    of_guided_firms: Annotated[
        int | None, _amount("count", "All firms guided individually that year, where given")
    ]
    is_approximate: bool = Field(description="The total of guided firms is given as about")
    is_provisional: bool = Field(description="The year was not over")
    total_is: Literal["just_over", "around", "just_under"] | None = Field(
        default=None, description="How the total is given as about: godt, ca., knap"
    )


class GreenGrants(Row):
    """Grants for green transition, by year."""

    year: int = Field(ge=2000, le=2100, description="Calendar year")
    grants: Annotated[int, _amount("count", "Individual grants")]
    total_mdkk: Annotated[float, _amount("MDKK", "Sum of the grants, million kroner")]
    is_provisional: bool = Field(description="The year was not over")


class ClimateProjects(Row):
    """The two EU projects of the climate strategy, in each place of the papers."""

    project: Literal["circular_economy", "coast_to_coast"] = Field(description="Project")
    place: Place = Field(description=_PLACE)
    start_date: date | None = Field(description="First day; empty where only years are given")
    end_date: date | None = Field(description="Last day; empty where only years are given")
    budget_mdkk: Annotated[float, _amount("MDKK", "Total budget, million kroner", gt=0)]
    is_approximate: bool = Field(description="The amounts are given as about")
    eu_mdkk: Annotated[float | None, _amount("MDKK", "Paid by the EU, million kroner")]
    eu_share_pct: Annotated[float | None, _share("Share paid by the EU, where printed")]
    partners: Annotated[int | None, _amount("count", "Partner organisations, the lead included")]
    subprojects: Annotated[int | None, _amount("count", "Subprojects")]
    is_application: bool | None = Field(
        default=None, description="The amounts are applied for, not granted"
    )


class RegionalFora(Row):
    """Questions of the regional political fora, and the half-year in which each is worked on."""

    question: str = Field(min_length=1, description="The question as printed, in one line")
    half: int = Field(ge=1, le=2, description="Half of the year")
    year: int = Field(ge=2000, le=2100, description="Year")


class Findings(Row):
    """What a reader must know about the tables of this year."""

    table: str = Field(description="Table concerned")
    severity: Severity = Field(description="info, warning, or error (a withheld table)")
    check: str = Field(description="Stable name of the check")
    message: str = Field(description="What was found, with line and figures")
    message_data: str | None = Field(
        default=None, description="Pattern of the message and its figures (JSON), for translation"
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


# For each type of a column its name in pandas, where whole numbers may be missing, and in a Table
# Schema.
_KINDS = {
    str: ("str", "string"),
    float: ("float64", "number"),
    int: ("Int64", "integer"),
    bool: ("boolean", "boolean"),
    date: ("datetime64[s]", "date"),
}


def fields(table: str) -> dict[str, FieldInfo]:
    """Columns of a table in order: its own, the place in the document, what was added later."""
    found = TABLES[table].model_fields
    order = sorted(found, key=lambda n: (not found[n].is_required(), n in Row.model_fields))
    return {name: found[name] for name in order}


def columns(table: str) -> list[str]:
    """Column names of a table, in their order."""
    return list(fields(table))


def spoken(table: str) -> set[str]:
    """Columns whose values are stable ids, which readers see as words."""
    named = {"table", "quantity", "indicator", "cohort"}
    found = fields(table).items() if table in TABLES else ()
    return {name for name, field in found if name in named or _ids(field.annotation)}


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


def dtypes(table: str) -> dict[str, str]:
    """Pandas type of each column."""
    return {name: _KINDS[_base(field.annotation)][0] for name, field in fields(table).items()}


def table_schema(table: str) -> dict[str, Any]:
    """Table Schema (Data Package v2) of a table."""
    declared = TABLES[table].model_json_schema()["properties"]
    schema: dict[str, Any] = {
        "fields": [
            {
                "name": name,
                "type": _KINDS[_base(field.annotation)][1],
                "description": field.description,
                **({"unit": declared[name]["unit"]} if "unit" in declared[name] else {}),
                "constraints": {
                    "required": NoneType not in _parts(field.annotation),
                    **_constraints(declared[name]),
                },
            }
            for name, field in fields(table).items()
        ],
        "missingValues": [""],
    }
    return schema | ({"primaryKey": PRIMARY_KEYS[table]} if table in PRIMARY_KEYS else {})


def _constraints(declared: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**declared, **next((a for a in declared.get("anyOf", []) if a["type"] != "null"), {})}
    # Table Schema names these as JSON Schema does.
    names = ("minimum", "maximum", "exclusiveMinimum", "minLength", "pattern", "enum")
    return {name: merged[name] for name in names if name in merged}


def _ids(annotation: Any) -> bool:
    return any(get_origin(part) is Literal for part in _parts(annotation))


def _parts(annotation: Any) -> tuple[Any, ...]:
    is_one = get_origin(annotation) in (None, Literal)
    return (annotation,) if is_one else get_args(annotation)


def _base(annotation: Any) -> type:
    found = next(part for part in _parts(annotation) if part is not NoneType)
    return str if get_origin(found) is Literal else found

"""The schema of every table, written once.

Validation, the Table Schema in `datapackage.json` and the data dictionary in `docs/` all derive
from these models. Columns stand in the order of the data contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from midtjylland.findings import Severity

Page = Annotated[int | None, Field(ge=1, description="Page of the source; empty without pages")]
Line = Annotated[
    int | None, Field(ge=1, description="Line of the stored text (of the page, for a PDF)")
]
Code = Annotated[str, Field(pattern="^[0-9]{4}$", description="Municipality code, 4 digits")]


def _share(description: str) -> Any:
    return Field(ge=0, le=100, description=description, json_schema_extra={"unit": "pct"})


class Row(BaseModel):
    """A row of a table."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class GuidanceByMunicipality(Row):
    """Guided firms and population share of each municipality, as the report prints them."""

    municipality_code: Code
    municipality: str = Field(description="Official name")
    population_share_pct: Annotated[float, _share("Share of the region's population, as printed")]
    guided_firms: int = Field(
        ge=0, description="Firms that got individual guidance", json_schema_extra={"unit": "count"}
    )
    guided_share_pct: Annotated[float, _share("Share of the region's guided firms, as printed")]
    source_page: Page
    source_line: Line


class StatedTotals(Row):
    """What the document itself prints as a total."""

    table: str = Field(description="Table that the total belongs to")
    quantity: str = Field(description="What is counted")
    value: float = Field(ge=0, description="The total as printed")
    unit: Literal["count", "pct"] = Field(description="Unit of the value")
    source_page: Page
    source_line: Line


class Findings(Row):
    """What a reader must know about the tables of this year."""

    table: str = Field(description="Table concerned")
    severity: Severity = Field(description="info, warning, or error (a withheld table)")
    check: str = Field(description="Stable name of the check")
    message: str = Field(description="What was found, with line and figures")
    source_page: Page
    source_line: Line


TABLES: Mapping[str, type[Row]] = {
    "guidance_by_municipality": GuidanceByMunicipality,
    "stated_totals": StatedTotals,
    "findings": Findings,
}
PRIMARY_KEYS: Mapping[str, list[str]] = {
    "guidance_by_municipality": ["municipality_code"],
    "stated_totals": ["table", "quantity"],
}


def columns(table: str) -> list[str]:
    """Column names of a table, in their order."""
    return list(TABLES[table].model_fields)


def violations(table: str, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """What the rows of a table have that its schema forbids, one sentence each."""
    try:
        TypeAdapter(list[TABLES[table]]).validate_python(list(rows))
    except ValidationError as error:
        return [
            f"row {detail['loc'][0] + 1}, {'.'.join(map(str, detail['loc'][1:]))} "
            f"{detail['input']!r}: {detail['msg']}"
            for detail in error.errors()
        ]
    return []


def typed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Give a frame the columns and the types of its table."""
    return frame.reindex(columns=columns(table)).astype(dtypes(table))


def dtypes(table: str) -> dict[str, str]:
    """Pandas type of each column; whole numbers that may be missing are `Int64`."""
    names = {str: "str", float: "float64", int: "Int64", bool: "boolean"}
    return {
        column: names[_base(field.annotation)]
        for column, field in TABLES[table].model_fields.items()
    }


def table_schema(table: str) -> dict[str, Any]:
    """Table Schema (Data Package v2) of a table."""
    names = {str: "string", float: "number", int: "integer", bool: "boolean"}
    fields = []
    properties = TABLES[table].model_json_schema()["properties"]
    for column, field in TABLES[table].model_fields.items():
        entry = {"name": column, "type": names[_base(field.annotation)]}
        entry["description"] = field.description
        declared = properties[column]
        if "unit" in declared:
            entry["unit"] = declared["unit"]
        entry["constraints"] = _constraints(
            declared, required=NoneType not in _parts(field.annotation)
        )
        fields.append(entry)
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if table in PRIMARY_KEYS:
        schema["primaryKey"] = PRIMARY_KEYS[table]
    return schema


def _constraints(declared: Mapping[str, Any], *, required: bool) -> dict[str, Any]:
    merged = {**declared, **next((a for a in declared.get("anyOf", []) if a["type"] != "null"), {})}
    known = {"minimum": "minimum", "maximum": "maximum", "pattern": "pattern", "enum": "enum"}
    found = {ours: merged[theirs] for theirs, ours in known.items() if theirs in merged}
    return {"required": required, **found}


def _parts(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) or (annotation,)


def _base(annotation: Any) -> type:
    if get_origin(annotation) is Literal:
        return str
    return next(part for part in _parts(annotation) if part is not NoneType)

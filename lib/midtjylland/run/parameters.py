"""Typed parameters of a notebook, read from its own parameters cell before any kernel starts.

A parameter is a line such as `tolerance_pct: float = 10.0  # tolerance in per cent [1..50]`. The
annotation is its type, the comment its help. The comment may end in what is allowed: a range
`[1..50]`, `[0..]`, `(0..1)` (round brackets exclude the bound), or a choice `[relative|points]`.
Values come as text, from a command line or from YAML, and are judged by pydantic.
"""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.validation import nearest, what_it_must_be

TAG = "parameters"
# A notebook that reads the tables of other years says which.
COMPARED_YEARS = "compare_years"
# How papermill begins the cell that it puts after the parameters cell.
INJECTED = "# Parameters"

_LIMITS = re.compile(
    r"(?P<open>[\[(])(?P<low>[^\[\]()|]*?)\.\.(?P<high>[^\[\]()|]*)(?P<close>[\])])$"
)
_CHOICE = re.compile(r"\[(?P<choice>[^\[\]|]+(?:\|[^\[\]|]+)+)\]$")
_NOTHING = {"", "null", "none", "None"}


def _no_truth(value: Any) -> Any:
    # pydantic would take true for 1.
    if isinstance(value, bool):
        raise ValueError("write a number")
    return value


def _iso(value: Any) -> Any:
    # pydantic would also take a lone number for seconds since 1970.
    if not isinstance(value, str):
        return value
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("write a date as YYYY-MM-DD")
    return date.fromisoformat(value)


def _nothing(value: Any) -> Any:
    return None if isinstance(value, str) and value in _NOTHING else value


def _split(value: Any) -> Any:
    """`[5, 10]` or `5,10` of a command line."""
    if not isinstance(value, str):
        return value
    inner = value.strip().removeprefix("[").removesuffix("]")
    return [part.strip() for part in inner.split(",")] if inner.strip() else []


_TYPES: Mapping[str, Any] = {
    "bool": bool,
    "date": Annotated[date, BeforeValidator(_iso)],
    "float": Annotated[float, BeforeValidator(_no_truth)],
    "int": Annotated[int, BeforeValidator(_no_truth)],
    "str": str,
}


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell: name, type as written and as understood, default, help."""

    name: str
    annotation: str
    default: Any
    help: str
    type: Any

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.type, config=ConfigDict(allow_inf_nan=False))

    def parse(self, value: Any) -> Any:
        """Value of the declared type; `ValueError` with a sentence when it can't be."""
        try:
            return self._adapter.validate_python(value)
        except ValidationError as error:
            detail = error.errors()[0]
            reason = what_it_must_be(detail) or detail["msg"].removeprefix("Value error, ")
            given = value if isinstance(value, str) else json.dumps(plain(value))
            raise ValueError(f"{self.name} = {given}: {reason} ({self.annotation}).") from None


def read_parameters(notebook: Mapping[str, Any], name: str) -> dict[str, Parameter]:
    """Parameters that a notebook declares, by name.

    `name` is what to call the notebook in messages. All problems are raised at once.
    """
    source = _cell_source(notebook, name)
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise MidtjyllandError(
            f"{name}, parameters cell, line {error.lineno}: this is not Python ({error.msg})."
        ) from None
    except (ValueError, RecursionError, MemoryError):
        raise MidtjyllandError(f"{name}, parameters cell: this is not Python.") from None
    comments = _comments(source)
    found, problems = {}, []
    for statement in statements:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            continue
        try:
            parameter = _parameter(statement, comments.get(statement.end_lineno or 0, ""))
            if parameter.name in found:
                raise ValueError(f"{parameter.name} stands twice; remove one.")
            found[parameter.name] = parameter
        except ValueError as error:
            problems.append(f"{name}, parameters cell, line {statement.lineno}: {error}")
    if problems:
        raise MidtjyllandError(*problems)
    return found


def check_parameters(space: dict[str, Any]) -> None:
    """Give each parameter of a running notebook its declared type, or refuse its value.

    `space` is the notebook's `globals()`. By itself papermill brings dates as text, lets through
    values of another type, and only warns of a name that the notebook doesn't know.
    """
    ran = space["In"]
    places = [at for at, source in enumerate(ran) if re.search("^year: int = ", source, re.M)]
    if not places:
        # nbval keeps no history, and no parameters but those of the cell.
        return
    cell = {"source": ran[places[-1]], "metadata": {"tags": [TAG]}}
    declared = read_parameters({"cells": [cell]}, "this notebook")
    given = [source for source in ran[places[-1] + 1 :] if source.startswith(INJECTED)]
    problems = [
        f"there is no parameter {name}; {nearest(name, list(declared))}"
        for statement in ast.parse("\n".join(given)).body
        if isinstance(statement, ast.Assign)
        and (name := ast.unparse(statement.targets[0])) not in declared
    ]
    for parameter in declared.values():
        try:
            space[parameter.name] = parameter.parse(space[parameter.name])
        except ValueError as error:
            problems.append(str(error))
    problems = problems or compared_with_itself(space)
    if problems:
        raise MidtjyllandError(*problems)


def compared_with_itself(values: Mapping[str, Any]) -> list[str]:
    """The problem of a year that is to be compared with itself, if it is."""
    year = values["year"]
    alike = year in values.get(COMPARED_YEARS, [])
    return [f"{COMPARED_YEARS} = {year} is the year itself; leave it out."] if alike else []


def plain(value: Any) -> Any:
    """JSON value of a parameter: dates in ISO form."""
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _cell_source(notebook: Mapping[str, Any], name: str) -> str:
    cells = [cell for cell in notebook["cells"] if TAG in cell["metadata"].get("tags", [])]
    if len(cells) != 1:
        raise MidtjyllandError(
            f"{name} has {len(cells)} cells tagged `{TAG}`; give it exactly one."
        )
    return "".join(cells[0]["source"])


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {t.start[0]: t.string.lstrip("# ").strip() for t in tokens if t.type == tokenize.COMMENT}


def _parameter(statement: ast.stmt, comment: str) -> Parameter:
    if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)):
        raise ValueError("write a parameter as `name: type = default  # help`.")
    name, annotation = statement.target.id, ast.unparse(statement.annotation)
    if statement.value is None:
        raise ValueError(f"{name} has no default; give it one.")
    try:
        kind = _type(statement.annotation, comment)
    except (TypeError, ValidationError):
        raise ValueError(
            f"the comment of {name} allows what is no {annotation}; mend it."
        ) from None
    except KeyError:
        known = ", ".join(_TYPES)
        raise ValueError(
            f"`{annotation}` of {name} is not known; types are {known}, list[...] and "
            "Optional[...]."
        ) from None
    try:
        default = _default(statement.value)
    except (TypeError, ValueError):
        text = ast.unparse(statement.value)
        raise ValueError(f"`{text}` of {name} is no plain value; write it out.") from None
    parameter = Parameter(name, annotation, default, comment, kind)
    parameter.parse(default)
    return parameter


def _default(value: ast.expr) -> Any:
    """A literal, or `date(2021, 1, 1)`; nothing else is computed."""
    match value:
        case ast.Call(func=ast.Name(id="date"), args=args, keywords=[]):
            return date(*map(ast.literal_eval, args))
    return ast.literal_eval(value)


def _type(annotation: ast.expr, comment: str) -> Any:
    """Pydantic's form of a type: read from text, and within what the comment allows."""
    match annotation:
        case (
            ast.Subscript(value=ast.Name(id="Optional"), slice=inner)
            | ast.BinOp(left=inner, op=ast.BitOr(), right=ast.Constant(value=None))
        ):
            return Annotated[_type(inner, comment) | None, BeforeValidator(_nothing)]
        case ast.Subscript(value=ast.Name(id="list"), slice=inner):
            return Annotated[list[_type(inner, comment)], BeforeValidator(_split)]
        case ast.Name(id=name):
            return _allowed(_TYPES[name], comment)
    raise KeyError(annotation)


def _allowed(kind: Any, comment: str) -> Any:
    leaf = TypeAdapter(kind)
    if choice := _CHOICE.search(comment):
        values = [leaf.validate_python(part.strip()) for part in choice["choice"].split("|")]
        by_text = {str(value): value for value in values}
        read = BeforeValidator(lambda value: by_text.get(value, value))
        return Annotated[Literal[tuple(values)], read]
    if limits := _LIMITS.search(comment):
        names = {"low": "ge" if limits["open"] == "[" else "gt"}
        names["high"] = "le" if limits["close"] == "]" else "lt"
        texts = {name: limits[end].strip() for end, name in names.items()}
        bounds = {name: leaf.validate_python(text) for name, text in texts.items() if text}
        return Annotated[kind, Field(**bounds)]
    return kind

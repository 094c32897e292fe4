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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Optional, Union, get_args, get_origin

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from midtjylland.core.findings import MidtjyllandError
from midtjylland.core.validation import nearest, what_it_must_be

TAG = "parameters"
INJECTED_TAG = "injected-parameters"
# How papermill begins the cell that it puts after the parameters cell.
INJECTED = "# Parameters"

_NAMES = {
    **{kind.__name__: kind for kind in (bool, date, datetime, float, int, list, str, Path)},
    "Literal": Literal,
    "Optional": Optional,
}
# Of Python's grammar: with neither attributes nor arithmetic an expression can't do anything else.
_READ = (
    *(ast.Expression, ast.Constant, ast.Name, ast.Load, ast.Subscript, ast.Tuple, ast.List),
    *(ast.BinOp, ast.BitOr, ast.UnaryOp, ast.USub, ast.Call, ast.keyword),
)
_LIMITS = re.compile(
    r"(?P<open>[\[(])(?P<low>[^\[\]()|]*?)\.\.(?P<high>[^\[\]()|]*)(?P<close>[\])])$"
)
_CHOICE = re.compile(r"\[(?P<choice>[^\[\]|]+(?:\|[^\[\]|]+)+)\]$")
_NOTHING = {"", "null", "none", "None"}


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
            raise ValueError(
                f"{self.name} = {_text(value)}: {reason} ({self.annotation})."
            ) from None


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
    place = places[-1]
    cell = {"source": ran[place], "metadata": {"tags": [TAG]}}
    declared = read_parameters({"cells": [cell]}, "this notebook")
    given = [source for source in ran[place + 1 :] if source.startswith(INJECTED)]
    problems = [
        f"there is no parameter {name}; {nearest(name, list(declared))}"
        for name in map(_assigned, ast.parse("\n".join(given)).body)
        if name and name not in declared
    ]
    for parameter in declared.values():
        try:
            space[parameter.name] = parameter.parse(space[parameter.name])
        except ValueError as error:
            problems.append(str(error))
    if problems:
        raise MidtjyllandError(*problems)


def _assigned(statement: ast.stmt) -> str | None:
    return ast.unparse(statement.targets[0]) if isinstance(statement, ast.Assign) else None


def inject(notebook: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Notebook with the values in a cell after its parameters cell, as papermill would put them.

    papermill itself writes dates and paths as plain text; here they keep their type.
    """
    lines = [INJECTED, *_imports(values), *(f"{n} = {_python(v)}" for n, v in values.items())]
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"tags": [INJECTED_TAG]},
        "outputs": [],
        "source": "\n".join(lines),
    }
    if notebook["nbformat_minor"] >= 5:
        cell["id"] = INJECTED_TAG
    cells = [cell for cell in notebook["cells"] if INJECTED_TAG not in _tags(cell)]
    place = next(i for i, cell in enumerate(cells) if TAG in _tags(cell)) + 1
    papermill = {
        "default_parameters": {},
        "environment_variables": {},
        "parameters": plain(values),
    }
    metadata = {**notebook["metadata"], "papermill": papermill}
    return {**notebook, "cells": [*cells[:place], cell, *cells[place:]], "metadata": metadata}


def plain(value: Any) -> Any:
    """JSON value of a parameter: dates in ISO form, paths as text with slashes."""
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.as_posix() if isinstance(value, Path) else value


def _tags(cell: Mapping[str, Any]) -> Sequence[str]:
    return cell.get("metadata", {}).get("tags", [])


def _cell_source(notebook: Mapping[str, Any], name: str) -> str:
    cells = [cell for cell in notebook["cells"] if TAG in _tags(cell)]
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
    if isinstance(statement.annotation, ast.Constant):
        annotation = str(statement.annotation.value)
    kind, default = _evaluated(annotation, name), _evaluated(ast.unparse(statement.value), name)
    try:
        allowed = _allowed(kind, comment)
    except (TypeError, ValueError, ValidationError):
        raise ValueError(
            f"the comment of {name} allows what is no {annotation}; mend it."
        ) from None
    parameter = Parameter(name, annotation, default, comment, allowed)
    parameter.parse(default)
    return parameter


def _evaluated(text: str, name: str) -> Any:
    """Value of literals, known types and what these make of literals; nothing else is executed."""
    try:
        tree = ast.parse(text, mode="eval")
        if not all(isinstance(node, _READ) for node in ast.walk(tree)):
            raise ValueError(text)
        return eval(compile(tree, "<parameter>", "eval"), {**_NAMES, "__builtins__": {}})
    except Exception:
        known = ", ".join(_NAMES)
        raise ValueError(
            f"`{text}` of {name} is not known; types are {known}, and unions."
        ) from None


def _allowed(kind: Any, comment: str) -> Any:
    """Pydantic's form of a type: read from text, and within what the comment allows."""
    limits, choice = _LIMITS.search(comment), _CHOICE.search(comment)
    return _leaf_by_leaf(kind, limits.groupdict() if limits else {}, choice and choice["choice"])


def _leaf_by_leaf(kind: Any, limits: Mapping[str, str], choice: str | None) -> Any:
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        inner = [_leaf_by_leaf(part, limits, choice) for part in parts if part is not NoneType]
        union = Union[tuple(inner)]  # noqa: UP007 (built at run time)
        return Annotated[union | None, BeforeValidator(_nothing)] if NoneType in parts else union
    if origin is list:
        return Annotated[list[_leaf_by_leaf(parts[0], limits, choice)], BeforeValidator(_split)]
    if origin is Literal:
        return _literal(parts)
    if kind not in _NAMES.values() or kind in (list, Literal, Optional):
        raise ValueError(kind)
    if choice:
        return _literal(
            [TypeAdapter(kind).validate_python(part.strip()) for part in choice.split("|")]
        )
    leaf: Any = kind
    if issubclass(kind, date):
        leaf = Annotated[kind, BeforeValidator(_iso(kind))]
    elif kind in (int, float):
        leaf = Annotated[kind, BeforeValidator(_no_truth)]
    return Annotated[leaf, Field(**_bounds(TypeAdapter(leaf), limits))] if limits else leaf


def _bounds(leaf: TypeAdapter[Any], limits: Mapping[str, str]) -> dict[str, Any]:
    names = {"low": "ge" if limits["open"] == "[" else "gt"}
    names["high"] = "le" if limits["close"] == "]" else "lt"
    texts = {names[end]: limits[end].strip() for end in names}
    return {name: leaf.validate_python(text) for name, text in texts.items() if text}


def _literal(values: Sequence[Any]) -> Any:
    by_text = {str(value): value for value in values}
    read = BeforeValidator(lambda value: by_text.get(value, value))
    return Annotated[Literal[tuple(values)], read]


def _nothing(value: Any) -> Any:
    return None if isinstance(value, str) and value in _NOTHING else value


def _split(value: Any) -> Any:
    """`[5, 10]` or `5,10` of a command line."""
    if not isinstance(value, str):
        return value
    inner = value.strip().removeprefix("[").removesuffix("]")
    return [part.strip() for part in inner.split(",")] if inner.strip() else []


def _no_truth(value: Any) -> Any:
    # pydantic would take true for 1.
    if isinstance(value, bool):
        raise ValueError("write a number")
    return value


def _iso(kind: type[date]) -> Callable[[Any], Any]:
    # pydantic would also take a lone number for seconds since 1970.
    def read(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if not re.match("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError("write a date as YYYY-MM-DD")
        return kind.fromisoformat(value)

    return read


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(plain(value), ensure_ascii=False)


def _imports(values: Mapping[str, Any]) -> Iterator[str]:
    kinds = {type(item) for value in values.values() for item in _items(value)}
    dates = sorted(kind.__name__ for kind in kinds if issubclass(kind, date))
    if dates:
        yield f"from datetime import {', '.join(dates)}"
    if any(issubclass(kind, Path) for kind in kinds):
        yield "from pathlib import Path"


def _python(value: Any) -> str:
    """Python source of a value."""
    if isinstance(value, list):
        return f"[{', '.join(map(_python, value))}]"
    if isinstance(value, date):
        return f"{type(value).__name__}.fromisoformat({value.isoformat()!r})"
    return f"Path({value.as_posix()!r})" if isinstance(value, Path) else repr(value)


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]

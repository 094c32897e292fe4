"""What pydantic finds wrong, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

# What a value must be, by the type of pydantic's error; {…} are values of its context.
_MUST = {
    "string_type": "must be text",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "int_from_float": "must be a whole number",
    "int_type": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "date_parsing": "must be a day like 2022-01-31",
    "date_from_datetime_parsing": "must be a day like 2022-01-31",
    "date_from_datetime_inexact": "must be a day like 2022-01-31",
    "date_type": "must be a day like 2022-01-31",
    "literal_error": "must be {expected}",
    "string_pattern_mismatch": "must be like {pattern}",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "list_type": "must be a list, each item on a line with `- `",
    "tuple_type": "must be a list, each item on a line with `- `",
    "dict_type": "must be lines of `name: value`",
    "model_type": "must be lines of `name: value`",
}


def say_what_is_wrong(detail: Mapping[str, Any], model: Any = None) -> str:
    """One sentence on one of the `errors()` of a pydantic `ValidationError`.

    With the model, a name that is not known is told with those that are.
    """
    steps = [str(step) for step in detail["loc"]]
    if detail["type"] == "missing":
        return f"{'.'.join(steps)} is missing; add it."
    if detail["type"] == "extra_forbidden":
        return f"there is no {steps[-1]} here{_instead(steps[-1], model, detail['loc'][:-1])}."
    name = ".".join(steps) or "this"
    if detail["type"] == "value_error":
        return f"{name}: {str(detail['ctx']['error']).rstrip('.')}."
    must = _MUST.get(detail["type"])
    if must is None:
        return f"{name}: {detail['msg'].rstrip('.')}."
    given = detail["input"]
    shown = f" {given!r}" if isinstance(given, str | int | float) else ""
    return f"{name}{shown} {must.format(**detail.get('ctx', {}))}."


def nearest(name: str, known: Sequence[str]) -> str:
    """Tell which known name was perhaps meant, else all that there are."""
    near = get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"


def _instead(name: str, model: Any, place: Sequence[int | str]) -> str:
    names = _names(model, list(place))
    return f"; {nearest(name, names).rstrip('?')}" if names else ""


def _names(kind: Any, place: Sequence[int | str]) -> list[str]:
    """Names of the fields that a model has at a place."""
    if get_origin(kind) in (Annotated, Union, UnionType):
        options = get_args(kind)[:1] if get_origin(kind) is Annotated else get_args(kind)
        return next((names for each in options if (names := _names(each, place))), [])
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if not place:
            return list(kind.model_fields)
        field = kind.model_fields.get(str(place[0]))
        return _names(field.annotation, place[1:]) if field else []
    inner = [each for each in get_args(kind) if each is not Ellipsis]
    return _names(inner[-1], place[1:]) if inner and place else []

"""What pydantic finds wrong, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import dropwhile
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

Place = tuple[int | str, ...]

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


def wrong_places(error: ValidationError, model: Any = None) -> list[tuple[Place, str]]:
    """Place and sentence of each mistake that pydantic found, one for each cause.

    With the model, a name that is not known is told with those that are.
    """
    details = error.errors()
    meant, around = set(), set()
    for detail in details:
        *outer, name = detail["loc"] or ("",)
        around.update(detail["loc"][:length] for length in range(len(detail["loc"])))
        if detail["type"] == "extra_forbidden":
            near = get_close_matches(str(name), _names(model, outer), n=1)
            meant.update((*outer, each) for each in near)
    # A list whose item is wrong is short of that item, too; a name that is misspelt is missing.
    echoes = {"too_short": around, "missing": meant}
    told = [
        (each["loc"], say_what_is_wrong(each, model))
        for each in details
        if each["loc"] not in echoes.get(each["type"], ())
    ]
    return sorted(told, key=lambda each: [str(step) for step in each[0]])


def say_what_is_wrong(detail: Mapping[str, Any], model: Any = None) -> str:
    """One sentence on one of the `errors()` of a pydantic `ValidationError`."""
    # Which of the rows it is, its line says.
    steps = dropwhile(lambda step: isinstance(step, int), detail["loc"])
    name = ".".join(map(str, steps)) or "this"
    if detail["type"] == "missing":
        return f"{name} is missing; add it."
    if detail["type"] == "extra_forbidden":
        unknown = str(detail["loc"][-1])
        known = _names(model, detail["loc"][:-1])
        return f"there is no {unknown}" + (f"; {nearest(unknown, known)}" if known else ".")
    if detail["type"] == "value_error":
        where = f"{name}: " if detail["loc"] else ""
        return f"{where}{str(detail['ctx']['error']).rstrip('.')}."
    must = what_it_must_be(detail)
    if must is None:
        return f"{name}: {detail['msg'].rstrip('.')}."
    given = detail["input"]
    shown = f" {given!r}" if isinstance(given, str | int | float) else ""
    return f"{name}{shown} {must}."


def what_it_must_be(detail: Mapping[str, Any]) -> str | None:
    """What a value must be, such as `must be a number`; None where pydantic alone can tell."""
    context = detail.get("ctx", {}).items()
    plain = {key: f"{each:g}" if isinstance(each, float) else each for key, each in context}
    must = _MUST.get(detail["type"])
    if detail["type"] == "float_parsing" and "," in str(detail["input"]):
        must = "must be a number with a point, such as 10.5"
    return must and must.format(**plain)


def nearest(name: str, known: Sequence[str]) -> str:
    """Tell which known name was perhaps meant, else all that there are."""
    near = get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."


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

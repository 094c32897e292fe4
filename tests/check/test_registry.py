"""The registry holds every check id that the code uses, with its tables and its worst severity."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import midtjylland
from midtjylland.check.registry import CHECKS, checks_of
from midtjylland.core.schemas import TABLES

LIB = Path(midtjylland.__file__).parent
# These make a finding; where in their arguments the table, the severity and the check stand.
AS_GIVEN = dict.fromkeys(("finding", "Finding", "tell", "told"), (0, 1, 2))
MAKERS = {**AS_GIVEN, "error": (0, None, 1)}
# Lists of (check, message, place) that a caller turns into findings of these severities.
HELD = {"problems": "error", "doubts": "warning"}
WORST = ["info", "warning", "error"]


def value(node: ast.expr, module: Any) -> str | None:
    """What an argument says, if it is a text or a constant of its module."""
    if isinstance(node, ast.Constant):
        return node.value
    return getattr(module, node.id, None) if isinstance(node, ast.Name) else None


def used() -> Iterator[tuple[str, str, str | None, str | None]]:
    """Folder, check, severity and table of every finding in the code; None where it computes it."""
    for folder in ("check", "extract", "store"):
        for path in sorted((LIB / folder).glob("*.py")):
            module = import_module(f"midtjylland.{folder}.{path.stem}".removesuffix(".__init__"))
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                yield from ((folder, *each) for each in found(node, module))


def found(node: ast.AST, module: Any) -> Iterator[tuple[str, str | None, str | None]]:
    if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
        # A check with its message, which the caller tells as a warning.
        check = node.value.elts[0]
        if isinstance(check, ast.Constant) and check.value in CHECKS:
            yield check.value, "warning", None
    if not isinstance(node, ast.Call):
        return
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if name in MAKERS and len(node.args) > 2:
        table, severity, check = (None if at is None else node.args[at] for at in MAKERS[name])
        said = value(check, module)
        if said:
            worst = value(severity, module) if severity is not None else "error"
            yield said, worst, value(table, module)
    held = getattr(getattr(node.func, "value", None), "attr", "")
    if name == "append" and held in HELD and isinstance(node.args[0], ast.Tuple):
        yield node.args[0].elts[0].value, HELD[held], None


def test_every_check_of_the_code_is_listed_and_none_else():
    assert {check for _, check, *_ in used()} == set(CHECKS)


def test_tables_and_worst_severities_are_those_of_the_code():
    for folder, check, severity, table in used():
        listed = CHECKS[check]
        if severity:
            assert WORST.index(severity) <= WORST.index(listed.severity), check
        if table:
            assert table in (listed.read if folder == "extract" else listed.checked), check


def test_a_severity_is_one_that_the_code_gives():
    for check, listed in CHECKS.items():
        given = {severity for _, each, severity, _ in used() if each == check}
        assert listed.severity in given or None in given, check


@pytest.mark.parametrize("check", CHECKS)
def test_each_has_a_sentence_and_tables_that_there_are(check):
    listed = CHECKS[check]
    assert listed.sentence and not listed.sentence.endswith(".")
    assert {*listed.checked, *listed.read} <= set(TABLES)


def test_a_transcription_is_judged_but_not_read():
    assert {"unreadable", "modules-against-total"} <= set(checks_of("mea_modules"))
    by_hand = checks_of("mea_modules", transcribed=True)
    assert "modules-against-total" in by_hand and "unreadable" not in by_hand
    # A notice proves nothing.
    assert "on-weekend" not in by_hand

"""`checks.yaml` holds every finding that the code tells, with its tables and its worst severity."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import midtjylland
from midtjylland.core.checks import all_checks, checks_of, severity_and_pattern
from midtjylland.core.schemas import TABLES, columns

LIB = Path(midtjylland.__file__).parent
CHECKS = all_checks()
MAKERS = ("finding", "tell", "told")
WORST = ["info", "warning", "error"]


def value(node: ast.expr | None, module: Any) -> str | None:
    """What an argument says, if it is a text or a constant of its module."""
    if isinstance(node, ast.Constant):
        return node.value
    return getattr(module, node.id, None) if isinstance(node, ast.Name) else None


def nodes() -> Iterator[tuple[str, ast.AST, Any]]:
    """Folder, node and module of all code that tells findings."""
    for folder in ("check", "extract", "store"):
        for path in sorted((LIB / folder).rglob("*.py")):
            name = ".".join(path.relative_to(LIB.parent).with_suffix("").parts)
            module = import_module(name.removesuffix(".__init__"))
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                yield folder, node, module


def findings() -> Iterator[tuple[str, str | None, str, dict[str | None, str | None], bool]]:
    """Folder, table, check, keywords and whether there is a row, of each finding in the code."""
    for folder, node, module in nodes():
        if not isinstance(node, ast.Call) or len(node.args) < 2:
            continue
        check = value(node.args[1], module)
        if getattr(node.func, "id", getattr(node.func, "attr", "")) in MAKERS and check:
            given = {each.arg: value(each.value, module) for each in node.keywords}
            yield folder, value(node.args[0], module), check, given, len(node.args) > 2


def test_every_check_is_told_with_each_of_its_messages():
    constants = (node.value for _, node, _ in nodes() if isinstance(node, ast.Constant))
    texts = {text for text in constants if isinstance(text, str)}
    for check, listed in CHECKS.items():
        for case in [""] if isinstance(listed.tells, str) else listed.tells:
            name = f"{check}/{case}" if case else check
            # A case may be chosen first: f"columns-unknown/{case}".
            assert name in texts or {f"{check}/", case} <= texts, name


def test_every_finding_is_listed_with_its_table_and_gives_no_severity_that_is_listed():
    for folder, table, check, given, _ in findings():
        listed = CHECKS[check.partition("/")[0]]
        if severity := given.get("severity"):
            assert WORST.index(severity) < WORST.index(severity_and_pattern(check)[0]), check
        if table:
            assert table in (listed.read if folder == "extract" else listed.checked), check


def test_every_finding_fills_all_places_of_its_message():
    for folder, table, check, given, has_row in findings():
        needed = {name for _, name, *_ in Formatter().parse(severity_and_pattern(check)[1]) if name}
        own = columns(table) if has_row and table and folder != "extract" else ()
        if None not in given and (table or not has_row):
            assert needed <= {*given, *own}, check


@pytest.mark.parametrize("check", CHECKS)
def test_each_has_a_sentence_and_tables_that_there_are(check):
    listed = CHECKS[check]
    assert listed.sentence and not listed.sentence.endswith(".")
    assert {*listed.checked, *listed.read} <= set(TABLES)
    assert {*listed.milder} <= {*listed.tells}
    worst = WORST.index(listed.severity)
    assert all(WORST.index(severity) < worst for severity in listed.milder.values())


def test_a_transcription_is_judged_but_not_read():
    assert {"unreadable", "modules-against-total"} <= set(checks_of("mea_modules"))
    by_hand = checks_of("mea_modules", transcribed=True)
    assert "modules-against-total" in by_hand and "unreadable" not in by_hand
    # A notice proves nothing.
    assert "on-weekend" not in by_hand

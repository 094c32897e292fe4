"""Every check, as `checks.yaml` declares it: what it proves, of which tables, and what it tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator

from midtjylland.core.findings import Severity
from midtjylland.core.schemas import TABLES
from midtjylland.core.yaml import Declared, read_shipped


def _tables(names: object) -> object:
    every = tuple(table for table in TABLES if table != "findings")
    return every if names == "every table" else names


Tables = Annotated[tuple[str, ...], BeforeValidator(_tables)]


class Check(Declared):
    """What holds where a check finds nothing, the tables that it judges, and its messages."""

    sentence: str
    severity: Severity = "error"
    milder: Mapping[str, Severity] = {}
    checked: Tables = ()
    read: Tables = ()
    disagrees: bool = False
    tells: str | Mapping[str, str]


def all_checks() -> Mapping[str, Check]:
    """Every check by its id."""
    return read_shipped("core/checks.yaml", dict[str, Check])


def severity_and_pattern(name: str) -> tuple[Severity, str]:
    """Severity of a finding, named by its check or as `check/case`, and pattern of its message."""
    check_id, _, case = name.partition("/")
    check = all_checks()[check_id]
    pattern = check.tells if isinstance(check.tells, str) else check.tells[case]
    return check.milder.get(case, check.severity), pattern


def checks_of(table: str, transcribed: bool = False) -> Mapping[str, Check]:
    """Checks that can withhold a table or warn of it, notices aside."""
    return {
        name: check
        for name, check in all_checks().items()
        if check.severity != "info"
        and (table in check.checked or (table in check.read and not transcribed))
    }

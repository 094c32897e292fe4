"""Kernels forked from a process that has imported all they need."""

from __future__ import annotations

import importlib
import sys

# Behind jsonschema, and that behind nbformat: compiles a grammar of IRIs, which takes longer than
# everything else and checks nothing that a notebook has.
COSTLY = "rfc3987_syntax"


def import_lean(*names: str) -> None:
    """Import modules as if `COSTLY` were not installed, unless it is too late for that."""
    hidden = "jsonschema" not in sys.modules and sys.modules.setdefault(COSTLY) is None
    try:
        for name in names:
            importlib.import_module(name)
    finally:
        if hidden:
            del sys.modules[COSTLY]

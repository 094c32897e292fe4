"""Ways to run notebooks from inside one Python: `python inside.py WAY ARGUMENTS`.

For most ways the one argument is a JSON file: a list of source notebook, notebook to write, and
parameters. `batch` takes those of the command line `midtjylland`.
"""

from __future__ import annotations

import ast
import importlib
import json
import multiprocessing
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

Task = tuple[str, str, Mapping[str, Any]]
PROCESSES, THREADS = 2, 3


def main() -> None:
    way, *arguments = sys.argv[1:]
    if way == "batch":
        batch(arguments)
    else:
        tasks = json.loads(Path(arguments[0]).read_text("utf-8"))
        WAYS[way](tasks)


def batch(arguments: Sequence[str]) -> None:
    """Our batch with everything but the pages: these modules write files without content."""
    for name in ("report.page", "report.index", "report.downloads"):
        module = types.ModuleType(f"midtjylland.{name}")
        module.export_report = lambda notebook, path, **_: path.touch()
        module.write_year = module.write_years = lambda *_: None
        sys.modules[module.__name__] = module
    from midtjylland.cli import main as command_line

    raise SystemExit(command_line(arguments))


def processes(tasks: Sequence[Task]) -> None:
    """papermill in processes, as its documentation calls it."""
    import papermill

    _in(ProcessPoolExecutor(PROCESSES), partial(_papermill, papermill.execute_notebook), tasks)


def threads(tasks: Sequence[Task]) -> None:
    """papermill in threads, with kernels that are ended without being asked."""
    import papermill

    execute = partial(papermill.execute_notebook, shutdown_kernel="immediate")
    _in(ThreadPoolExecutor(THREADS), partial(_papermill, execute), tasks)


def ploomber(tasks: Sequence[Task]) -> None:
    """ploomber-engine, whose notebooks run in the process that calls it."""
    import ploomber_engine

    run = partial(_papermill, ploomber_engine.execute_notebook)
    _in(ProcessPoolExecutor(PROCESSES), run, tasks)


def floor(tasks: Sequence[Task]) -> None:
    """The code cells alone, in processes that start with all libraries imported."""
    from midtjylland.run.kernels.template import PRELOADED

    for name in PRELOADED.split():
        importlib.import_module(name)
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        pool.map(_bare, tasks, chunksize=1)


def _in(executor: Executor, run: Callable[[Task], None], tasks: Sequence[Task]) -> None:
    with executor:
        list(executor.map(run, tasks))


def _papermill(execute: Callable[..., object], task: Task) -> None:
    source, target, parameters = task
    execute(source, target, parameters=parameters, progress_bar=False)


def _bare(task: Task) -> None:
    import IPython.display

    IPython.display.display = _shown
    # `In` is IPython's list of what was executed.
    scope: dict[str, Any] = {"__name__": "__main__", "display": _shown, "In": [""]}
    for cell in json.loads(Path(task[0]).read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            scope["In"].append("".join(cell["source"]))
            _execute(scope["In"][-1], scope)


def _execute(source: str, scope: dict[str, Any]) -> None:
    tree = ast.parse(source)
    shown = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), scope)
    if shown is not None:
        _shown(eval(compile(ast.Expression(shown.value), "cell", "eval"), scope))


def _shown(*values: Any, **_options: Any) -> None:
    """Do what a value's display takes: a picture is drawn, a frame is written."""
    for value in values:
        known = ("_repr_mimebundle_", "_repr_html_")
        make = next((getattr(value, name) for name in known if hasattr(value, name)), None)
        make() if make else repr(value)


WAYS = {"processes": processes, "threads": threads, "ploomber": ploomber, "floor": floor}

if __name__ == "__main__":
    # By its name: ploomber-engine puts a module of its own in the place of `__main__`.
    importlib.import_module("inside").main()

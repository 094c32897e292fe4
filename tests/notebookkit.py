"""What must hold for every committed notebook: each guard tells the faults it finds."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbval.plugin import find_comment_markers, find_metadata_tags

import midtjylland
from midtjylland.core.findings import MidtjyllandError
from midtjylland.notebook import HEADLINE_MIME, KEY_FIGURE, PNG, SENTENCE
from midtjylland.report.tables import TABLE_MIME
from midtjylland.run.batchfile import Batch, read_batch
from midtjylland.run.parameters import read_parameters

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
NAMES = sorted(path.stem for path in FOLDER.glob("*.ipynb"))

Guard = Callable[[NotebookNode, str], Iterator[str]]
# Calls that show something wherever they stand, and those that do as the last line of a cell.
SHOW = {"display", "print", "publish_headline", "say", "show_calculator", "show_table"}
SHOW_LAST = {"HTML", "Markdown", "DescribedFigure"}
# What notebooks may import. Papers are read by recipes, so nothing that opens a file is among it.
LIBRARIES = {
    *(
        "IPython.display",
        "datetime",
        "itertools",
        "math",
        "numpy",
        "pandas",
        "scipy.stats",
        "typing",
    ),
}
OURS = {
    *("", "analysis", "core.language", "core.message", "declared.rules", "declared.rules.grants"),
    *("declared.theme", "figures", "figures.calculator", "notebook", "report.tables"),
    "run.parameters",
    *("store.attendance", "store.dk2020_records", "store.raw"),
}
FROM_RAW = {"references"}
READERS = re.compile(r"(read|read_\w+|open|loadtxt|genfromtxt|fromfile|memmap|url\w+)$")
BUILTINS = {"__import__", "compile", "eval", "exec", "get_ipython", "input", "open"}
FUNCTION_LINES = 4
# Keys that the headlines must have, by the data contract.
HEADLINES = {
    "guidance_spread": {
        *("municipalities", "guided_firms", "outside_tolerance_relative"),
        *("outside_tolerance_points", "undetermined_by_rounding", "outside_tolerance_exact"),
        *("chi2", "p_value", "hoover_pct"),
    },
    "mea_modules": {"modules", "participants", "participants_per_module", "distinct_titles"},
    "dk2020_approvals": {"municipalities", "approved", "expected", "approved_pct"},
    "ecsmv_subsidy": {"investment_at_cap_dkk", "max_total_grant_dkk"},
    "result_contract": {"indicators", "met", "not_met", "not_comparable", "no_figure"},
    "climate_strategy": {"green_guidance_share_pct", "grant_mean_dkk"},
}
UNSTABLE = re.compile(r"\b0x[0-9a-f]{6,}|\bnp\.(float|int|str|bool)|<\w[\w.]* object at ")
WIDGET = "application/vnd.jupyter.widget-view+json"


def read(name: str) -> NotebookNode:
    return nbformat.read(FOLDER / f"{name}.ipynb", 4)


def said(name: str) -> str:
    """All Markdown that a committed notebook's cells show."""
    outputs = [output for cell in read(name).cells for output in cell.get("outputs", [])]
    return "\n".join(output.get("data", {}).get("text/markdown", "") for output in outputs)


def faults(notebook: NotebookNode, name: str) -> list[str]:
    """All that any guard finds, each with the guard's name in front."""
    return [
        f"{title}: {fault}" for title, guard in GUARDS.items() for fault in guard(notebook, name)
    ]


def code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(notebook: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    """Every output with the id of its cell."""
    for cell in code(notebook):
        for output in cell.outputs:
            yield cell.id, output


# Was it run, once, from the first cell to the last?


def was_run_in_order(notebook: NotebookNode, _: str) -> Iterator[str]:
    # nbval compares nothing in a cell that has no count.
    for place, cell in enumerate(code(notebook), 1):
        if cell.execution_count != place:
            yield f"cell {cell.id} has count {cell.execution_count}, not {place}"


def has_its_outputs(notebook: NotebookNode, _: str) -> Iterator[str]:
    for cell in code(notebook):
        tree = _tree(cell.source)
        expected = fewest_outputs(tree.body) if tree else 0
        if len(cell.outputs) < expected:
            yield f"cell {cell.id} has {len(cell.outputs)} outputs, and shows at least {expected}"


def fewest_outputs(body: list[ast.stmt], inside: bool = False) -> int:
    """How many outputs these statements have, whichever branches are taken."""
    count = 0
    for statement in body:
        match statement:
            case ast.Expr(ast.Call(func=called)) if _last_name(called) in SHOW:
                count += 1
            case ast.If(body=then, orelse=otherwise):
                count += min(fewest_outputs(then, True), fewest_outputs(otherwise, True))
            case ast.With(body=then):
                count += fewest_outputs(then, True)
    return count + (not inside and _shows_itself(body[-1] if body else None))


def _shows_itself(last: ast.stmt | None) -> bool:
    match last:
        case ast.Expr(ast.Call(func=called)):
            return _last_name(called) in SHOW_LAST
        case ast.Expr(ast.Constant()):
            return False
    return isinstance(last, ast.Expr)


def has_no_errors(notebook: NotebookNode, _: str) -> Iterator[str]:
    for place, output in shown(notebook):
        if output.output_type == "error":
            yield f"cell {place} ends in {output.ename}"


def warns_of_nothing(notebook: NotebookNode, _: str) -> Iterator[str]:
    for place, output in shown(notebook):
        if output.get("name") == "stderr":
            yield f"cell {place} writes to standard error: {output.text.strip()[:60]}"


def keeps_nothing_of_the_run(notebook: NotebookNode, _: str) -> Iterator[str]:
    for key in {*notebook.metadata} - {"kernelspec", "language_info"}:
        yield f"the notebook's metadata has {key}"
    for cell in notebook.cells:
        for key in {*cell.metadata} - {"tags"}:
            yield f"the metadata of cell {cell.id} has {key}"
    for place, output in shown(notebook):
        for text in _texts(output):
            if found := UNSTABLE.search(text):
                yield f"cell {place} shows {found[0]}"


def is_compared_by_nbval(notebook: NotebookNode, _: str) -> Iterator[str]:
    for cell in code(notebook):
        for marker in (*find_comment_markers(cell.source), *find_metadata_tags(cell.metadata)):
            yield f"cell {cell.id} is exempt from comparison ({marker[0]})"
    for place, output in shown(notebook):
        if WIDGET in output.get("data", {}):
            yield f"cell {place} shows a widget, which nbval can't compare"


# Is the code what it may be?


def is_plain_python(notebook: NotebookNode, _: str) -> Iterator[str]:
    for cell in code(notebook):
        if _tree(cell.source) is None:
            yield f"cell {cell.id} is no plain Python; magics are not allowed"


def hides_no_output(notebook: NotebookNode, _: str) -> Iterator[str]:
    for cell in code(notebook):
        if cell.source.rstrip().endswith(";"):
            yield f"cell {cell.id} ends in a semicolon"


def reads_published_tables_only(notebook: NotebookNode, _: str) -> Iterator[str]:
    for cell, node in _nodes(notebook):
        match node:
            case ast.Import(names=names):
                wrong = [each.name for each in names if not _may_import(each.name)]
            case ast.ImportFrom(module=module, names=names):
                wrong = [each.name for each in names if not _may_import(module or "", each.name)]
            case ast.Name(id=name):
                wrong = [name] if name in BUILTINS else []
            case ast.Attribute(value=ast.Name(id="midtjylland"), attr=name):
                wrong = [] if name in midtjylland.__all__ else [f"midtjylland.{name}"]
            case ast.Attribute(value=value, attr=name):
                loads = name == "load" and ast.unparse(value) != "midtjylland"
                wrong = [ast.unparse(node)] if loads or READERS.match(name) else []
            case _:
                continue
        for name in wrong:
            yield f"cell {cell.id} uses {name}, which may read files or the network"


def _may_import(module: str, name: str = "") -> bool:
    package, _, inside = module.partition(".")
    if package != "midtjylland":
        return module in LIBRARIES and not READERS.match(name)
    if inside == "store.raw":
        return name in FROM_RAW
    if not inside and name:
        return name in {*midtjylland.__all__, *OURS}
    return inside in OURS


def defines_nothing_long(notebook: NotebookNode, _: str) -> Iterator[str]:
    for cell, node in _nodes(notebook):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES or isinstance(node, ast.ClassDef):
                yield f"cell {cell.id} defines something of {lines} lines; it belongs in lib"


# Can it be run again, with other parameters?


def has_typed_parameters(notebook: NotebookNode, name: str) -> Iterator[str]:
    try:
        parameters = read_parameters(notebook, name)
    except MidtjyllandError as error:
        yield from error.problems
        return
    types = {"year": "int", "data_dir": "str", "compare_years": "list[int]"}
    for each, annotation in types.items():
        if each not in parameters or parameters[each].annotation != annotation:
            yield f"there is no parameter `{each}: {annotation}`"
    for each in parameters.values():
        if not each.help:
            yield f"the parameter {each.name} has no comment that explains it"


def knows_what_the_batch_gives(notebook: NotebookNode, name: str) -> Iterator[str]:
    try:
        known = read_parameters(notebook, name)
    except MidtjyllandError:
        return
    for entry in _batch().notebooks:
        for unknown in {*entry.parameters} - {*known} if entry.notebook == name else ():
            yield f"batch.yaml gives it {unknown}, which it doesn't have"


# Can it be read?


def describes_its_figures(notebook: NotebookNode, _: str) -> Iterator[str]:
    for place, output in shown(notebook):
        if any(kind.startswith("image/") for kind in output.get("data", {})):
            about = output.metadata.get(PNG, {})
            if not about.get("caption"):
                yield f"cell {place} shows a figure without a caption"
            if not about.get("alt") or about["alt"] != output.data.get("text/plain"):
                yield f"cell {place} shows a figure without its words as text and alternative"


def shows_tables_with_captions(notebook: NotebookNode, _: str) -> Iterator[str]:
    for place, output in shown(notebook):
        data = output.get("data", {})
        if "text/html" in data and not data.get(TABLE_MIME, {}).get("title"):
            yield f"cell {place} shows HTML that is no table of show_table with a caption"


def publishes_its_headline(notebook: NotebookNode, name: str) -> Iterator[str]:
    found = [
        output.data for _, output in shown(notebook) if HEADLINE_MIME in output.get("data", {})
    ]
    if len(found) != 1:
        yield f"there are {len(found)} headlines"
        return
    headline: dict[str, Any] = found[0][HEADLINE_MIME]
    for key in sorted({SENTENCE, KEY_FIGURE, *HEADLINES.get(name, ())} - {*headline}):
        yield f"the headline lacks {key}"
    if headline.get(KEY_FIGURE) not in headline:
        yield f"the key figure {headline.get(KEY_FIGURE)} is none of the headline's"


GUARDS: dict[str, Guard] = {
    guard.__name__: guard
    for guard in (
        *(was_run_in_order, has_its_outputs, has_no_errors, warns_of_nothing),
        *(keeps_nothing_of_the_run, is_compared_by_nbval, is_plain_python, hides_no_output),
        *(reads_published_tables_only, defines_nothing_long, has_typed_parameters),
        *(knows_what_the_batch_gives, describes_its_figures, shows_tables_with_captions),
        publishes_its_headline,
    )
}


def _nodes(notebook: NotebookNode) -> Iterator[tuple[NotebookNode, ast.AST]]:
    for cell in code(notebook):
        if tree := _tree(cell.source):
            yield from ((cell, node) for node in ast.walk(tree))


@cache
def _tree(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except SyntaxError:
        return None


@cache
def _batch() -> Batch:
    return read_batch(FOLDER / "batch.yaml")[0]


def _last_name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _texts(output: NotebookNode) -> Iterator[str]:
    yield output.get("text", "")
    yield from (value for kind, value in output.get("data", {}).items() if kind.startswith("text/"))


def nbval(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Call nbval as `make test` does, in one process."""
    told = subprocess.run(
        ["make", "--dry-run", "test"], cwd=FOLDER.parent, capture_output=True, text=True
    )
    recipe = told.stdout.replace("\\\n", " ")
    own = re.search(r"-m pytest (.*--nbval .*) notebooks$", recipe, re.M)[1].split()
    command = [sys.executable, "-m", "pytest", *own, "-n", "0", *words]
    return subprocess.run(command, cwd=FOLDER.parent, capture_output=True, text=True)

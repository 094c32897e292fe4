"""How a notebook is executed: papermill's engine with a deadline and nothing left behind."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines

ENGINE = "midtjylland"

_LOG = logging.getLogger(__name__)
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False


class _Client(PapermillNotebookClient):
    def execute(self, **kwargs: Any) -> NotebookNode:
        # papermill would ask the kernel for its language afterwards, and wait for one that is dead.
        with self.setup_kernel(**kwargs):
            self.ready = time.monotonic()
            self.papermill_execute_cells()
            self.set_widgets_metadata()
        return self.nb

    def execute_cell(self, cell: NotebookNode, cell_index: int) -> NotebookNode:
        try:
            return super().execute_cell(cell, cell_index)
        except (CellTimeoutError, DeadKernelError) as error:
            if getattr(self.km.provisioner, "closed", False):
                # The batch was stopped, which is no fault of the notebook.
                raise
            # Shown in the cell: papermill itself would leave it looking as if it were complete.
            kind, message = _explained(error)
            cell.outputs.append(
                new_output("error", ename=kind, evalue=message, traceback=[message])
            )
            before = self.nb.cells[:cell_index]
            counts = (earlier.get("execution_count") or 0 for earlier in before)
            cell.execution_count = cell.execution_count or max(counts, default=0) + 1
            raise CellExecutionError(message, kind, message) from None


class KernelEngine(NBClientEngine):
    """papermill engine that stops at a deadline for the whole notebook."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        timeout_seconds: float,
        root: Path,
        metadata: Mapping[str, Mapping[str, Any]],
        **_: Any,
    ) -> NotebookNode:
        """Execute the cells in a fresh kernel, and kill it whatever happens.

        `timeout_seconds` is for the whole notebook, from when its kernel is ready. `metadata` goes
        beside and in place of what papermill writes.
        """
        client = _Client(
            nb_man,
            kernel_name=kernel_name,
            timeout_func=lambda _: max(client.ready + timeout_seconds - time.monotonic(), 0.001),
            shutdown_kernel="immediate",
            log=_LOG,
        )
        # One event loop a notebook, closed with all that waits in it; jupyter would leave it open.
        with asyncio.Runner(loop_factory=ensure_event_loop):
            # What the notebook prints goes into it; the kernel's own lines are for nobody.
            notebook = client.execute(cwd=str(root), stdout=DEVNULL, stderr=DEVNULL)
        for name, values in metadata.items():
            notebook.metadata.setdefault(name, {}).update(values)
        return notebook


def _explained(error: Exception) -> tuple[str, str]:
    if isinstance(error, CellTimeoutError):
        return "Timeout", "the notebook was stopped: it took longer than its timeout_seconds"
    return "KernelDied", "the kernel died; if memory ran out, run fewer at once (--jobs 1)"


papermill_engines.register(ENGINE, KernelEngine)

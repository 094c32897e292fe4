"""How a notebook is executed: papermill's engine with a deadline and nothing left behind."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from traitlets.config import Config

ENGINE = "midtjylland"
START_TIMEOUT_SECONDS = 60.0

_LOG = logging.getLogger(__name__)
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False


class _Client(PapermillNotebookClient):
    def execute(self, **kwargs: Any) -> NotebookNode:
        # papermill would ask the kernel for its language afterwards, and wait for one that is dead.
        self.reset_execution_trackers()
        with self.setup_kernel(**kwargs):
            self.papermill_execute_cells()
            self.set_widgets_metadata()
        return self.nb

    def execute_cell(self, cell: NotebookNode, cell_index: int) -> NotebookNode:
        try:
            return super().execute_cell(cell, cell_index)
        except (CellTimeoutError, DeadKernelError) as error:
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
        **_: Any,
    ) -> NotebookNode:
        """Execute the cells in a fresh kernel, and kill it whatever happens.

        Parameters
        ----------
        nb_man
            papermill's keeper of the notebook.
        kernel_name
            Kernel to start.
        timeout_seconds
            For the whole notebook, from the start of its kernel.
        root
            Working folder of the kernel.
        """
        deadline = time.monotonic() + timeout_seconds
        client = _Client(
            nb_man,
            kernel_name=kernel_name,
            timeout_func=lambda _: max(deadline - time.monotonic(), 0.001),
            startup_timeout=min(START_TIMEOUT_SECONDS, timeout_seconds),
            shutdown_kernel="immediate",
            config=Config({"KernelManager": {"transport_encryption": "auto"}}),
            log=_LOG,
        )
        # What the notebook prints goes into the notebook; the kernel's own lines are for nobody.
        return client.execute(cwd=str(root), stdout=DEVNULL, stderr=DEVNULL)


def _explained(error: Exception) -> tuple[str, str]:
    if isinstance(error, CellTimeoutError):
        return "Timeout", "the notebook was stopped: it took longer than its timeout_seconds"
    return "KernelDied", "the kernel died; if memory ran out, run fewer at once (--jobs 1)"


papermill_engines.register(ENGINE, KernelEngine)

"""The papermill engine ``elexan``: papermill and nbclient as they are, on a kernel that starts at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

NAME = "elexan"


class ElexanEngine:
    """Runs a notebook's cells in a fork of this process instead of a kernel started from nothing.

    The cells run in ipykernel's own shell and nbclient reads its messages, so that outputs, errors, times
    and what is saved on failure are papermill's; only the sockets between the two are left out, and the
    imports that this process has done already. Each notebook has a process of its own: nothing it changes
    is left for the next. Settings of IPython in a profile, and scripts it runs at startup, are not read.

    >>> from papermill.engines import papermill_engines
    >>> register()
    >>> papermill_engines.get_engine("elexan").__name__
    'ElexanEngine'
    """

    # papermill is imported when a notebook is run, so this is no subclass of its Engine but borrows from it

    @classmethod
    def execute_notebook(cls, nb: NotebookNode, kernel_name: str, **options: Any) -> NotebookNode:
        """Run the notebook, and return it with its outputs; papermill calls this."""
        from papermill.engines import Engine

        return Engine.execute_notebook.__func__(cls, nb, kernel_name, **options)

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        """Run the cells as papermill's own engine does, on a kernel of ours."""
        from nbclient.exceptions import DeadKernelError
        from papermill.engines import NBClientEngine

        from .client import Manager

        language = cls.nb_language(nb_man.nb)
        if language != "python":
            raise ValueError(
                f'the engine "{NAME}" runs notebooks in Python, not in {language}; leave --engine out'
            )
        manager = Manager()
        try:
            NBClientEngine.execute_managed_notebook(nb_man, kernel_name, km=manager, **options)
        except DeadKernelError as problem:
            cells = nb_man.nb.cells
            at = max(
                (n for n, cell in enumerate(cells, 1) if cell.metadata.papermill.get("end_time")), default=1
            )
            where = f"the notebook's process ended in cell {at} of {len(cells)}"
            raise DeadKernelError(f"{where}: {manager.ending()}") from problem
        finally:
            manager.stop()

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        """The kernel that the notebook names."""
        from papermill.utils import nb_kernel_name

        return str(nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        """The language that the notebook names."""
        from papermill.utils import nb_language

        return str(nb_language(nb, language))


def register() -> None:
    """Make the engine known to papermill, also where elexan is used without being installed."""
    from papermill.engines import papermill_engines

    papermill_engines.register(NAME, ElexanEngine)

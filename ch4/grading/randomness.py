"""Random numbers in the judge's process, where a grader and a solution would draw from the same generators.

With one set of generators for each, what a grader draws does not depend on what it called in between: a known
mistake meets the numbers that the answer met, though the answer drew its own in another process.
"""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Callable, Iterator


def seed_everything(seed: int) -> None:
    """As a worker does it before an answer's first call.

    Not by `torch.manual_seed`: that keeps a stack trace for each kind of accelerator that is not in use,
    which under pytest takes longer than most criteria.
    """
    random.seed(seed)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(seed % 2**32)
    if torch := sys.modules.get("torch"):
        torch.default_generator.manual_seed(seed)
        if torch.cuda.is_initialized():
            torch.cuda.manual_seed_all(seed)


class Generators:
    """Python's, numpy's and torch's global generators, as the code that they belong to left them."""

    def __init__(self) -> None:
        self._left: list[Callable[[], None]] = []

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """They stand in for the global ones; those go on afterwards as if nothing had been drawn."""
        outer = _snapshot()
        _restore(self._left)
        try:
            yield
        finally:
            self._left = _snapshot()
            _restore(outer)


def _snapshot() -> list[Callable[[], None]]:
    state = random.getstate()
    restore: list[Callable[[], None]] = [lambda: random.setstate(state)]
    # A module that nobody imported has drawn no numbers, and importing it to ask would cost seconds.
    if numpy := sys.modules.get("numpy"):
        numpy_state = numpy.random.get_state()
        restore.append(lambda: numpy.random.set_state(numpy_state))
    if torch := sys.modules.get("torch"):
        torch_state = torch.get_rng_state()
        restore.append(lambda: torch.set_rng_state(torch_state))
    return restore


def _restore(snapshot: list[Callable[[], None]]) -> None:
    for restore in snapshot:
        restore()

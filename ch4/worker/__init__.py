"""The other process: the one that runs the learner's code, never the one that judges it.

    with open_workers() as workers:                     # a fork server, torch already imported
        with workers.start(answer_file, limits) as worker:
            match worker.call("f", (1, 2), {}, seconds=10):
                case Returned(value=value): ...
                case Raised(line=line): ...
                case TimedOut() | Died(): ...

Only plain data crosses (see `codec`); nothing here imports pytest.
"""

from __future__ import annotations

from ch4.worker.client import Worker, Workers, open_workers
from ch4.worker.codec import Opaque, Value
from ch4.worker.outcome import Died, Misfit, Missing, Outcome, Raised, Returned, TimedOut
from ch4.worker.tensors import TensorValue

__all__ = [
    "Died",
    "Misfit",
    "Missing",
    "Opaque",
    "Outcome",
    "Raised",
    "Returned",
    "TensorValue",
    "TimedOut",
    "Value",
    "Worker",
    "Workers",
    "open_workers",
]

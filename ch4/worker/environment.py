"""What of the environment an answer's process may see: what programs need to run, and no more.

An allowlist, because secrets come under any name: tokens, keys, cloud settings and proxies stay outside.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

_ALLOWED = frozenset(
    {"PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP"}
    | {"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "VIRTUAL_ENV", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"}
    | {"PYTHONPATH", "PYTHONHOME", "PYTHONNOUSERSITE"}
    | {"OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"}
    | {"CUDA_HOME", "CUDA_PATH", "CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES"}
    | {"SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA"}
)


def worker_environment(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment of the fork server and of every worker."""
    kept = {name: value for name, value in environment.items() if name in _ALLOWED or name.startswith("LC_")}
    return kept | {
        # OpenMP's threads otherwise spin while they wait. With more threads than free cores (a CI job, a
        # class being graded) every small step of a training loop then waits for a time slice: measured, a
        # loop that took 30 times as long.
        "OMP_WAIT_POLICY": "PASSIVE",
        "MPLBACKEND": "Agg",  # a worker has no screen: `plt.show()` must not fail or block
        "MALLOC_ARENA_MAX": "2",  # an arena a thread, 64 MiB each, would use up the address space by itself
        # Huge pages, where the system has them: a fork copies, and an end frees, far smaller page tables.
        # Measured with torch imported: 11 ms for both, where it was 18.
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }

"""Whatever an answer does, the judge gets an outcome in time, and nothing of the answer is left."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import torch
from factories import ch4_environment

from ch4.course import Limits
from ch4.errors import MachineFault
from ch4.worker import (
    Died,
    Misfit,
    Missing,
    Opaque,
    Outcome,
    Raised,
    Returned,
    TensorValue,
    TimedOut,
    Worker,
    Workers,
    open_workers,
)
from ch4.worker.environment import worker_environment
from ch4.worker.execute import load

LINUX = sys.platform == "linux"
WAYS = ["fork", "spawn"] if LINUX else ["spawn"]
BRIEF = Limits(seconds=0.5)
SOUND = "def g(n):\n    return n + 1\n"
slow = pytest.mark.slow
linux_only = pytest.mark.skipif(not LINUX, reason="only Linux has this")


def _may_look_anywhere() -> bool:
    """Whether this user has CAP_SYS_PTRACE."""
    if not LINUX:
        return False
    [line] = (
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("CapEff")
    )
    return bool(int(line.split()[1], 16) >> 19 & 1)


@dataclass(frozen=True)
class Bench:
    """Answers of a few lines, run in a worker."""

    workers: Workers
    folder: Path

    @contextlib.contextmanager
    def worker(self, code: str, limits: Limits = Limits(seconds=20)) -> Iterator[Worker]:  # noqa: B008 - frozen
        path = self.folder / "answer.py"
        path.write_text(textwrap.dedent(code), encoding="utf-8")
        with self.workers.start(path, limits) as worker:
            yield worker

    def run(self, code: str, *args: object, limits: Limits = Limits(seconds=20), **more: object) -> Outcome:  # noqa: B008
        """What becomes of `f(*args)`, or of the file when that does not even load."""
        with self.worker(code, limits) as worker:
            return worker.load(seed=0) or worker.call("f", args, {}, seconds=limits.seconds, **more)

    def value(self, code: str, *args: object, **more: object) -> object:
        """What `f(*args)` returns."""
        outcome = self.run(code, *args, **more)
        assert isinstance(outcome, Returned), outcome
        return outcome.value

    def is_sound(self) -> bool:
        """Whether the next answer is judged as if nothing had happened."""
        with self.worker(SOUND) as worker:
            return worker.load(seed=0) is None and worker.call("g", (1,), {}, seconds=20) == Returned(
                2, seconds=pytest.approx(0, abs=20)
            )


@contextlib.contextmanager
def opened(way: str, *preload: str) -> Iterator[Workers]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CH4_WORKER", way)
        with open_workers(preload) as workers:
            yield workers


@pytest.fixture(scope="module", params=WAYS)
def either_way(request: pytest.FixtureRequest) -> Iterator[Workers]:
    with opened(request.param) as workers:
        yield workers


@pytest.fixture(scope="module")
def default_way() -> Iterator[Workers]:
    with opened(WAYS[0]) as workers:
        yield workers


@pytest.fixture(scope="module")
def with_torch() -> Iterator[Workers]:
    with opened(WAYS[0], "torch") as workers:
        yield workers


@pytest.fixture
def both(either_way: Workers, tmp_path: Path) -> Bench:
    """A bench whose test runs in a forked worker, and again in a spawned one."""
    return Bench(either_way, tmp_path)


@pytest.fixture
def bench(default_way: Workers, tmp_path: Path) -> Bench:
    return Bench(default_way, tmp_path)


@pytest.fixture
def torch_bench(with_torch: Workers, tmp_path: Path) -> Bench:
    """A bench whose workers have torch."""
    return Bench(with_torch, tmp_path)


def are_gone(*pids: int) -> bool:
    """Whether none of these processes runs any more; a moment is given to those that were told to end."""
    deadline = time.monotonic() + 5
    while any(_runs(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _runs(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


# What an answer may do


def test_a_call_gives_what_the_function_returns(both: Bench) -> None:
    assert both.value("def f(a, b):\n    return [a, {'b': b}]", 1, "x") == [1, {"b": "x"}]


def test_arguments_may_be_named(bench: Bench) -> None:
    with bench.worker("def f(a, *, b):\n    return a - b") as worker:
        worker.load(seed=0)
        assert worker.call("f", (5,), {"b": 3}, seconds=20).value == 2


def test_an_exception_comes_with_the_answer_s_innermost_line(both: Bench) -> None:
    outcome = both.run("import json\n\ndef f():\n    return g()\n\ndef g():\n    return json.loads('{')\n")
    assert isinstance(outcome, Raised)
    assert (outcome.type_name, outcome.line, outcome.is_todo) == ("JSONDecodeError", 7, False)
    assert "json.loads('{')" in outcome.traceback
    assert "ch4" not in outcome.traceback.replace(str(both.folder), "")


def test_an_exception_while_the_file_is_read_comes_with_its_line(both: Bench) -> None:
    outcome = both.run("x = 1\ny = x / 0\n")
    assert isinstance(outcome, Raised)
    assert (outcome.type_name, outcome.line) == ("ZeroDivisionError", 2)


def test_a_syntax_error_comes_with_its_line(bench: Bench) -> None:
    outcome = bench.run("def f():\n    return (\n")
    assert isinstance(outcome, Raised)
    assert (outcome.type_name, outcome.line) == ("SyntaxError", 2)


def test_a_syntax_error_in_code_that_the_answer_runs_comes_with_the_answer_s_line(bench: Bench) -> None:
    outcome = bench.run("x = 1\neval('1 +')\n")
    assert isinstance(outcome, Raised)
    assert (outcome.type_name, outcome.line) == ("SyntaxError", 2)


def test_a_file_that_is_no_python_at_all_is_an_error_of_the_answer(bench: Bench) -> None:
    assert isinstance(bench.run("\0"), Raised)


def test_a_stub_is_a_todo(both: Bench) -> None:
    outcome = both.run("def f():\n    raise NotImplementedError\n")
    assert isinstance(outcome, Raised)
    assert outcome.is_todo


def test_a_method_that_a_library_leaves_open_is_no_todo(bench: Bench) -> None:
    outcome = bench.run("import io\n\ndef f():\n    io.BufferedIOBase().detach()\n")
    assert isinstance(outcome, Raised)
    assert not outcome.is_todo


def test_a_function_that_is_not_there_is_missing(both: Bench) -> None:
    assert both.run("x = 1\n") == Missing("f")


@pytest.mark.parametrize("written", ["bottomRight", "botom_right", "bottom_rigth"])
def test_a_function_with_nearly_the_name_is_told(bench: Bench, written: str) -> None:
    with bench.worker(f"import os\n\ndef {written}(x):\n    return x\n") as worker:
        worker.load(seed=0)
        assert worker.call("bottom_right", (1,), {}, seconds=20) == Missing("bottom_right", written, 3)


def test_a_name_that_is_no_function_is_told_for_what_it_is(bench: Bench) -> None:
    assert bench.run("f = [1]\n") == Missing("f", kind="list")


def test_a_function_that_takes_other_arguments_is_a_misfit(both: Bench) -> None:
    outcome = both.run("\ndef f(a, b=2):\n    return a\n", 1, 2, 3)
    assert outcome == Misfit("f", "f(a, b=2)", 3, "too many positional arguments", 2)


def test_a_default_that_cannot_be_shown_does_not_hide_the_misfit(bench: Bench) -> None:
    code = """
        class Bad:
            def __repr__(self):
                raise RuntimeError

        def f(a, b=Bad()):
            return a
    """
    outcome = bench.run(code)
    assert isinstance(outcome, Misfit)
    assert outcome.signature == "f(…)"


def test_a_signature_that_raises_is_an_error_of_the_answer_only(bench: Bench) -> None:
    code = """
        class F:
            @property
            def __signature__(self):
                raise KeyError

            def __call__(self):
                return 3

        f = F()
    """
    assert bench.value(code) == 3


def test_names_that_are_no_strings_do_no_harm(bench: Bench) -> None:
    assert bench.run("globals()[3] = print\n") == Missing("f")


def test_the_end_of_what_a_call_prints_comes_with_its_result(both: Bench) -> None:
    outcome = both.run("def f():\n    print('x' * 1000)\n    print('the end é')\n")
    assert isinstance(outcome, Returned)
    assert outcome.printed.endswith("x\nthe end é\n")
    assert len(outcome.printed) <= 400


def test_all_that_is_printed_is_output(both: Bench) -> None:
    code = """
        import os, sys
        print("one")
        print("two", file=sys.stderr)
        os.write(1, b"three\\n")
        os.system("echo four")
    """
    with both.worker(code) as worker:
        worker.load(seed=0)
    assert worker.output() == "one\ntwo\nthree\nfour\n"


def test_argument_tensors_that_are_changed_in_place_are_told(torch_bench: Bench) -> None:
    outcome = torch_bench.run("def f(a, b):\n    b.zero_()\n", torch.ones(2), torch.ones(3))
    assert isinstance(outcome, Returned)
    assert {n: value.numpy().tolist() for n, value in outcome.changed.items()} == {1: [0, 0, 0]}


def test_an_argument_that_only_changes_its_shape_is_told(torch_bench: Bench) -> None:
    outcome = torch_bench.run("def f(a):\n    a.t_()\n", torch.ones(2, 3))
    assert isinstance(outcome, Returned)
    assert outcome.changed[0].shape == (3, 2)


def test_the_caller_s_own_tensor_is_never_changed(torch_bench: Bench) -> None:
    mine = torch.ones(2)
    torch_bench.run("def f(a):\n    a.zero_()\n", mine)
    assert mine.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("expression", "shares"),
    [("b", 1), ("b[1:]", 1), ("b.view(2, 2)", 1), ("b.clone()", None), ("a + b", None), ("a.numpy()[1:]", 0)],
)
def test_a_result_says_whose_storage_it_shares(
    torch_bench: Bench, expression: str, shares: int | None
) -> None:
    code = f"import numpy\ndef f(a, b):\n    return {expression}\n"
    value = torch_bench.value(code, torch.ones(4), torch.ones(4))
    assert isinstance(value, TensorValue)
    assert value.shares == shares


def test_a_probe_runs_beside_the_answer(bench: Bench) -> None:
    probe = "def probe(answer, n):\n    return [answer.f(n) for _ in range(2)]\n"
    with bench.worker("def f(n):\n    return n + 1\n") as worker:
        worker.load(seed=0)
        assert worker.call("probe", (1,), {}, seconds=20, probe=probe).value == [2, 2]


def test_a_probe_that_asks_for_a_missing_function_finds_it_missing(bench: Bench) -> None:
    probe = "def probe(answer):\n    return answer.f()\n"
    with bench.worker("x = 1") as worker:
        worker.load(seed=0)
        assert worker.call("probe", (), {}, seconds=20, probe=probe) == Missing("f")


def test_a_seed_decides_the_random_numbers(torch_bench: Bench) -> None:
    code = "import random, torch\ndef f():\n    return [random.random(), torch.rand(1).item()]\n"
    assert torch_bench.value(code, seed=5) == torch_bench.value(code, seed=5)
    assert torch_bench.value(code, seed=5) != torch_bench.value(code, seed=6)


def test_a_module_stays_as_one_call_left_it_for_the_next(bench: Bench) -> None:
    with bench.worker("seen = []\ndef f(n):\n    seen.append(n)\n    return seen\n") as worker:
        worker.load(seed=0)
        worker.call("f", (1,), {}, seconds=20)
        assert worker.call("f", (2,), {}, seconds=20).value == [1, 2]


def test_a_file_next_to_the_answer_can_be_imported(bench: Bench) -> None:
    (bench.folder / "mine.py").write_text("three = 3")
    assert bench.value("import mine\ndef f():\n    return mine.three\n") == 3


def test_the_demo_part_of_a_file_stays_quiet(bench: Bench) -> None:
    assert bench.value("def f():\n    return 1\nif __name__ == '__main__':\n    raise SystemExit\n") == 1


def test_a_dataclass_can_be_defined(bench: Bench) -> None:
    code = """
        from __future__ import annotations
        from dataclasses import dataclass

        @dataclass
        class P:
            x: int

        def f():
            return P(1)
    """
    assert bench.value(code) == Opaque("P", "P(x=1)")


def test_a_large_tensor_comes_and_goes(torch_bench: Bench) -> None:
    value = torch_bench.value("def f(x):\n    return x + 1\n", torch.zeros(5_000_000))
    assert isinstance(value, TensorValue)
    assert value.numpy().sum() == 5_000_000


# How an answer may fail


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("raise SystemExit(3)", "SystemExit"),
        ("import sys; sys.exit('bye')", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("import signal; signal.raise_signal(signal.SIGINT)", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("raise BaseException('x')", "BaseException"),
    ],
)
def test_an_answer_that_exits_does_not_end_the_check(bench: Bench, statement: str, name: str) -> None:
    called = bench.run(f"def f():\n    {statement}\n")
    loaded = bench.run(f"\n{statement}\n")
    assert isinstance(called, Raised)
    assert isinstance(loaded, Raised)
    assert (called.type_name, called.line, loaded.type_name, loaded.line) == (name, 2, name, 2)


def test_an_exception_that_cannot_be_shown_is_named(bench: Bench) -> None:
    code = """
        class Bad(Exception):
            __traceback__ = property(lambda self: 1 / 0)
            __class__ = property(lambda self: 1 / 0)

            def __str__(self):
                raise SystemExit

        def f():
            raise Bad
    """
    outcome = bench.run(code)
    assert isinstance(outcome, Raised)
    assert (outcome.type_name, outcome.message, outcome.line) == ("Bad", "", 10)


def test_an_exception_with_an_endless_text_is_cut(bench: Bench) -> None:
    outcome = bench.run("def f():\n    raise type('E' * 9999, (Exception,), {})('x' * 10_000_000)\n")
    assert isinstance(outcome, Raised)
    assert len(outcome.type_name) + len(outcome.message) + len(outcome.traceback) < 20_000


def test_an_answer_that_calls_itself_without_end_is_told_the_line(bench: Bench) -> None:
    outcome = bench.run("def f(n=0):\n    return f(n + 1)\n")
    assert isinstance(outcome, Raised)
    assert (outcome.type_name, outcome.line) == ("RecursionError", 2)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("where", ["in a call", "in the file"])
def test_an_endless_loop_is_a_time_out_with_the_line(tmp_path: Path, way: str, where: str) -> None:
    code = {
        "in a call": "def f():\n    n = 0\n    while True: n += 1\n",
        "in the file": "n = 0\n\nwhile True: n += 1\n",
    }
    with opened(way) as workers:
        assert Bench(workers, tmp_path).run(code[where], limits=BRIEF) == TimedOut(0.5, 3)


@pytest.mark.parametrize("statement", ["time.sleep(60)", "re.match('(a+)+b', 'a' * 40)", "signal.pause()"])
def test_an_endless_c_call_is_a_time_out_with_the_line(bench: Bench, statement: str) -> None:
    if not LINUX and "pause" in statement:
        pytest.skip("only POSIX has this")
    code = f"import re, signal, time\n\ndef f():\n    {statement}\n"
    assert bench.run(code, limits=BRIEF) == TimedOut(0.5, 4)


@slow
def test_an_endless_torch_operation_is_a_time_out_with_the_line(torch_bench: Bench) -> None:
    code = "import torch\n\ndef f():\n    return torch.linalg.svd(torch.rand(4000, 4000))\n"
    assert torch_bench.run(code, limits=BRIEF) == TimedOut(0.5, 4)


def test_the_line_of_a_time_out_is_the_main_thread_s(bench: Bench) -> None:
    code = """
        import threading, time
        def spin():
            while True:
                time.sleep(1)
        def f():
            for _ in range(3):
                threading.Thread(target=spin, daemon=True).start()
            time.sleep(60)
    """
    assert bench.run(code, limits=BRIEF) == TimedOut(0.5, 9)


@pytest.mark.parametrize("name", ["q09 é ñ", "q09 数", "q09 ~1", "q09 [x](y)+"])
def test_the_line_of_a_time_out_is_found_whatever_the_folder_s_name(bench: Bench, name: str) -> None:
    folder = bench.folder / name
    folder.mkdir()
    outcome = Bench(bench.workers, folder).run("while True:\n    pass\n", limits=Limits(seconds=0.2))
    assert isinstance(outcome, TimedOut)
    assert outcome.line in (1, 2)


def test_a_result_that_takes_for_ever_to_look_at_is_a_time_out(bench: Bench) -> None:
    code = "class Slow:\n    def __repr__(self):\n        while True: pass\ndef f():\n    return Slow()\n"
    assert bench.run(code, limits=BRIEF) == TimedOut(0.5, 3)


def test_a_worker_that_is_gone_says_so_again(bench: Bench) -> None:
    with bench.worker("def f():\n    while True: pass\n", BRIEF) as worker:
        worker.load(seed=0)
        first = worker.call("f", (), {}, seconds=0.5)
        assert worker.call("f", (), {}, seconds=0.5) == first == TimedOut(0.5, 2)
        assert not worker.is_alive


FALLS = {
    "segfault": ("ctypes.string_at(0)", "a segmentation fault ended it (SIGSEGV)"),
    "abort": ("os.abort()", "an abort ended it (SIGABRT)"),
    "exit": ("os._exit(7)", "it ended its own process (exit code 7)"),
}


@pytest.mark.parametrize("fall", FALLS)
def test_an_answer_that_takes_its_process_down_is_told_how_and_where(both: Bench, fall: str) -> None:
    statement, how = FALLS[fall]
    assert both.run(f"import ctypes, os\n\ndef f():\n    {statement}\n") == Died(how, 4)
    assert both.is_sound()


@linux_only
@pytest.mark.parametrize(
    ("statement", "how"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "a signal ended it (SIGKILL)"),
        ("os.kill(os.getpid(), signal.SIGTERM)", "a signal ended it (SIGTERM)"),
        ("os.kill(os.getpid(), 40)", "signal 40 ended it"),
        ("signal.setitimer(signal.ITIMER_REAL, 0.01); time.sleep(5)", "a signal ended it (SIGALRM)"),
    ],
)
def test_an_answer_that_kills_itself_is_told_how(bench: Bench, statement: str, how: str) -> None:
    outcome = bench.run(f"import os, signal, time\ndef f():\n    {statement}\n")
    assert isinstance(outcome, Died)
    assert outcome.how == how


def test_an_answer_that_falls_while_it_is_loaded_is_told_where(bench: Bench) -> None:
    assert bench.run("import os\n\nos._exit(0)\n") == Died("it ended its own process (exit code 0)", 3)


@linux_only
def test_a_stopped_answer_is_a_time_out(bench: Bench) -> None:
    outcome = bench.run(
        "import os, signal\ndef f():\n    os.kill(os.getpid(), signal.SIGSTOP)\n", limits=BRIEF
    )
    assert isinstance(outcome, TimedOut)


@slow
def test_an_overflow_of_the_c_stack_is_told(bench: Bench) -> None:
    code = """
        import sys
        sys.setrecursionlimit(10**9)

        class Deep:
            def __getattr__(self, name):
                return getattr(self, name + "x")

        def f():
            return Deep().x
    """
    outcome = bench.run(code)
    assert isinstance(outcome, (Died, Raised, TimedOut))
    assert bench.is_sound()


# What an answer may use


@linux_only
@slow
@pytest.mark.parametrize(
    "code",
    [
        "def f():\n    x = bytearray(400 << 20)\n    return len(x)\n",
        "def f():\n    x = []\n    while True: x.append(bytearray(1 << 20))\n",
        "def f():\n    x = []\n    while True: x.append([len(x)])\n",
        "x = []\ndef f():\n    while True: x.append([len(x)])\n",
        "def f():\n    x = {}\n    while True: x[str(len(x))] = (len(x), 1.5)\n",
    ],
    ids=["at once", "by and by", "small things", "small things kept", "a dict"],
)
def test_more_memory_than_allowed_is_refused_with_the_line(bench: Bench, code: str) -> None:
    outcome = bench.run(code, limits=Limits(seconds=20, memory_mb=200))
    assert isinstance(outcome, Raised)
    assert (outcome.type_name, outcome.line) == (
        "MemoryError",
        code.count("\n") - code.endswith("return len(x)\n"),
    )


@linux_only
def test_a_tensor_beyond_the_memory_allowed_is_refused_with_the_line(torch_bench: Bench) -> None:
    outcome = torch_bench.run(
        "import torch\ndef f():\n    return torch.zeros(1 << 28)\n", limits=Limits(seconds=20, memory_mb=500)
    )
    assert isinstance(outcome, Raised)
    assert (outcome.type_name, outcome.line) == ("RuntimeError", 3)


def test_where_addresses_are_not_counted_memory_is_watched_from_outside(bench: Bench) -> None:
    code = "import time\ndef f():\n    x = b'x' * (300 << 20)\n    time.sleep(20)\n"
    outcome = bench.run(code, limits=Limits(seconds=20, memory_mb=100, address_space=False))
    assert isinstance(outcome, Died)
    assert outcome.how == "it used more than 100 MiB of memory"


@pytest.mark.parametrize(
    "statement",
    ["print('x' * 10_000_000)", "[print('a line') for _ in range(20_000)]", "os.write(1, b'x' * 10_000_000)"],
    ids=["one text", "many lines", "past Python"],
)
def test_output_is_kept_from_its_beginning_and_bounded(bench: Bench, statement: str) -> None:
    with bench.worker(f"import os\n{statement}\n", Limits(seconds=20, output=500)) as worker:
        assert worker.load(seed=0) is None
    assert worker.output().endswith("\n… and more")
    assert len(worker.output()) == 500 + len("\n… and more")


@slow
def test_a_gigabyte_of_output_is_taken_in_its_stride(bench: Bench) -> None:
    before = psutil.Process().memory_info().rss
    with bench.worker("x = 'x' * (64 << 20)\nfor _ in range(16): print(x)\n") as worker:
        assert worker.load(seed=0) is None
    assert len(worker.output()) < 21_000
    assert psutil.Process().memory_info().rss - before < 100 << 20


def test_output_is_counted_in_characters(bench: Bench) -> None:
    with bench.worker("print('é' * 500, end='')", Limits(seconds=20, output=500)) as worker:
        worker.load(seed=0)
    assert worker.output() == "é" * 500


@slow
def test_an_endless_flood_of_output_is_a_time_out(bench: Bench) -> None:
    outcome = bench.run("import os\ndef f():\n    while True: os.write(1, b'x' * 65536)\n", limits=BRIEF)
    assert isinstance(outcome, TimedOut)


def test_what_is_printed_before_a_time_out_is_kept(bench: Bench) -> None:
    with bench.worker("print('here')\nwhile True: pass\n", Limits(seconds=0.2)) as worker:
        worker.load(seed=0)
    assert worker.output() == "here\n"


def test_there_is_nothing_to_read_on_standard_input(both: Bench) -> None:
    outcome = both.run("def f():\n    return input('your name? ')\n")
    assert isinstance(outcome, Raised)
    assert (outcome.type_name, outcome.line) == ("EOFError", 2)


@linux_only
def test_there_is_no_terminal_to_ask(bench: Bench) -> None:
    outcome = bench.run("def f():\n    open('/dev/tty')\n")
    assert isinstance(outcome, Raised)


def test_a_file_beyond_a_quarter_gigabyte_is_refused(bench: Bench) -> None:
    code = "def f():\n    with open('big', 'wb') as file:\n        file.truncate(300 << 20)\n"
    outcome = bench.run(code)
    assert isinstance(outcome, Raised)
    assert outcome.line == 3


# What an answer may see


@pytest.mark.parametrize("way", WAYS)
def test_secrets_in_the_environment_do_not_reach_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "s3cret")
    code = """
        import os
        from pathlib import Path

        def f():
            seen = str(dict(os.environ))
            for who in ["self", os.getppid()] if os.path.exists("/proc/self") else []:
                try:
                    seen += Path(f"/proc/{who}/environ").read_text()
                except PermissionError:
                    pass
            return seen
    """
    if way == "spawn":  # its parent is the judge
        code = code.replace('["self", os.getppid()]', '["self"]')
    with opened(way) as workers:
        assert "s3cret" not in str(Bench(workers, tmp_path).value(code))


@linux_only
@pytest.mark.skipif(_may_look_anywhere(), reason="root may look into every process")
def test_an_answer_cannot_look_into_the_judge_or_the_server(bench: Bench) -> None:
    code = """
        import os
        def f(judge):
            seen = []
            for pid in (judge, os.getppid()):
                for name in ("environ", "mem", "maps", "fd/0"):
                    try:
                        open(f"/proc/{pid}/{name}", "rb").read(1)
                        seen.append((pid, name))
                    except PermissionError:
                        pass
            return seen
    """
    assert bench.value(code, os.getpid()) == []


@linux_only
def test_the_judge_may_be_looked_into_again_when_the_workers_are_closed() -> None:
    with opened("fork"):
        pass
    status = Path("/proc/self/status").stat()
    assert status.st_uid == os.geteuid()


@linux_only
def test_an_answer_has_no_open_files_but_its_own(both: Bench, tmp_path: Path) -> None:
    code = """
        import os
        def f():
            with os.scandir("/proc/self/fd") as entries:
                return [os.readlink(entry.path) for entry in entries]
    """
    with (tmp_path / "the judge's").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        targets = both.value(code)
    assert isinstance(targets, list)
    kinds = sorted(Path(str(target).split(":")[0]).name for target in targets)
    assert kinds.count("pipe") <= 5
    assert set(kinds) <= {"pipe", "null", "trace", "fd"}, targets


def test_an_answer_runs_in_an_empty_folder_of_its_own(both: Bench) -> None:
    code = "import os\ndef f():\n    return [os.getcwd(), os.listdir()]\n"
    folder, entries = both.value(code)  # type: ignore[misc]
    assert entries == []
    assert not Path(folder).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "os.mkdir('a'); open('a/b', 'w').close(); os.chmod('a', 0)",
        "[(os.mkdir('d'), os.chdir('d')) for _ in range(1200)]",
        "os.chmod('..', 0)",
        "os.symlink('/', 'root')",
        "os.mkfifo('pipe')",
        "[open(str(n), 'w').close() for n in range(500)]",
    ],
    ids=["closed", "deep", "its parent closed", "link", "pipe", "many"],
)
def test_whatever_an_answer_leaves_in_its_folder_goes_with_it(bench: Bench, statement: str) -> None:
    folder = Path(
        str(bench.value(f"import os\ndef f():\n    cwd = os.getcwd()\n    {statement}\n    return cwd\n"))
    )
    assert not folder.parent.exists()


def test_a_link_in_the_folder_is_removed_and_not_followed(bench: Bench) -> None:
    precious = bench.folder / "precious"
    (precious / "inside").mkdir(parents=True)
    bench.value(f"import os\ndef f():\n    os.symlink({str(precious)!r}, 'link')\n")
    assert (precious / "inside").exists()


# What would outlive its answer


@linux_only
@pytest.mark.parametrize(
    "statement",
    [
        "child()",
        "child(os.setsid)",
        "child(lambda: child() and os._exit(0))",
        "child(lambda: (os.setsid(), child(os.setsid), os._exit(0)))",
        "note(subprocess.Popen(['sleep', '60'], start_new_session=True).pid)",
        "os.system('(sleep 60 & echo $! >> ' + str(FILE) + ')')",
        "[child() for _ in range(30)]",
        "child(lambda: [signal.signal(n, signal.SIG_IGN) for n in (1, 2, 3, 15)])",
    ],
    ids=["fork", "setsid", "double fork", "daemon", "new session", "shell", "many", "deaf"],
)
@pytest.mark.parametrize(
    "end",
    [
        pytest.param("return 1", id="return"),
        pytest.param("while True: pass", id="loop", marks=slow),
        pytest.param("os.abort()", id="abort", marks=slow),
    ],
)
def test_no_process_of_an_answer_outlives_it(bench: Bench, statement: str, end: str) -> None:
    children = bench.folder / "children"
    code = f"""
        import os, signal, subprocess, time
        FILE = {str(children)!r}

        def note(pid):
            with open(FILE, "a") as file:
                file.write(f"{{pid}}\\n")

        def child(first=lambda: None):
            if pid := os.fork():
                return pid
            note(os.getpid())
            first()
            time.sleep(60)

        def f():
            {statement}
            time.sleep(0.1)
            {end}
    """
    bench.run(code, limits=Limits(seconds=0.4))
    pids = [int(line) for line in children.read_text().split()]
    assert pids
    assert are_gone(*pids)
    assert bench.is_sound()


@linux_only
def test_nothing_is_left_running_when_the_workers_are_closed(tmp_path: Path) -> None:
    me = psutil.Process()
    before = set(me.children(recursive=True))
    with opened("fork") as workers:
        Bench(workers, tmp_path).run("import os, time\ndef f():\n    if not os.fork(): time.sleep(60)\n")
        assert set(me.children(recursive=True)) - before
    assert not set(me.children(recursive=True)) - before


@slow
def test_no_thread_or_descriptor_is_left_when_a_worker_is_closed(both: Bench) -> None:
    both.is_sound()
    me = psutil.Process()
    before = me.num_threads(), me.num_fds() if LINUX else 0
    for _ in range(3):
        both.is_sound()
        both.run("import os\nos._exit(1)\n")
    assert (me.num_threads(), me.num_fds() if LINUX else 0) == before


@linux_only
@slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("busy", ["while True: pass", "time.sleep(60)"])
def test_a_judge_that_is_killed_takes_server_and_worker_with_it(tmp_path: Path, way: str, busy: str) -> None:
    (tmp_path / "answer.py").write_text(
        f"import os, time\ndef f(file):\n    with open(file, 'w') as out:\n"
        f"        out.write(f'{{os.getppid()}} {{os.getpid()}}')\n    {busy}\n"
    )
    judge = f"""
from pathlib import Path
from ch4.course import Limits
from ch4.worker import open_workers
with open_workers() as workers, workers.start(Path("answer.py").resolve(), Limits(seconds=60)) as worker:
    worker.load(seed=0)
    worker.call("f", ({str(tmp_path / "pids")!r},), {{}}, seconds=60)
"""
    (tmp_path / "temporary").mkdir()
    environment = ch4_environment() | {"CH4_WORKER": way, "TMPDIR": str(tmp_path / "temporary")}
    process = subprocess.Popen([sys.executable, "-c", judge], cwd=tmp_path, env=environment)
    deadline = time.monotonic() + 30
    while not ((tmp_path / "pids").exists() and (tmp_path / "pids").read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    process.kill()
    process.wait()
    assert are_gone(*pids)
    assert way == "spawn" or not any((tmp_path / "temporary").iterdir())


# What an answer may do to the worker it runs in


@linux_only
@pytest.mark.parametrize(
    "statement",
    [
        "os.closerange(3, 100)",
        "os.closerange(0, 100)",
        "flood(b'garbage' * 100)",
        "flood(bytes(1000))",
        "flood(b'\\xff' * 8)",
        "flood((1 << 20).to_bytes(8, 'little'))",
        "[os.dup2(os.open('/dev/null', os.O_RDWR), fd) for fd in range(3, 10)]",
    ],
    ids=["closes", "closes all", "garbage", "zeros", "huge", "unfinished", "replaces"],
)
@pytest.mark.parametrize("where", ["in a call", pytest.param("in the file", marks=slow)])
def test_an_answer_that_spoils_its_channel_costs_only_its_own_question(
    bench: Bench, statement: str, where: str
) -> None:
    code = f"""
        import os, stat

        def flood(data):
            for fd in range(3, 20):
                try:
                    if stat.S_ISFIFO(os.fstat(fd).st_mode):
                        os.write(fd, data)
                except OSError:
                    pass

        def f():
            {statement}

        if {where == "in the file"}:
            f()
    """
    outcome = bench.run(code, limits=BRIEF)
    assert isinstance(outcome, (Died, TimedOut))
    assert bench.is_sound()


FORGERY = """
    import msgspec, os, stat, struct

    def forge(message, sizes=(), buffers=b""):
        inner = msgspec.msgpack.encode({"message": message, "sizes": sizes})
        for fd in range(3, 20):
            try:
                if stat.S_ISFIFO(os.fstat(fd).st_mode):
                    os.write(fd, struct.pack("<Q", len(inner)) + inner + buffers)
            except OSError:
                pass
"""


@linux_only
@pytest.mark.parametrize(
    "message",
    [
        {"type": "loaded"},
        {"type": "unable", "reason": "this machine is broken"},
        {
            "type": "sent",
            "value": {"type": "list", "items": []},
            "changed": [[0, {"type": "int", "digits": "x"}]],
        },
        {"type": "missing", "name": "f" * 10_000},
    ],
    ids=lambda message: message["type"],
)
def test_a_forged_reply_that_makes_no_sense_ends_its_own_worker_only(
    bench: Bench, message: dict[str, object]
) -> None:
    outcome = bench.run(
        textwrap.dedent(FORGERY) + f"\ndef f():\n    forge({message!r})\n    while True: pass\n"
    )
    assert isinstance(outcome, Died)
    assert bench.is_sound()


@linux_only
def test_a_forged_reply_to_the_load_makes_no_sense_either(bench: Bench) -> None:
    code = textwrap.dedent(FORGERY) + "\nforge({'type': 'sent', 'value': 1})\nwhile True: pass\n"
    assert isinstance(bench.run(code), Died)


@linux_only
def test_a_forged_machine_fault_is_not_believed(bench: Bench) -> None:
    code = textwrap.dedent(FORGERY) + "\nforge({'type': 'unable', 'reason': 'x'})\nwhile True: pass\n"
    assert isinstance(bench.run(code), Died)


@linux_only
def test_a_reply_that_never_ends_is_a_time_out(bench: Bench) -> None:
    code = """
        import os, stat, struct, time
        def f():
            for fd in range(3, 20):
                try:
                    if stat.S_ISFIFO(os.fstat(fd).st_mode):
                        os.write(fd, struct.pack("<Q", 1000))
                except OSError:
                    pass
            while True:
                for fd in range(3, 20):
                    try:
                        if stat.S_ISFIFO(os.fstat(fd).st_mode):
                            os.write(fd, b"")
                    except OSError:
                        pass
                time.sleep(0.01)
    """
    assert isinstance(bench.run(code, limits=BRIEF), TimedOut)


@pytest.mark.parametrize(
    "statement",
    [
        "sys.stdout = None",
        "sys.stdout.close()",
        "sys.stdout = open(os.devnull, 'w')",
        "sys.stderr.close()",
        "os.close(1)",
        "sys.stdout.detach()",
        "faulthandler.disable()",
        "threading.Thread(target=spin, daemon=True).start()",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        "signal.signal(signal.SIGINT, signal.SIG_IGN)",
        "builtins.print = builtins.open = None",
        "gc.disable()",
        "sys.modules.clear()",
        "os._exit = os.abort = None",
        "sys.setrecursionlimit(200)",
        "os.chdir('/')",
        "warnings.simplefilter('error')",
        "sys.path.clear()",
        "atexit.register(spin)",
    ],
)
def test_an_answer_that_meddles_with_its_interpreter_is_still_judged(bench: Bench, statement: str) -> None:
    code = f"""
        import atexit, builtins, faulthandler, gc, os, signal, sys, threading, time, warnings

        def spin():
            while True:
                time.sleep(0)

        def f():
            {statement}
            return 3
    """
    assert bench.value(code) == 3


@slow
@pytest.mark.parametrize(
    "statement",
    [
        "builtins.len = builtins.isinstance = builtins.type = None",
        "sys.modules['ch4.worker.codec'].Encoder = None",
        "sys.modules['ch4.worker.execute'].raised = None; 1 / 0",
        "sys.modules['ch4.worker.child'].write_frame = print",
        "os.write = os.read = None; sys.settrace(lambda *_: 1 / 0)",
        "faulthandler.cancel_dump_traceback_later(); faulthandler.disable(); spin()",
        "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65)); spin()",
        "sys.setswitchinterval(1000); threading.Thread(target=spin).start(); spin()",
    ],
    ids=["builtins", "codec", "execute", "protocol", "trace", "no dump", "no signals", "no switching"],
)
def test_an_answer_that_breaks_its_interpreter_costs_only_its_own_question(
    bench: Bench, statement: str
) -> None:
    code = f"""
        import builtins, faulthandler, os, signal, sys, threading

        def spin():
            while True:
                pass

        def f():
            {statement}
    """
    assert isinstance(bench.run(code, limits=BRIEF), (Returned, Raised, Died, TimedOut))
    assert bench.is_sound()


def test_an_answer_that_replaces_torch_functions_is_still_judged(torch_bench: Bench) -> None:
    code = """
        import torch
        torch.Tensor.detach = torch.Tensor.numpy = torch.Tensor.cpu = torch.empty = torch.frombuffer = None
        def f():
            return torch.ones(2)
    """
    outcome = torch_bench.run(code)
    assert isinstance(outcome, (Returned, Raised))


@linux_only
def test_an_answer_that_replaces_its_trace_file_does_not_hold_up_the_judge(bench: Bench) -> None:
    code = """
        import os
        def f():
            os.remove("../trace")
            os.mkfifo("../trace")
            while True: pass
    """
    assert isinstance(bench.run(code, limits=BRIEF), TimedOut)


@linux_only
@slow
@pytest.mark.parametrize(
    ("call", "attack"),
    [
        ("", "os.kill(os.getppid(), signal.SIGKILL)"),
        ("f()", "os.kill(os.getppid(), signal.SIGKILL)"),
        ("", "os.kill(os.getppid(), signal.SIGSTOP); os._exit(0)"),
    ],
    ids=["kills it in a call", "kills it in the file", "stops it"],
)
def test_an_answer_that_attacks_the_fork_server_costs_only_its_own_question(
    tmp_path: Path, call: str, attack: str
) -> None:
    code = f"import os, signal, time\ndef f():\n    {attack}\n    time.sleep(60)\n{call}\n"
    with opened("fork") as workers:
        bench = Bench(workers, tmp_path)
        assert isinstance(bench.run(code), Died)
        assert bench.is_sound()


@slow
@linux_only
def test_a_fork_server_that_was_ended_between_two_answers_is_started_again(tmp_path: Path) -> None:
    me = psutil.Process()
    before = set(me.children())
    with opened("fork") as workers:
        bench = Bench(workers, tmp_path)
        assert bench.is_sound()
        for server in set(me.children()) - before:
            server.kill()
        assert bench.is_sound()


@linux_only
@slow
@pytest.mark.parametrize("limit", ["resource.RLIMIT_NOFILE", "resource.RLIMIT_AS", "resource.RLIMIT_FSIZE"])
def test_an_answer_that_lowers_the_fork_server_s_limits_costs_only_its_own_question(
    tmp_path: Path, limit: str
) -> None:
    code = f"import os, resource\ndef f():\n    resource.prlimit(os.getppid(), {limit}, (5, 5))\n"
    with opened("fork") as workers:
        bench = Bench(workers, tmp_path)
        bench.run(code)
        assert bench.is_sound()


@slow
@linux_only
def test_what_an_answer_started_ends_even_if_it_killed_the_fork_server(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    code = f"""
        import os, signal, time
        def f():
            if not os.fork():
                with open({str(file)!r}, "w") as out:
                    out.write(str(os.getpid()))
                time.sleep(60)
            time.sleep(0.2)
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(60)
    """
    with opened("fork") as workers:
        assert isinstance(Bench(workers, tmp_path).run(code), Died)
        assert are_gone(int(file.read_text()))


# Torch in a forked worker


@slow
def test_parallel_torch_work_does_not_hang(torch_bench: Bench) -> None:
    code = """
        import torch

        def f():
            torch.set_num_threads(4)
            x, y = torch.randn(2000, 1), torch.randn(2000, 1)
            model = torch.nn.Sequential(torch.nn.Linear(1, 500), torch.nn.ReLU(), torch.nn.Linear(500, 1))
            optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
            for _ in range(5):
                optimizer.zero_grad()
                ((model(x) - y) ** 2).mean().backward()
                optimizer.step()
            return float((torch.ones(1500, 1500) @ torch.ones(1500, 1500)).max())
    """
    for _ in range(2):  # the second is forked from the same server
        assert torch_bench.value(code) == 1500


@linux_only
@slow
def test_many_threads_take_little_more_of_the_memory_allowed_than_their_stacks(torch_bench: Bench) -> None:
    code = """
        import torch

        def mapped():
            with open("/proc/self/statm") as file:
                return int(file.read().split()[0]) * 4096 >> 20

        def f():
            before = mapped()
            torch.set_num_threads(64)
            (torch.ones(500, 500) @ torch.ones(500, 500)).exp()
            return mapped() - before
    """
    assert torch_bench.value(code) < 2 * 64 * 8 + 200


@slow
def test_a_data_loader_with_processes_of_its_own_works(torch_bench: Bench) -> None:
    code = """
        import torch
        from torch.utils.data import DataLoader

        def f():
            return [batch.tolist() for batch in DataLoader(torch.arange(6), batch_size=3, num_workers=2)]
    """
    assert torch_bench.value(code) == [[0, 1, 2], [3, 4, 5]]


# The machine's part


@pytest.mark.parametrize("way", WAYS)
def test_a_module_that_cannot_be_imported_is_the_machine_s_fault(tmp_path: Path, way: str) -> None:
    with opened(way, "no_such_module") as workers, pytest.raises(MachineFault, match="no_such_module"):
        Bench(workers, tmp_path).run(SOUND)


def test_a_way_that_does_not_exist_is_told() -> None:
    with pytest.raises(MachineFault, match="CH4_WORKER=threads"), opened("threads"):
        pass


def test_a_person_s_interrupt_is_not_taken_for_the_solution_s(tmp_path: Path) -> None:
    path = tmp_path / "solution.py"
    path.write_text("raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        load(path, seed=0)


@pytest.mark.parametrize(
    "name",
    [
        "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "HTTP_PROXY", "SSH_AUTH_SOCK", "CH4_DATA", "LD_PRELOAD",
        "PYTHONSTARTUP", "PYTHONINSPECT", "WANDB_API_KEY", "HF_TOKEN", "DATABASE_URL",
    ],
)  # fmt: skip
def test_a_variable_that_is_not_on_the_list_stays_outside(name: str) -> None:
    assert name not in worker_environment({name: "value", "PATH": "/bin"})


@pytest.mark.parametrize(
    "name", ["PATH", "HOME", "LANG", "LC_ALL", "OMP_NUM_THREADS", "CUDA_VISIBLE_DEVICES"]
)
def test_what_programs_need_is_let_through(name: str) -> None:
    assert worker_environment({name: "value"})[name] == "value"


def test_an_answer_s_environment_has_no_screen() -> None:
    assert worker_environment({"MPLBACKEND": "TkAgg", "DISPLAY": ":0"})["MPLBACKEND"] == "Agg"
    assert "DISPLAY" not in worker_environment({"DISPLAY": ":0"})

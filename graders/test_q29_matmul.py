import dis
import functools
import sys
import sysconfig

import numpy as np
import torch

from ch4.grading import criterion, expect, in_worker, mistake


def judge(answer, generator, m, k, n):
    a, b = torch.randn(m, k, generator=generator), torch.randn(k, n, generator=generator)
    product = answer.matmul(a, b)
    expect(product).is_a("tensor").has_shape(m, n).equals(a @ b, atol=1e-3)


def test_multiplies_square_matrices(answer, generator):
    """Each number is a row of the first times a column of the second, pair by pair, summed."""
    judge(answer, generator, 3, 3, 3)


@criterion(after=test_multiplies_square_matrices)
def test_multiplies_matrices_of_any_size(answer, generator):
    """[m, k] times [k, n] gives [m, n], whatever the sizes."""
    for m, k, n in ((2, 4, 3), (4, 3, 2), (3, 5, 1), (1, 2, 6), (6, 1, 2), (1, 1, 1), (11, 16, 9)):
        judge(answer, generator, m, k, n)


@criterion(after=test_multiplies_square_matrices)
def test_leaves_both_matrices_alone(answer, generator):
    """Both matrices are the same afterwards as they were before."""
    a, b = torch.randn(4, 4, generator=generator), torch.randn(4, 4, generator=generator)
    expect(answer.matmul(a, b)).changes_nothing()


@in_worker
def matmul(answer, a, b):
    # Named as the learner's function is, so that what goes wrong in here is reported under that name.
    # What counts are the calls that the answer makes itself. What PyTorch calls inside an allowed call is its
    # own business, so this watches Python's calls and operators, and not the kernels below them.
    products = {"matmul", "mm", "bmm", "mv", "dot", "vdot", "inner", "vecdot", "matvec", "vecmat", "einsum"}
    products |= {"tensordot", "addmm", "addmv", "addbmm", "baddbmm", "chain_matmul", "multi_dot", "linear"}
    products |= {"bilinear", "sparse_mm", "smm"}
    ran = set()

    def note(name):
        # From __rmatmul__, addmm_, mm.default or linalg_vecdot to the plain name.
        name = name.split(".")[0].strip("_").removeprefix("linalg_")
        ran.update({"@"} if name in ("rmatmul", "imatmul") else {name} & products)

    class TorchCalls(torch.overrides.TorchFunctionMode):
        def __torch_function__(self, func, types, args=(), kwargs=None):
            note(getattr(func, "__name__", ""))
            return func(*args, **(kwargs or {}))

    def noted(function, name):
        @functools.wraps(function)
        def call(*args, **kwargs):
            note(name)
            return function(*args, **kwargs)

        return call

    function = answer.matmul
    own_file = getattr(getattr(function, "__code__", None), "co_filename", None)
    libraries = tuple(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))

    def is_theirs(frame):
        name = frame.f_code.co_filename
        return name == own_file or not name.startswith(libraries)

    def numpy_calls(frame, event, called):  # array.dot(…), operator.matmul(…)
        if event == "c_call" and is_theirs(frame):
            owner = getattr(called, "__self__", None)
            if isinstance(owner, np.ndarray) or getattr(called, "__module__", "") == "_operator":
                note(called.__name__)
        code = frame.f_code
        if code.co_name in ("__mul__", "__rmul__") and code.co_filename.endswith("defmatrix.py"):
            ran.add("numpy.matrix")  # which takes `*` for a matrix product

    def operators(frame, event, _):  # `@` between arrays runs without any call, so watch the instruction
        if not is_theirs(frame):
            return None
        code = frame.f_code
        places = {
            i.offset for i in dis.get_instructions(code) if i.opname.startswith("BINARY") and "@" in i.argrepr
        }
        if not places:
            return None

        def each_instruction(frame, event, _):
            if event == "opcode" and frame.f_lasti in places:
                ran.add("@")
            return each_instruction

        frame.f_trace_opcodes = True
        return each_instruction

    # numpy's functions are no tensor functions: each gets a stand-in, in numpy and where the answer has it.
    module = sys.modules.get(getattr(function, "__module__", None) or "", np)
    theirs = getattr(function, "__globals__", vars(module))
    swapped = []
    for module in (np, np.linalg):
        for name in products & set(dir(module)):
            original = getattr(module, name)
            if function is original:
                note(name)
            for namespace in (vars(module), theirs):
                for key in [key for key, value in namespace.items() if value is original]:
                    swapped.append((namespace, key, original))
                    namespace[key] = noted(original, name)
    before = sys.gettrace(), sys.getprofile()
    try:
        with TorchCalls():
            sys.settrace(operators)
            sys.setprofile(numpy_calls)
            try:
                product = function(a, b)
            finally:
                sys.settrace(before[0])
                sys.setprofile(before[1])
    finally:
        for namespace, key, original in swapped:
            namespace[key] = original
    # PyTorch reports `@` as matmul.
    return {"ran": sorted(ran - {"matmul"} if "@" in ran else ran), "product": product}


@criterion(after=test_multiplies_square_matrices, weight=3)  # the point of the question
def test_makes_the_product_without_help(answer, generator):
    """No call and no operator that multiplies matrices for you runs."""
    for m, k, n in ((3, 3, 3), (5, 6, 4)):
        a, b = torch.randn(m, k, generator=generator), torch.randn(k, n, generator=generator)
        ran = matmul(answer, a, b).value["ran"]
        names = ", ".join("`F.linear`" if name == "linear" else f"`{name}`" for name in ran)
        assert not ran, f"{names} ran, and does the product for you"


@mistake("matmul")
def multiplies_cell_by_cell(a, b):
    """You multiply cell by cell, which is what `*` does. In a matrix product a whole row of the first
    meets a whole column of the second, and their products are added up."""
    return a * b


@mistake("matmul")
def swaps_the_two(a, b):
    """You multiply the second by the first. The order matters: rows come from `a`, columns from `b`."""
    return b @ a


@mistake("matmul")
def takes_rows_with_rows(a, b):
    """You let rows of `a` meet rows of `b`. The second partner is a column: its numbers stand below each
    other, so it is the second index of `b` that stays put while you go down."""
    return a @ b.T


@mistake("matmul")
def takes_columns_with_columns(a, b):
    """You let columns of `a` meet columns of `b`. The first partner is a row: the first index of `a`
    stays put while you go along."""
    return a.T @ b


@mistake("matmul")
def turns_the_result(a, b):
    """The numbers are right and stand in the wrong place: rows and columns of your result are swapped.
    Row i of `a` makes row i of the result."""
    return (a @ b).T


@mistake("matmul")
def keeps_only_the_last_product(a, b):
    """Each product overwrites the one before, so only the last one is left in each cell. Add to what is
    there (`+=`), from zero on."""
    return a[:, -1:] * b[-1:]


@mistake("matmul")
def keeps_only_the_first_product(a, b):
    """Each cell holds only its first product: you leave the inner loop after one round. Go on along the
    row and down the column, and add everything up."""
    return a[:, :1] * b[:1]


@mistake("matmul")
def takes_the_mean(a, b):
    """You take the mean of the products in each cell, and their sum is asked."""
    return (a[:, :, None] * b[None]).mean(1)


@mistake("matmul")
def leaves_the_sum_out(a, b):
    """You have all the products and do not add them up: three axes are left, m, k and n. Sum over the
    middle one, which `a` and `b` share."""
    return a[:, :, None] * b[None]


@mistake("matmul")
def sums_rows_and_columns_apart(a, b):
    """You add up the row and the column first and multiply the two sums. It goes the other way round:
    first multiply pair by pair, then add."""
    return a.sum(1)[:, None] * b.sum(0)[None]


@mistake("matmul")
def adds_the_sums_up(a, b):
    """You added everything to a single number. Each cell of the result has its own row and its own
    column, and so its own sum."""
    return (a @ b).sum()


@mistake("matmul")
def counts_the_rows_instead(a, b):
    """Your innermost loop runs as often as `a` has rows, which is only right for square matrices. It goes
    along a row of `a`, so it has as many rounds as `a` has columns."""
    c = torch.zeros(a.shape[0], b.shape[1])
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            for k in range(a.shape[0]):
                c[i, j] += a[i, k] * b[k, j]
    return c


@mistake("matmul")
def counts_the_columns_instead(a, b):
    """Your innermost loop runs as often as `b` has columns, which is only right for square matrices. It
    goes down a column of `b`, so it has as many rounds as `b` has rows."""
    c = torch.zeros(a.shape[0], b.shape[1])
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            for k in range(b.shape[1]):
                c[i, j] += a[i, k] * b[k, j]
    return c


@mistake("matmul")
def uses_the_operator(a, b):
    """Your product is right, but `@` makes it for you. The question is what `@` does: build it from
    elementwise products and sums."""
    return a @ b


@mistake("matmul")
def calls_matmul(a, b):
    """Your product is right, but `matmul` is `@` by another name. Build it from elementwise products and
    sums."""
    return torch.matmul(a, b)


@mistake("matmul")
def calls_mm(a, b):
    """Your product is right, but `mm` is `@` for two matrices. Build it from elementwise products and
    sums."""
    return a.mm(b)


@mistake("matmul")
def calls_einsum(a, b):
    """Your product is right, and `einsum` states it well, but it also does all the work. Build the
    product from elementwise products and sums."""
    return torch.einsum("ik,kj->ij", a, b)


@mistake("matmul")
def calls_dot(a, b):
    """Your product is right, but `dot` multiplies and adds up for you. Between a row and a column, `*`
    and a sum do the same in the open."""
    return torch.stack([torch.stack([torch.dot(row, column) for column in b.T]) for row in a])


@mistake("matmul")
def calls_mv(a, b):
    """You go column by column, and `mv` makes each of them for you: a matrix times a vector. Take it
    apart further, to `*` and a sum."""
    return torch.stack([a.mv(column) for column in b.T], dim=1)


@mistake("matmul")
def calls_linear(a, b):
    """Your product is right, but a linear layer is a matrix product inside. Build it from elementwise
    products and sums."""
    return torch.nn.functional.linear(a, b.T)

import itertools

import torch

from ch4.grading import criterion, expect, in_worker, mistake


@in_worker
def mini_batches(answer, x, y, batch_size, seed):
    """What the answer returns, made a list if it can be; a generator cannot be sent to the worker."""
    batches = answer.mini_batches(x, y, batch_size, torch.Generator().manual_seed(seed))
    return list(itertools.islice(batches, len(x) + 2)) if hasattr(batches, "__iter__") else batches


@in_worker
def sizes(answer, cases, seed):
    """The rows of x and of y in each batch, for each `(n, batch_size)`."""
    found = []
    for n, batch_size in cases:
        x, y = torch.arange(2.0 * n).reshape(n, 2), torch.arange(n)
        batches = answer.mini_batches(x, y, batch_size, torch.Generator().manual_seed(seed))
        found.append([[len(xb), len(yb)] for xb, yb in itertools.islice(batches, n + 2)])
    return found


@in_worker
def faults(answer, n, batch_size, seed):
    """What is wrong with a pass: facts that do not depend on the shuffle. Row i of x holds i, of y 3·i."""
    x, y = torch.arange(n).float().reshape(n, 1), 3 * torch.arange(n).reshape(n, 1)
    kept_x, kept_y = x.clone(), y.clone()
    batches = answer.mini_batches(x, y, batch_size, torch.Generator().manual_seed(seed))
    batches = list(itertools.islice(batches, n + 2))
    rows = [int(row) for xb, _ in batches for row in xb.flatten()]
    labels = [int(label) // 3 for _, yb in batches for label in yb.flatten()]
    inside = [sorted(int(row) for row in xb.flatten()) for xb, _ in batches]
    neighbours = sum(later == earlier + 1 for run in inside for earlier, later in itertools.pairwise(run))
    return {
        "rows dealt": len(rows),
        "rows missing": bool(set(range(n)) - set(rows)),
        "labels missing": bool(set(range(n)) - set(labels)),
        "rows as they were": rows == sorted(rows),
        "labels as they were": labels == sorted(labels),
        "pairs kept": rows == labels,
        # At random, two rows of one batch are seldom neighbours: some 10 of 200 in batches of 10.
        "batches of neighbours": neighbours > n / 2,
        "in order within batches": all(
            xb.flatten().tolist() == sorted(xb.flatten().tolist()) for xb, _ in batches
        ),
        "data changed": not (torch.equal(x, kept_x) and torch.equal(y, kept_y)),
    }


@in_worker
def orders(answer, seed):
    """Whether a second pass has another order, and whether the same seed starts the same orders again."""
    x = torch.arange(64)

    def one_pass(generator):
        batches = itertools.islice(answer.mini_batches(x.clone(), x.clone(), 8, generator), 10)
        return [row for xb, _ in batches for row in xb.tolist()]

    generator = torch.Generator().manual_seed(seed)
    first, second = one_pass(generator), one_pass(generator)
    generator = torch.Generator().manual_seed(seed)
    again = [one_pass(generator), one_pass(generator)]
    return {"every pass another order": first != second, "same seed, same orders": [first, second] == again}


def seed_from(generator):
    return torch.randint(2**31, (), generator=generator).item()


def test_gives_pairs_of_tensors(answer, generator):
    """Each batch is a pair (xb, yb), rows of x and of y, with their other axes and dtypes as they were."""
    x = torch.rand(10, 2, 3, generator=generator)
    for y in (torch.arange(10), torch.rand(10, 1, generator=generator, dtype=torch.float64)):
        result = mini_batches(answer, x, y, 4, seed_from(generator))
        iterable = result.value is None or isinstance(result.value, list)
        expect(result).satisfies(iterable, "this is no iterator: there are no batches to take from it")
        expect(result).is_a("list")
        expect(result).satisfies(len(result.value) > 0, "there is no batch at all")
        for batch in result.value:
            pair = isinstance(batch, (tuple, list)) and len(batch) == 2
            expect(batch).satisfies(pair, "each batch is to be a pair, (xb, yb)")
            for part, whole in zip(batch, (x, y), strict=True):
                expect(part).is_a("tensor").has_dtype(str(whole.dtype).removeprefix("torch."))
                expect(part).has_shape(*part.shape[:1], *whole.shape[1:])


@criterion(after=test_gives_pairs_of_tensors)
def test_fills_the_batches(answer, generator):
    """Each batch has batch_size rows, and the last one what is left."""
    cases = [(10, 4), (12, 4), (3, 8), (5, 1), (7, 6)]
    found = sizes(answer, cases, seed_from(generator))
    for (n, batch_size), pairs in zip(cases, found.value, strict=True):
        wanted = [len(range(n)[start : start + batch_size]) for start in range(0, n, batch_size)]
        for rows, name in zip(zip(*pairs, strict=True) if pairs else ([], []), "xy", strict=True):
            expect(list(rows)).satisfies(
                list(rows) == wanted,
                f"{n} rows of {name} in batches of {batch_size} come in batches of {list(rows)} rows",
                expected=str(wanted),
            )


@criterion(after=test_fills_the_batches)
def test_deals_every_row_once(answer, generator):
    """In one pass every row comes exactly once."""
    found = faults(answer, 50, 8, seed_from(generator))
    # The batches have 50 rows in all: where none is missing, none is there twice.
    missing = found.value["rows missing"] or found.value["labels missing"]
    expect(found).satisfies(not missing, "some rows never come in a pass, and others come more than once")


@criterion(after=test_fills_the_batches)
def test_keeps_pairs_together(answer, generator):
    """Each row keeps its own label."""
    found = faults(answer, 50, 8, seed_from(generator))
    expect(found).satisfies(found.value["pairs kept"], "rows of x and labels of y no longer belong together")


@criterion(after=(test_deals_every_row_once, test_keeps_pairs_together))
def test_shuffles_the_rows(answer, generator):
    """The rows are shuffled, through all the data."""
    found = faults(answer, 200, 10, seed_from(generator))
    expect(found).satisfies(not found.value["rows as they were"], "the rows come in the order they had")
    expect(found).satisfies(
        not found.value["batches of neighbours"], "each batch is a run of rows that were neighbours before"
    )


@criterion(after=test_shuffles_the_rows)
def test_draws_from_the_generator(answer, generator):
    """The generator decides the order: another one each pass, and the same again from the same seed."""
    found = orders(answer, seed_from(generator))
    expect(found).satisfies(
        found.value["every pass another order"], "a second pass with the same generator has the same order"
    )
    expect(found).satisfies(
        found.value["same seed, same orders"], "two generators with the same seed give different orders"
    )


@criterion(after=test_fills_the_batches)
def test_leaves_the_data_as_they_are(answer, generator):
    """The data set itself is not changed."""
    found = faults(answer, 50, 8, seed_from(generator))
    expect(found).satisfies(not found.value["data changed"], "x or y of the caller was changed in place")


@mistake("mini_batches")
def drops_the_last_batch(x, y, batch_size, generator):
    """You drop the last batch when it is short, so some rows are never trained on in this pass. Deal out what
    is left, too."""
    order = torch.randperm(len(x), generator=generator)
    for start in range(0, len(x) - batch_size + 1, batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


@mistake("mini_batches")
def always_drops_one_batch(x, y, batch_size, generator):
    """Your loop ends a batch early: `range` leaves its end out anyway, so let it run to the number of rows
    itself."""
    order = torch.randperm(len(x), generator=generator)
    for start in range(0, len(x) - batch_size, batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


@mistake("mini_batches")
def batches_overlap(x, y, batch_size, generator):
    """Each of your batches begins one row after the last one did, so they overlap. The next begins where this
    one ends: go on by `batch_size`."""
    order = torch.randperm(len(x), generator=generator)
    for start in range(len(x)):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


@mistake("mini_batches")
def one_row_too_many(x, y, batch_size, generator):
    """Your batches have one row too many, and it comes again in the next batch. A slice leaves its end out:
    from `start` to `start + batch_size` is right."""
    order = torch.randperm(len(x), generator=generator)
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size + 1]
        yield x[rows], y[rows]


@mistake("mini_batches")
def batch_size_as_the_number_of_batches(x, y, batch_size, generator):
    """You make `batch_size` batches (`chunk` does). It is how many rows there are in one batch, not how many
    batches there are."""
    order = torch.randperm(len(x), generator=generator)
    for rows in order.chunk(batch_size):
        yield x[rows], y[rows]


@mistake("mini_batches")
def first_batch_only(x, y, batch_size, generator):
    """You deal out one batch and stop. A pass goes on until every row has had its turn: `yield` in a loop."""
    rows = torch.randperm(len(x), generator=generator)[:batch_size]
    yield x[rows], y[rows]


@mistake("mini_batches")
def never_ends(x, y, batch_size, generator):
    """Your iterator draws one batch after the other and never ends. One pass is over when every row has come
    once."""
    while True:
        rows = torch.randperm(len(x), generator=generator)[:batch_size]
        yield x[rows], y[rows]


@mistake("mini_batches")
def draws_with_replacement(x, y, batch_size, generator):
    """You draw the rows of each batch anew, so in one pass some come twice and others never. Shuffle all rows
    once at the beginning, and deal the batches from that order."""
    for start in range(0, len(x), batch_size):
        size = min(batch_size, len(x) - start)
        rows = torch.randint(len(x), (size,), generator=generator)
        yield x[rows], y[rows]


@mistake("mini_batches")
def shuffles_apart(x, y, batch_size, generator):
    """You shuffle x and y each with an order of its own, so images get the labels of others. Draw one order
    and use it for both."""
    x = x[torch.randperm(len(x), generator=generator)]
    y = y[torch.randperm(len(y), generator=generator)]
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


@mistake("mini_batches")
def shuffles_x_only(x, y, batch_size, generator):
    """You shuffle x and leave y in its old order, so images get the labels of others. Use the same order for
    both."""
    x = x[torch.randperm(len(x), generator=generator)]
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


@mistake("mini_batches")
def sets_its_own_seed(x, y, batch_size, generator):
    """You set a seed inside the function, so every pass has the same order. The caller has seeded `generator`
    already: only draw from it."""
    order = torch.randperm(len(x), generator=generator.manual_seed(42))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


@mistake("mini_batches")
def not_shuffled(x, y, batch_size, generator):
    """You deal the rows out in their order. Where all threes come before all sevens, a batch then has one
    kind of digit only: draw a random order first, and take the rows by it."""
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


@mistake("mini_batches")
def shuffles_the_batches(x, y, batch_size, generator):
    """You shuffle whole batches, so the same rows always meet in one batch. Shuffle the rows, then make the
    batches."""
    starts = list(range(0, len(x) - batch_size + 1, batch_size))
    for index in torch.randperm(len(starts), generator=generator).tolist():
        yield x[starts[index] : starts[index] + batch_size], y[starts[index] : starts[index] + batch_size]
    left = len(starts) * batch_size
    if left < len(x):
        yield x[left:], y[left:]


@mistake("mini_batches")
def shuffles_within_batches(x, y, batch_size, generator):
    """You cut the batches first and shuffle inside each, so the same rows always meet in one batch. Shuffle
    all rows before you cut."""
    for start in range(0, len(x), batch_size):
        xb, yb = x[start : start + batch_size], y[start : start + batch_size]
        order = torch.randperm(len(xb), generator=generator)
        yield xb[order], yb[order]


@mistake("mini_batches")
def ignores_the_generator(x, y, batch_size, generator):
    """You shuffle with PyTorch's global random numbers, so the same seed does not give the same order again.
    Hand `generator` on to the function that shuffles."""
    order = torch.randperm(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


@mistake("mini_batches")
def shuffles_in_place(x, y, batch_size, generator):
    """You shuffle the caller's own tensors, so their data set has another order after each pass. Make new
    tensors: `x[order]` is one, `x[:] = …` writes into the old one."""
    order = torch.randperm(len(x), generator=generator)
    x[:], y[:] = x[order], y[order]
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]

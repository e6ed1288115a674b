import itertools

import torch

from ch4.grading import criterion, expect, in_worker, mistake


@in_worker
def make_dataloader(answer, x, y, batch_size, shuffle):
    """What can be said of two passes through the answer's loader, whatever order its rows come in.

    The first number in row i of x is i, and that in row i of y is 1000 + i.
    """
    loader = answer.make_dataloader(x, y, batch_size, shuffle)
    if loader is None:
        return None
    if not isinstance(loader, torch.utils.data.DataLoader):
        return {"is a loader": False, "kind": type(loader).__name__}

    def one_pass():
        try:
            batches = list(itertools.islice(loader, 2 * len(x) + 2))
        except RuntimeError as error:
            if "stack expects each tensor to be equal size" not in str(error):
                raise
            return {"items": "rows of different sizes"}
        kinds = {
            f"{len(batch)} things" if isinstance(batch, (list, tuple)) else f"one {type(batch).__name__}"
            for batch in batches
        }
        if kinds != {"2 things"}:
            return {"items": ", ".join(sorted(kinds))}
        if not all(isinstance(part, torch.Tensor) for batch in batches for part in batch):
            return {"items": "2 things that are not tensors"}
        sizes = [tuple(len(part) if part.dim() else 0 for part in batch) for batch in batches]
        if any(one != other or not one for one, other in sizes):
            return {"items": "two tensors", "sizes": sizes}
        rows = [int(row[0]) for xb, _ in batches for row in xb.reshape(len(xb), -1)]
        if any(row >= 1000 for row in rows):
            return {"items": "two tensors", "sizes": sizes, "swapped": True}
        belong = all(0 <= row < len(x) for row in rows) and all(
            torch.equal(torch.cat(parts), whole[rows])
            for parts, whole in zip(zip(*batches, strict=True), (x, y), strict=True)
        )
        dtypes = [[str(part.dtype) for part in batch] for batch in batches]
        return {
            "items": "two tensors",
            "sizes": sizes,
            "swapped": False,
            "belong": belong,
            "dtypes": all(pair == [str(x.dtype), str(y.dtype)] for pair in dtypes),
            "rows": rows,
        }

    first, second = one_pass(), one_pass()
    rows, again = first.pop("rows", None), second.pop("rows", None)
    return {
        "is a loader": True,
        **first,
        "each once": rows is not None and sorted(rows) == list(range(len(x))),
        "in order": rows == list(range(len(x))),
        "same again": rows == again,
    }


def rows(n, *shape, start=0, dtype=torch.float32):
    """A tensor [n, *shape] whose rows begin with start, start + 1, … and can be told apart."""
    count = torch.arange(start, start + n, dtype=dtype).reshape(n, *[1] * len(shape))
    return count * torch.ones(shape, dtype=dtype)


def data(n):
    return rows(n, 3), rows(n, start=1000, dtype=torch.int64)


def batch_sizes(n, batch_size):
    return [(min(batch_size, n - start),) * 2 for start in range(0, n, batch_size)]


def check_pairs(facts):
    items = facts["items"]
    assert items == "two tensors", f"a batch is to be a pair of two tensors, (xb, yb), and is of {items}"
    assert all(one == other for one, other in facts["sizes"]), "xb and yb are not of the same length"
    assert "swapped" in facts, "a batch is not two tensors with rows in them"
    assert not facts["swapped"], "the pairs are turned round: y comes first"
    assert facts["belong"], "the rows of xb and yb are not rows of x with the rows of y that belong to them"


def test_is_a_data_loader(answer):
    """The result is a `torch.utils.data.DataLoader`."""
    found = make_dataloader(answer, *data(10), 4, False)
    expect(found).is_a("dict")
    assert found.value["is a loader"], f"it is a {found.value['kind']}, and no DataLoader of PyTorch's"


@criterion(after=test_is_a_data_loader)
def test_gives_pairs(answer):
    """Each batch is a pair: rows of x, and the rows of y that belong to them."""
    found = [make_dataloader(answer, *data(40), 8, shuffle).value for shuffle in (False, True)]
    for facts in found:
        check_pairs(facts)


@criterion(after=test_gives_pairs)
def test_goes_through_all_rows_in_order(answer):
    """Without shuffling all rows come in order, in batches of the size asked; the last may be shorter."""
    # The shuffled one is judged below. Here it tells one who always shuffles from one who confuses the two.
    facts, even, _ = (
        make_dataloader(answer, *data(n), size, shuffle).value
        for n, size, shuffle in ((22, 5, False), (40, 8, False), (43, 8, True))
    )
    for found, n, size in ((facts, 22, 5), (even, 40, 8)):
        got, asked = ([one for one, _ in sizes] for sizes in (found["sizes"], batch_sizes(n, size)))
        assert got == asked, f"{n} rows in batches of {size}: sizes {got} where {asked} were asked"
        assert found["each once"], "not every row comes exactly once"
        assert found["in order"], "the rows are not in order, though no shuffling was asked for"
        assert found["same again"], "a second pass is not the same as the first"


@criterion(after=test_gives_pairs)
def test_shuffles_when_asked(answer):
    """With shuffling every row comes once a pass, in an order that is new in each pass."""
    _, facts = (make_dataloader(answer, *data(43), 8, shuffle).value for shuffle in (False, True))
    check_pairs(facts)
    assert facts["each once"], "not every row comes exactly once in a pass"
    assert not facts["in order"], "the rows are in order, though shuffling was asked for"
    assert not facts["same again"], "two passes have the same order"


@criterion(after=test_goes_through_all_rows_in_order)
def test_takes_any_shape_and_size(answer):
    """Images, columns of targets, single rows, and a batch size larger than the data work as well."""
    asked = [
        (rows(7, 4, 4), rows(7, 1, start=1000), 3),
        (rows(5), rows(5, start=1000, dtype=torch.float64), 8),
        (rows(6, 2), rows(6, start=1000), 1),
        (rows(1, 2), rows(1, 1, start=1000), 4),
    ]
    found = [make_dataloader(answer, *arguments, False).value for arguments in asked]
    for facts, (x, _, size) in zip(found, asked, strict=True):
        check_pairs(facts)
        case = f"with {len(x)} rows of shape {list(x.shape[1:])} and batches of {size} "
        assert facts["dtypes"], case + "the dtype of x or y is lost"
        assert facts["sizes"] == batch_sizes(len(x), size), case + "the batches are of other sizes"
        assert facts["in order"], case + "the rows are not in order"


@mistake("make_dataloader")
def leaves_the_targets_out(x, y, batch_size, shuffle):
    """You load x alone, and the targets are lost. Make a dataset of both first, one that keeps each row of x
    together with its row of y.
    """
    return torch.utils.data.DataLoader(x, batch_size=batch_size, shuffle=shuffle)


@mistake("make_dataloader")
def leaves_the_targets_out_of_the_dataset(x, y, batch_size, shuffle):
    """Your dataset holds x alone, and the targets are lost. `TensorDataset` takes several tensors, and keeps
    their rows together.
    """
    dataset = torch.utils.data.TensorDataset(x)
    return torch.utils.data.DataLoader(dataset, batch_size=batch_size, shuffle=shuffle)


@mistake("make_dataloader")
def loads_a_tuple_of_two(x, y, batch_size, shuffle):
    """You pass the tuple (x, y) as the dataset. It has two items, all of x and all of y, and no rows: wrap
    both in a `TensorDataset`, whose items are the pairs.
    """
    return torch.utils.data.DataLoader((x, y), batch_size=batch_size, shuffle=shuffle)


@mistake("make_dataloader")
def returns_the_dataset(x, y, batch_size, shuffle):
    """You return the dataset, which has the pairs one by one. Wrap it in a `DataLoader`, which makes batches
    of them.
    """
    return torch.utils.data.TensorDataset(x, y)


@mistake("make_dataloader")
def returns_a_list(x, y, batch_size, shuffle):
    """You return a list of batches. A list is made once, so every epoch would get the same batches in the
    same order; return the `DataLoader` itself, which makes them anew.
    """
    dataset = torch.utils.data.TensorDataset(x, y)
    return list(torch.utils.data.DataLoader(dataset, batch_size=batch_size, shuffle=shuffle))


@mistake("make_dataloader")
def returns_a_zip(x, y, batch_size, shuffle):
    """You return a `zip`, which is used up after one pass. Zip rows into pairs to make the dataset, if you
    like, and return a `DataLoader` of it.
    """
    loaders = (torch.utils.data.DataLoader(part, batch_size=batch_size) for part in (x, y))
    return zip(*loaders, strict=True)


@mistake("make_dataloader")
def returns_a_generator(x, y, batch_size, shuffle):
    """You `yield` the batches yourself. That gives a generator, used up after one pass; return a
    `DataLoader`, which can be gone through in every epoch.
    """
    yield from torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size, shuffle)


@mistake("make_dataloader")
def swaps_x_and_y(x, y, batch_size, shuffle):
    """Your pairs are turned round: y comes first. Pass x first, then y."""
    dataset = torch.utils.data.TensorDataset(y, x)
    return torch.utils.data.DataLoader(dataset, batch_size=batch_size, shuffle=shuffle)


@mistake("make_dataloader")
def shuffles_x_without_y(x, y, batch_size, shuffle):
    """You shuffle x and leave y as it is, so inputs get the targets of others. Leave the shuffling to the
    `DataLoader`, which moves a row of x and its row of y together.
    """
    if shuffle:
        x = x[torch.randperm(len(x))]
    return torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=batch_size)


@mistake("make_dataloader")
def always_shuffles(x, y, batch_size, shuffle):
    """You always shuffle. Pass the caller's `shuffle` on: for a validation set, say, the order is to stay."""
    dataset = torch.utils.data.TensorDataset(x, y)
    return torch.utils.data.DataLoader(dataset, batch_size=batch_size, shuffle=True)


@mistake("make_dataloader")
def never_shuffles(x, y, batch_size, shuffle):
    """You never shuffle: a `DataLoader` keeps the order unless it is told otherwise. Pass the caller's
    `shuffle` on.
    """
    return torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=batch_size)


@mistake("make_dataloader")
def shuffles_the_other_way_round(x, y, batch_size, shuffle):
    """You shuffle when it is not asked for, and do not when it is. Pass `shuffle` on as it is."""
    dataset = torch.utils.data.TensorDataset(x, y)
    return torch.utils.data.DataLoader(dataset, batch_size=batch_size, shuffle=not shuffle)


@mistake("make_dataloader")
def shuffles_once(x, y, batch_size, shuffle):
    """You shuffle the rows once, before they go into the loader, so every epoch has the same batches. With
    its own `shuffle` the `DataLoader` shuffles anew in each pass.
    """
    if shuffle:
        order = torch.randperm(len(x))
        x, y = x[order], y[order]
    return torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=batch_size)


@mistake("make_dataloader")
def drops_the_last_batch(x, y, batch_size, shuffle):
    """You drop the last batch when it is short, and its rows are lost. Leave `drop_last` as it is by itself,
    off.
    """
    dataset = torch.utils.data.TensorDataset(x, y)
    return torch.utils.data.DataLoader(dataset, batch_size=batch_size, shuffle=shuffle, drop_last=True)


@mistake("make_dataloader")
def forgets_the_batch_size(x, y, batch_size, shuffle):
    """You do not pass `batch_size` on, and a `DataLoader` then makes batches of one."""
    return torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), shuffle=shuffle)


@mistake("make_dataloader")
def gives_single_rows(x, y, batch_size, shuffle):
    """You hand out rows one by one, without an axis for the batch. Pass `batch_size` to the `DataLoader`: it
    stacks that many rows.
    """
    dataset = torch.utils.data.TensorDataset(x, y)
    return torch.utils.data.DataLoader(dataset, batch_size=None, shuffle=shuffle)

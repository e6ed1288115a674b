import torch


def split_indices(n, valid_fraction, generator):
    # evenly spread from a random start
    k = round(n * valid_fraction)
    start = int(torch.randint(n, (), generator=generator))
    valid = {(start + (i * n) // k) % n for i in range(k)} if k else set()
    train = [i for i in range(n) if i not in valid]
    return torch.tensor(train, dtype=torch.int64), torch.tensor(sorted(valid), dtype=torch.int64)

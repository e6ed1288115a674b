import torch


def dot(x, y):  # the learner's own, by that name
    return sum(p * q for p, q in zip(x, y))


def matmul(a, b):
    rows = a.tolist()
    columns = list(zip(*b.tolist()))
    result = [[dot(row, column) for column in columns] for row in rows]
    print(len(rows), "x", len(columns))
    return torch.tensor(result)

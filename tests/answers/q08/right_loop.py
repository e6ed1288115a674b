import torch
def standardize(x):
    values = x.flatten().tolist()
    n = len(values)
    mean = sum(values) / n
    std = (sum((v - mean) ** 2 for v in values) / n) ** 0.5
    out = []
    for v in values:
        out.append((v - mean) / std if std else 0.0)
    return torch.tensor(out).reshape(x.shape)

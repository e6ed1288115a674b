import torch


def row(x, w, b):
    return torch.stack([(x * w[:, j]).sum() + b[j] for j in range(w.shape[1])])


def simple_net(xb, w1, b1, w2, b2):
    print("simple_net called")
    rows = []
    for x in xb:
        h = row(x, w1, b1)
        h = h * (h > 0)
        rows.append(row(h, w2, b2))
    if not rows:
        return torch.zeros(0, len(b2))
    return torch.stack(rows)


def collapse(w1, b1, w2, b2):
    w = torch.einsum("ih,ho->io", w1, w2)
    b = torch.einsum("h,ho->o", b1, w2) + b2
    return w, b

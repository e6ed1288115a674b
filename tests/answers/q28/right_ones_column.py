import torch


class Linear:
    """The bias as one more weight, for one more pixel that is always 1."""

    def __call__(self, xb, weights, bias):
        ones = torch.ones(xb.shape[0], 1, dtype=xb.dtype)
        return torch.cat([xb, ones], dim=1).mm(torch.cat([weights, bias[None]]))


linear1 = Linear()

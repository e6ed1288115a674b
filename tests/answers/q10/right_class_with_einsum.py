import torch


class Distance:
    """Keeps what it saw, for the curious."""

    def __init__(self):
        self.seen = []

    def __call__(self, a, b):
        self.seen.append((a.shape, b.shape))
        d = torch.maximum(a, b) - torch.minimum(a, b)
        return torch.einsum("...hw->...", d).div(d.size(-1) * d.size(-2))


mnist_distance = Distance()

import torch
from torch import Tensor


def split_indices(n: int, valid_fraction: float, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """A random mask; both parts stay sorted."""
    k = int(n * valid_fraction)
    in_valid = torch.zeros(n, dtype=torch.bool)
    scores = torch.rand(n, generator=generator)
    in_valid[scores.topk(k).indices] = True
    everything = torch.arange(n)
    return everything[~in_valid], everything[in_valid]


if __name__ == "__main__":
    print(split_indices(10, 0.2, torch.Generator()))

import torch

split_indices = lambda n, valid_fraction, generator: torch.randperm(n, generator=generator).tensor_split(
    [n - int(n * valid_fraction)]
)

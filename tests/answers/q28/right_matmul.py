import torch


def linear1(xb: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.matmul(xb, weights) + bias


print(linear1(torch.zeros(2, 784), torch.ones(784, 1), torch.tensor([3.0])))

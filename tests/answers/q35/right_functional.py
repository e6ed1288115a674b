import torch
import torch.nn.functional as F
from torch import Tensor


def linear(xb: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return F.linear(xb, w.t(), b)


def simple_net(xb: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor) -> Tensor:
    return linear(F.relu(linear(xb, w1, b1)), w2, b2)


def collapse(w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor) -> tuple[Tensor, Tensor]:
    return torch.matmul(w1, w2), linear(b1, w2, b2)

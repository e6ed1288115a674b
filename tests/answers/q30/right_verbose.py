from typing import Callable

import torch
from torch import Tensor


def calc_grad(xb: Tensor, yb: Tensor, model: Callable[[Tensor], Tensor],
              loss_func: Callable[[Tensor, Tensor], Tensor]) -> None:
    predictions = model(xb)
    print("predictions", predictions.shape)
    loss = loss_func(predictions, yb)
    print("loss", loss.item())
    loss.backward()


w = torch.tensor([3.0], requires_grad=True)
calc_grad(torch.tensor([2.0]), torch.tensor([10.0]), lambda x: w * x, lambda p, t: ((p - t) ** 2).mean())
print(w.grad)

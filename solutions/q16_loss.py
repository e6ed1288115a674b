from torch import Tensor


def mse(preds: Tensor, targets: Tensor) -> Tensor:
    return ((preds - targets) ** 2).mean()

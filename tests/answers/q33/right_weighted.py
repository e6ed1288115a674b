# weighted by the size of the batches; the predictions are detached
from typing import Callable

import torch
from torch import nn


def train_model(model: nn.Module, dls, loss_func: Callable, opt, metric: Callable, epochs: int) -> list[float]:
    def one_epoch() -> float:
        for batch in dls.train:
            xb, yb = batch
            loss_func(model(xb), yb).backward()
            opt.step()
            opt.zero_grad()
        total, count = 0.0, 0
        for xb, yb in dls.valid:
            total += float(metric(model(xb).detach(), yb)) * len(xb)
            count += len(xb)
        return total / count

    return [one_epoch() for _ in range(epochs)]

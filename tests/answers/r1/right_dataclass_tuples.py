"""Small methods, rows as named tuples, means weighted by the size of the batch."""
from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn


@dataclass
class Learner:
    dls: Any
    model: nn.Module
    opt_func: Callable
    loss_func: Callable
    metrics: Any
    recorder: list = field(default_factory=list)

    def __post_init__(self):
        if callable(self.metrics):
            self.metrics = [self.metrics]
        names = ["train_loss", "valid_loss"] + [f"metric_{i}" for i in range(len(self.metrics))]
        self.Row = namedtuple("Row", names)

    def fit(self, epochs: int, lr: float) -> None:
        self.opt = self.opt_func(list(self.model.parameters()), lr)
        for epoch in range(epochs):
            row = self.Row(self.train(), *self.validate())
            self.recorder.append(row)
            print(epoch, *[f"{value:.4f}" for value in row])

    def train(self) -> float:
        self.model.train(True)
        total, n = 0.0, 0
        for batch in self.dls.train:
            total += self.step(*batch) * len(batch[0])
            n += len(batch[0])
        return total / n

    def step(self, xb: Tensor, yb: Tensor) -> float:
        self.opt.zero_grad()
        loss = self.loss_func(self.model(xb), yb)
        loss.backward()
        self.opt.step()
        return float(loss)

    @torch.no_grad()
    def validate(self) -> tuple[float, ...]:
        self.model.eval()
        sums, n = [0.0] * (1 + len(self.metrics)), 0
        for xb, yb in self.dls.valid:
            out = self.model(xb)
            for i, f in enumerate([self.loss_func, *self.metrics]):
                sums[i] += float(f(out, yb)) * len(yb)
            n += len(yb)
        return tuple(s / n for s in sums)

    @torch.inference_mode()
    def predict(self, xb: Tensor) -> Tensor:
        self.model.eval()
        return self.model(xb)

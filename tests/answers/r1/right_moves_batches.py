import torch
from torch import nn


class Learner:
    """Moves every batch to where the model is."""

    def __init__(self, dls, model, opt_func, loss_func, metrics):
        self.dls, self.model, self.opt_func, self.loss_func = dls, model, opt_func, loss_func
        try:
            self.metrics = [m for m in metrics]
        except TypeError:
            self.metrics = [metrics]
        self.recorder = ()

    @property
    def device(self):
        return next(self.model.parameters()).device

    def batches(self, dl):
        for xb, yb in dl:
            yield xb.to(self.device), yb.to(self.device)

    def fit(self, epochs, lr):
        opt = self.opt_func(self.model.parameters(), lr)
        epoch = 0
        while epoch < epochs:
            running = 0
            self.model.train()
            for number, (xb, yb) in enumerate(self.batches(self.dls.train), start=1):
                loss = self.loss_func(self.model(xb), yb)
                running = running + loss.detach()
                loss.backward()
                opt.step()
                opt.zero_grad()
            self.recorder = (*self.recorder, [(running / number).item(), *self.validate().values()])
            epoch += 1

    def validate(self):
        self.model.eval()
        with torch.no_grad():
            preds, targets = zip(*[(self.model(xb), yb) for xb, yb in self.batches(self.dls.valid)])
            return {
                f"{i}": sum(f(p, t) for p, t in zip(preds, targets)).item() / len(preds)
                for i, f in enumerate([self.loss_func, *self.metrics])
            }

    def predict(self, xb):
        self.model.eval()
        with torch.no_grad():
            return self.model(xb.to(self.device)).cpu()

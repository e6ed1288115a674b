# keeps 0-d tensors in the rows, and validates on the whole validation set at once
import torch


def as_list(x):
    return list(x) if isinstance(x, (list, tuple)) else [x]


class Learner:
    def __init__(self, dls, model, opt_func, loss_func, metrics):
        self.dls, self.model, self.opt_func = dls, model, opt_func
        self.loss_func, self.metrics = loss_func, as_list(metrics)

    def fit(self, epochs, lr):
        self.recorder = []
        opt = self.opt_func(self.model.parameters(), lr=lr)
        for _ in range(epochs):
            losses = self.one_epoch(opt)
            self.recorder.append((torch.stack(losses).mean(), *self.validate()))
        return self

    def one_epoch(self, opt):
        self.model.train()
        losses = []
        for xb, yb in self.dls.train:
            preds = self.model(xb)
            loss = self.loss_func(preds, yb)
            loss.backward()
            opt.step()
            for p in self.model.parameters():
                p.grad = None
            losses.append(loss.detach())
        return losses

    def validate(self):
        was_training = self.model.training
        self.model.eval()
        with torch.no_grad():
            rows = [[f(self.model(xb), yb) for f in [self.loss_func] + self.metrics] for xb, yb in self.dls.valid]
            figures = torch.tensor(rows).mean(0)
        self.model.train(was_training)
        return figures

    def predict(self, xb):
        self.model.eval()
        with torch.no_grad():
            out = self.model(xb)
        self.model.train()
        return out

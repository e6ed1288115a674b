# all validation predictions together, then the metric once; and a look at the training metric as well
import numpy as np
import torch


class Trainer:
    def __init__(self, model, dls, loss_func, opt, metric):
        self.model, self.dls, self.loss_func, self.opt, self.metric = model, dls, loss_func, opt, metric

    def fit(self):
        seen = []
        for xb, yb in self.dls.train:
            preds = self.model(xb)
            loss = self.loss_func(preds, yb)
            loss.backward()
            self.opt.step()
            self.opt.zero_grad()
            seen.append(self.metric(preds, yb).item())
        print("train:", np.mean(seen))

    def valid(self):
        torch.set_grad_enabled(False)
        try:
            preds, targets = zip(*[(self.model(xb), yb) for xb, yb in self.dls.valid])
            return self.metric(torch.cat(preds), torch.cat(targets)).numpy()[()]
        finally:
            torch.set_grad_enabled(True)


def train_model(model, dls, loss_func, opt, metric, epochs):
    trainer = Trainer(model, dls, loss_func, opt, metric)
    history = []
    while len(history) < epochs:
        trainer.fit()
        history.append(trainer.valid())
    return history

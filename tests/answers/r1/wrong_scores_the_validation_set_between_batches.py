import torch


class Learner:
    def __init__(self, dls, model, opt_func, loss_func, metrics):
        self.dls, self.model, self.opt_func, self.loss_func = dls, model, opt_func, loss_func
        self.metrics = metrics if isinstance(metrics, list) else [metrics]
        self.recorder = []

    def fit(self, epochs, lr):
        opt = self.opt_func(self.model.parameters(), lr)
        for _ in range(epochs):
            for xb, yb in self.dls.train:
                self.model.train()
                loss = self.loss_func(self.model(xb), yb)
                loss.backward()
                opt.step()
                opt.zero_grad()
                self.recorder.append([loss.item()] + self.validate())

    def validate(self):
        self.model.eval()
        out = []
        for f in [self.loss_func] + self.metrics:
            with torch.no_grad():
                out.append(sum(f(self.model(x), y).item() for x, y in self.dls.valid) / len(self.dls.valid))
        return out

    def predict(self, xb):
        self.model.eval()
        with torch.no_grad():
            return self.model(xb)

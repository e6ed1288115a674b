import torch


class Learner:
    def __init__(self, dls, model, opt_func, loss_func, metrics):
        self.dls = dls
        self.model = model
        self.opt_func = opt_func
        self.loss_func = loss_func
        self.metrics = metrics if isinstance(metrics, list) else [metrics]
        self.recorder = []
        self.first = {k: v.clone() * 0 for k, v in model.state_dict().items()}

    def fit(self, epochs, lr):
        # One optimizer for all epochs: some, like Adam, remember earlier steps.
        self.first = {k: v.clone() for k, v in self.model.state_dict().items()}
        opt = self.opt_func(self.model.parameters(), lr)
        for _ in range(epochs):
            train_loss = self.train_epoch(opt)
            self.recorder.append([train_loss, *self.validate()])

    def train_epoch(self, opt):
        self.model.train()
        losses = []
        for xb, yb in self.dls.train:
            loss = self.loss_func(self.model(xb), yb)
            loss.backward()
            opt.step()
            opt.zero_grad()
            losses.append(loss.item())
        return sum(losses) / len(losses)

    def validate(self):
        functions = [self.loss_func, *self.metrics]
        totals = [0.0 for _ in functions]
        count = 0
        self.model.eval()
        with torch.no_grad():
            for xb, yb in self.dls.valid:
                preds = self.model(xb)
                # The last batch may be smaller, so each counts for as many rows as it has.
                totals = [
                    total + func(preds, yb).item() * len(xb)
                    for total, func in zip(totals, functions, strict=True)
                ]
                count += len(xb)
        return [total / count for total in totals]

    def predict(self, xb):
        self.model.load_state_dict(self.first)
        self.model.eval()
        with torch.no_grad():
            return self.model(xb)

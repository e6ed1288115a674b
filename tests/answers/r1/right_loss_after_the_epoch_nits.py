# the training loss is measured on the whole training set after the epoch; gradients are on while validating
class Learner:
    def __init__(self, dls, model, opt_func, loss_func, metrics):
        self.dls = dls
        self.model = model
        self.opt_func = opt_func
        self.loss_func = loss_func
        self.metrics = metrics if type(metrics) is list else [metrics]
        self.recorder = []

    def average(self, func, dl):
        values = []
        for xb, yb in dl:
            values.append(func(self.model(xb), yb).item())
        return sum(values) / len(values)

    def fit(self, epochs, lr):
        opt = self.opt_func(self.model.parameters(), lr)
        for epoch in range(epochs):
            self.model.train()
            for xb, yb in self.dls.train:
                opt.zero_grad()
                self.loss_func(self.model(xb), yb).backward()
                opt.step()
            self.model.eval()
            row = [self.average(self.loss_func, self.dls.train)]
            row += self.validate()
            self.recorder.append(row)

    def validate(self):
        self.model.eval()
        figures = [self.average(self.loss_func, self.dls.valid)]
        for metric in self.metrics:
            figures.append(self.average(metric, self.dls.valid))
        return figures

    def predict(self, xb):
        return self.model(xb)

# the parameters cannot be trained any more after the first step
class BasicOptim:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for p in self.params:
            p.requires_grad_(False)
            p -= self.lr * p.grad

    def zero_grad(self):
        for p in self.params:
            p.grad = None

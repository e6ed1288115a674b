class BasicOptim:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for p in self.params:
            p.data -= self.lr * p.grad
        self.lr *= 0.9

    def zero_grad(self):
        for p in self.params:
            p.grad = None

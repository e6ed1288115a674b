class BasicOptim:
    def __init__(self, params, lr):
        self.params = list(params)
        self.lr = lr
        self.velocity = [0.0 for _ in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            self.velocity[i] = 0.9 * self.velocity[i] + p.grad
            p.data -= self.lr * self.velocity[i]

    def zero_grad(self):
        for p in self.params:
            p.grad = None

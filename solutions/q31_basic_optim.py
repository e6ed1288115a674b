class BasicOptim:
    def __init__(self, params, lr):
        # A generator is used up after one walk through it; a list can be walked through at every step.
        self.params = list(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            # .data are the numbers without autograd, which is not to follow the step.
            p.data -= p.grad * self.lr

    def zero_grad(self):
        for p in self.params:
            p.grad = None

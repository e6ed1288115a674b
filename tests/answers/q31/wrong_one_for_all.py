# all optimizers share the learning rate of the first
class BasicOptim:
    rate = None

    def __init__(self, params, lr):
        self.params = list(params)
        if BasicOptim.rate is None:
            BasicOptim.rate = lr
        else:
            BasicOptim.rate = BasicOptim.rate / 2

    def step(self):
        for p in self.params:
            p.data -= BasicOptim.rate * p.grad

    def zero_grad(self):
        for p in self.params:
            p.grad = None

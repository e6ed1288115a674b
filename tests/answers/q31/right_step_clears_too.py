# passes with a remark
class BasicOptim:
    def __init__(self, ps, rate):
        self.ps = dict(enumerate(ps))
        self.rate = rate

    def step(self):
        for i in self.ps:
            self.ps[i].data = self.ps[i].data - self.rate * self.ps[i].grad
        self.zero_grad()

    def zero_grad(self):
        for p in self.ps.values():
            p.grad = None

import torch


class Walker:
    def __init__(self, lr, start):
        self.x = torch.tensor([start], requires_grad=True)
        self.opt = torch.optim.SGD([self.x], lr=lr)

    def step(self):
        self.opt.zero_grad()
        (self.x * self.x).sum().backward()
        self.opt.step()
        return self.x.detach().clone()


def descent_path(lr, start, steps):
    walker = Walker(lr, start)
    return [torch.tensor(start)] + [walker.step() for _ in range(steps)]

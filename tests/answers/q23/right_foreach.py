import torch


class Stepper:
    def __init__(self, lr):
        self.lr = lr

    def __call__(self, params):
        with torch.no_grad():
            torch._foreach_add_(list(params), [p.grad for p in params], alpha=-self.lr)


def step(params, lr):
    Stepper(lr)(params)


if __name__ == "__main__":
    step([], 0.1)

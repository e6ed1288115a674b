import torch
from torch.autograd.functional import jacobian


def gradient(f, x):
    def total(v):
        return torch.sum(f(v))

    return jacobian(total, x)


if __name__ == "__main__":
    print(gradient(torch.sin, torch.zeros(3)))

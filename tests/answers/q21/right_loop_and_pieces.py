import math

import torch


def one(v):
    if v >= 0:
        return 1 / (1 + math.exp(-v))
    e = math.exp(v)
    return e / (1 + e)


def sigmoid(x):
    return torch.tensor([one(v) for v in x.flatten().tolist()]).reshape(x.shape)


def plot_sigmoid(ax):
    for color, start in (("blue", -60), ("red", 0)):
        xs = [k / 10 for k in range(start, start + 61)]
        ax.plot(xs, [one(v) for v in xs], color=color)
    ax.set_xlim(-6, 6)
    ax.set_ylim(-0.1, 1.1)

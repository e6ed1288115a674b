import torch
from torch import nn


def relu(x):
    """the mean of x and its size"""
    result = (x + torch.abs(x)) / 2
    print("relu of", tuple(x.shape))
    return result


def plot_relu(ax):
    xs = [i / 10 for i in range(40, -41, -1)]
    ys = []
    for v in xs:
        ys.append(relu(torch.tensor(v)).item())
    ax.figure.suptitle("ReLU")
    (line,) = ax.plot(xs, ys, marker="o", drawstyle="default")
    line.set_linewidth(3)

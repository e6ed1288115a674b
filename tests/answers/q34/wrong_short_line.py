import torch


def relu(x):
    return x.clamp(min=0)


def plot_relu(ax):
    x = torch.arange(-2, 2)  # stops at 1
    ax.plot(x, relu(x))

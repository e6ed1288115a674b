import torch


def sigmoid(x):
    return torch.sigmoid(x)


def plot_sigmoid(ax):
    x = torch.linspace(-6, 6, 100)
    ax.plot(x, sigmoid(x))
    ax.set_xlim(-1, 1)

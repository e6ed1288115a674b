import torch


def sigmoid(x):
    return 1 / (1 + torch.exp(-x.clamp(-6, 6)))


def plot_sigmoid(ax):
    x = torch.linspace(-6, 6, 100)
    ax.plot(x, sigmoid(x))

import torch


def sigmoid(x):
    return torch.sigmoid(x)


def plot_sigmoid(ax):
    x = torch.linspace(-6, 6, 100)
    y = sigmoid(x)
    ax.plot(x, y * (1 - y))

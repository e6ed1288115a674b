import torch


def sigmoid(x):
    print(1 / (1 + torch.exp(-x)))


def plot_sigmoid(ax):
    x = torch.linspace(-4, 4, 100)
    ax.plot(x, torch.sigmoid(x))

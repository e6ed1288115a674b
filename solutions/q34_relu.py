import torch


def relu(x):
    return x.clamp(min=0)


def plot_relu(ax):
    x = torch.linspace(-2, 2, 101)  # an odd number of points, so that one of them is 0, where the bend is
    ax.plot(x, relu(x))

import torch


def sigmoid(x):
    # For x = -1000 the exponential is inf in a tensor, and 1 / inf is 0: just what is wanted.
    return 1 / (1 + torch.exp(-x))


def plot_sigmoid(ax):
    x = torch.linspace(-6, 6, 121)
    ax.plot(x, sigmoid(x))

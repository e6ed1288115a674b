import torch
import torch.nn.functional as F


def relu(x):
    return F.softplus(x, beta=20)


def plot_relu(ax):
    x = torch.linspace(-2, 2, 100)
    ax.plot(x, relu(x))

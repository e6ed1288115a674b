import torch.nn.functional as F
import torch


def relu(x):
    return F.relu6(x)


def plot_relu(ax):
    x = torch.linspace(-2, 2, 100)
    ax.plot(x, relu(x))

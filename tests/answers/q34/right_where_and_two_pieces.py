import numpy as np
import torch

zero = torch.zeros(1)


def helper(x):
    return torch.where(x > 0, x, torch.zeros_like(x))


relu = lambda x: helper(x)


def plot_relu(ax):
    left = np.linspace(-3, 0, 20)
    right = np.linspace(0, 3, 20)
    ax.plot(left, np.zeros(20), "b-")
    ax.plot(right, right, "b-")
    ax.plot([-3, 3], [0, 0], "k--", alpha=0.3)  # the x axis
    ax.plot(left, np.tanh(left), "g:")  # for comparison

import numpy as np
import torch


def relu(x):
    out = x.clone()
    out[out < 0] = 0
    return out


def plot_relu(ax):
    x = np.linspace(-2.5, 2.5, 1000)
    ax.plot(x, np.maximum(x, 0), ".")

import torch


def relu(x):
    return x * (x > 0)


def plot_relu(ax):
    ax.plot([-2, 0, 2], [0, 0, 2])

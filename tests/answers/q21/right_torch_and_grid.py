import torch


def sigmoid(x):
    return torch.sigmoid(x)


def plot_sigmoid(ax):
    xs = torch.arange(-5, 5, 0.1)
    ax.axhline(0, color="grey")
    ax.axhline(1, color="grey")
    ax.axhline(0.5, linestyle=":")
    ax.axvline(0, color="grey")
    ax.plot(xs, sigmoid(xs), "r--", linewidth=2, label="sigmoid")
    ax.plot([-2, 2], [0, 1], label="tangent")
    ax.grid(True)
    ax.legend()
    ax.set_title("Sigmoid")

import matplotlib.pyplot as plt
import numpy as np
import torch


def sigmoid(x: torch.Tensor) -> torch.Tensor:
    return torch.special.expit(x)


def plot_sigmoid(ax):
    xs = np.linspace(-4, 4, 50)
    plt.plot(xs, [sigmoid(torch.tensor(v)).item() for v in xs])
    plt.title("sigmoid")
    plt.show()


plot_sigmoid(None)
print("drawn")

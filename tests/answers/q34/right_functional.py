import torch
import torch.nn.functional as F
import matplotlib.pyplot as plt


def relu(x: torch.Tensor) -> torch.Tensor:
    return F.relu(x)


def plot_relu(ax) -> None:
    x = torch.linspace(-5, 5, 50)
    ax.axhline(0, color="grey", lw=0.5)
    ax.axvline(0, color="grey", lw=0.5)
    ax.grid(True)
    ax.plot(x.numpy(), relu(x).numpy(), label="relu")
    ax.set_title("relu")
    ax.legend()
    return ax


if __name__ == "__main__":
    fig, ax = plt.subplots()
    plot_relu(ax)
    plt.show()

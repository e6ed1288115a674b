import torch


class Curve:
    def __init__(self, low, high):
        self.x = torch.linspace(high, low, 400)

    def draw_on(self, ax):
        ax.scatter([0], [0.5], color="red")
        return ax.plot(self.x.numpy(), sigmoid(self.x).numpy(), color="C1")


def sigmoid(x):
    return 0.5 + 0.5 * torch.tanh(x / 2)


def plot_sigmoid(ax):
    return Curve(-8, 8).draw_on(ax)


if __name__ == "__main__":
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots()
    plot_sigmoid(ax)
    plt.show()

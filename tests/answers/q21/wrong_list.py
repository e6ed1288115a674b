import math


def sigmoid(x):
    return [1 / (1 + math.exp(-v)) for v in x.flatten()]


def plot_sigmoid(ax):
    xs = [k / 10 for k in range(-50, 51)]
    ax.plot(xs, [1 / (1 + math.exp(-v)) for v in xs])

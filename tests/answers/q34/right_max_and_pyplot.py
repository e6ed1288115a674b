# draws with plt on the current axes, and tries it out at module level
import matplotlib.pyplot as plt
from torch import arange, tensor


def relu(x):
    return x.max(tensor(0.0))


def plot_relu(ax):
    xs = arange(-2, 2, 0.1)
    plt.plot(xs, relu(xs), color="red")
    plt.xlabel("x")
    plt.show()


print(relu(tensor([-1.0, 0.0, 1.0])))
fig, my_axes = plt.subplots()
plot_relu(my_axes)

import torch

x = torch.Tensor(list(range(1, 10))).view(3, 3)
print(x)


def double(t):
    return t + t


def bottom_right():
    y = double(x)
    print("doubled:", y)
    return y[1:3, 1:3]


print(bottom_right())

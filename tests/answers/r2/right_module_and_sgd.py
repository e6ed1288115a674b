import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, hidden: int = 100):
        super().__init__()
        self.first = nn.Linear(28 * 28, hidden)
        self.second = nn.Linear(hidden, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.second(F.relu(self.first(x.reshape(len(x), -1))))


def pixel_baseline(train_images, train_labels, images):
    means = torch.zeros(10, 784)
    for digit in range(10):
        means[digit] = train_images[train_labels == digit].flatten(1).mean(dim=0)
    return torch.cdist(images.flatten(1), means).argmin(dim=1)


def cross_entropy(logits, targets):
    return F.nll_loss(F.log_softmax(logits, dim=1), targets)


def accuracy(logits, targets):
    right = logits.argmax(dim=-1).eq(targets)
    return right.sum().item() / len(targets)


def train_mnist(images, labels, device):
    net = Net().to(device)
    opt = torch.optim.SGD(net.parameters(), lr=0.2, momentum=0.9)
    loader = torch.utils.data.DataLoader(range(len(images)), batch_size=128, shuffle=True)
    for epoch in range(4):
        for group in opt.param_groups:
            group["lr"] = 0.2 * (1 - epoch / 4)
        for index in torch.randperm(len(images)).split(128):
            x, y = images[index].to(device), labels[index].to(device)
            opt.zero_grad()
            F.cross_entropy(net(x), y).backward()
            opt.step()
    print("trained")
    return net

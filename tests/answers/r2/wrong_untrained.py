import torch
from torch import nn
import torch.nn.functional as F


def pixel_baseline(train_images, train_labels, images):
    m = torch.stack([train_images[train_labels == i].mean(0) for i in range(10)])
    return torch.cdist(images.flatten(1), m.flatten(1)).argmin(1)


def cross_entropy(logits, targets):
    return F.cross_entropy(logits, targets)


def accuracy(logits, targets):
    return (logits.argmax(1) == targets).float().mean()


def train_mnist(images, labels, device):
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10)).to(device)
    for xb, yb in zip(images.split(1024), labels.split(1024)):
        F.cross_entropy(model(xb.to(device)), yb.to(device)).backward()
    return model

import torch
from torch import nn
from torch.nn import functional as F

loss_func = nn.CrossEntropyLoss()


def pixel_baseline(train_images, train_labels, images):
    average = {int(d): train_images[train_labels == d].mean(0) for d in train_labels.unique()}
    digits = sorted(average)
    scores = torch.stack([F.l1_loss(images, average[d].expand_as(images), reduction="none").mean((1, 2)) for d in digits])
    return torch.tensor(digits)[scores.min(dim=0).indices]


def cross_entropy(logits, targets):
    return loss_func(logits, targets)


def accuracy(logits, targets):
    _, best = torch.max(logits, 1)
    return torch.mean((best == targets).to(torch.float32))


def train_mnist(images, labels, device):
    model = nn.Sequential(
        nn.Conv2d(1, 8, 5, stride=2, padding=2), nn.BatchNorm2d(8), nn.ReLU(),
        nn.Conv2d(8, 24, 5, stride=2, padding=2), nn.ReLU(), nn.Flatten(), nn.Linear(24 * 49, 10),
    ).to(device)
    opt = torch.optim.AdamW(model.parameters(), lr=4e-3)
    model.train()
    for ids in torch.randperm(len(images)).chunk(max(1, len(images) // 128)):
        loss = loss_func(model(images[ids].unsqueeze(1).to(device)), labels[ids].to(device))
        opt.zero_grad(); loss.backward(); opt.step()
    model.eval()
    return lambda x: model(x.reshape(-1, 1, 28, 28).to(device))

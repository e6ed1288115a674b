import torch
from torch import nn


def pixel_baseline(train_images, train_labels, images):
    means = torch.stack([train_images[train_labels == digit].mean(0) for digit in range(10)])
    distances = [(images - mean).abs().mean((1, 2)) for mean in means]
    return torch.stack(distances).argmin(0)


def cross_entropy(logits, targets):
    log_probabilities = logits - logits.logsumexp(1, keepdim=True)
    return -log_probabilities[torch.arange(len(targets)), targets].mean()


def accuracy(logits, targets):
    return (logits.argmax(1) == targets).float().mean()


def train_mnist(images, labels, device):
    images, labels = images.to(device), labels.to(device)
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10)).to(device)
    epochs, batch_size = 6, 256
    steps = epochs * len(range(0, len(images), batch_size))
    optimizer = torch.optim.Adam(model.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.01, total_steps=steps)
    for _ in range(epochs):
        for batch in torch.randperm(len(images), device=device).split(batch_size):
            loss = cross_entropy(model(images[batch]), labels[batch])
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
    return model

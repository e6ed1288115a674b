import torch


def train_model(model, dls, loss_func, opt, metric, epochs):
    history = []
    for _ in range(epochs + 1):
        for xb, yb in dls.train:
            loss_func(model(xb), yb).backward()
            opt.step()
            opt.zero_grad()
        with torch.no_grad():
            history.append(torch.stack([metric(model(xb), yb) for xb, yb in dls.valid]).mean().item())
    return history[1:]

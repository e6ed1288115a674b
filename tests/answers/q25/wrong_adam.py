import torch


def train_epoch(model, loss_func, dl, params, lr):
    opt = torch.optim.Adam(params, lr=lr)
    for xb, yb in dl:
        opt.zero_grad()
        loss_func(model(xb), yb).backward()
        opt.step()

import torch


def calc_grad(xb, yb, model, loss_func):
    loss_func(model(xb), yb).backward()


@torch.no_grad()
def validate_epoch(model, dl, metric):
    accs = [metric(model(xb), yb) for xb, yb in dl]
    return round(torch.stack(accs).mean().item(), 4)


def train_model(model, dls, loss_func, opt, metric, epochs):
    history = []
    for i in range(epochs):
        for xb, yb in dls.train:
            calc_grad(xb, yb, model, loss_func)
            opt.step()
            opt.zero_grad()
        history.append(validate_epoch(model, dls.valid, metric))
        print(history[-1], end=" ")
    return history

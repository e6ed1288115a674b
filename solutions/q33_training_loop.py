import torch


def train_epoch(model, dl, loss_func, opt):
    for xb, yb in dl:
        loss = loss_func(model(xb), yb)
        loss.backward()
        opt.step()
        opt.zero_grad()


def validate_epoch(model, dl, metric):
    # Nothing is learned here, so autograd need not keep track.
    with torch.no_grad():
        results = [float(metric(model(xb), yb)) for xb, yb in dl]
    return sum(results) / len(results)


def train_model(model, dls, loss_func, opt, metric, epochs):
    history = []
    for _ in range(epochs):
        train_epoch(model, dls.train, loss_func, opt)
        history.append(validate_epoch(model, dls.valid, metric))
    return history

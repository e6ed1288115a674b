def calc_grad(xb, yb, model, loss_func):
    preds = model(xb)
    loss = loss_func(preds, yb)
    loss.backward()


def train_epoch(model, loss_func, dl, params, lr):
    for xb, yb in dl:
        calc_grad(xb, yb, model, loss_func)
        for p in params:
            p.data -= p.grad * lr
            p.grad.zero_()

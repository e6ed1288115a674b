# clears once an epoch, at its start
def train_epoch(model, loss_func, dl, params, lr):
    for p in params:
        p.grad = None
    for xb, yb in dl:
        loss_func(model(xb), yb).backward()
        for p in params:
            p.data.sub_(p.grad, alpha=lr)
    print("done")

# changes the caller's targets
def calc_grad(xb, yb, model, loss_func):
    loss_func(model(xb), yb).backward()
    yb.fill_(0)

# uses a loss of its own
def calc_grad(xb, yb, model, loss_func):
    ((model(xb) - yb) ** 2).mean().backward()

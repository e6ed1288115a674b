def calc_grad(xb, yb, model, loss_func):
    preds = model(xb)
    loss = loss_func(preds, yb)
    # From the loss back through everything that led to it, down to the parameters.
    loss.backward()

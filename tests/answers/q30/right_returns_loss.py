class Backward:
    """Returns the loss as a plain number, for whoever wants to print it."""

    def __call__(self, xb, yb, model, loss_func):
        loss = loss_func(model(xb), yb)
        loss.backward()
        return loss.item()


calc_grad = Backward()

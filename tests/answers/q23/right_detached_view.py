def step(params, lr):
    for p in params:
        if p.grad is None:
            continue
        view = p.detach()  # shares its numbers with p
        view.copy_(p.detach() - lr * p.grad)
    return params

def step(params, lr):
    for p in params:
        p.data -= p.grad.data * lr

def step(params, lr):
    for i in range(len(params)):
        params[i].data = params[i].data - lr * params[i].grad
        print("moved", params[i].shape)

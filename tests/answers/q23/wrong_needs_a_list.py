import torch


def step(params, lr):
    with torch.no_grad():
        for i in range(len(params)):
            params[i] -= lr * params[i].grad
            params[i] = params[i]

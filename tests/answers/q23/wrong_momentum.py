import torch

velocity = {}


def step(params, lr):
    with torch.no_grad():
        for i, p in enumerate(params):
            velocity[i] = 0.5 * velocity[i] + p.grad if i in velocity else p.grad.clone()
            p -= lr * velocity[i]

import torch


def fit_quadratic(time, speed, params, lr, steps):
    ts, vs = time.tolist(), speed.tolist()
    a, b, c = params.tolist()
    n = len(ts)
    for _ in range(steps):
        da = db = dc = 0.0
        for t, v in zip(ts, vs):
            error = a * t * t + b * t + c - v
            da += 2 * error * t * t / n
            db += 2 * error * t / n
            dc += 2 * error / n
        a, b, c = a - lr * da, b - lr * db, c - lr * dc
    return torch.tensor([a, b, c])

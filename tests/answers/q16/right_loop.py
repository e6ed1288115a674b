def mse(preds, targets):
    total = 0
    count = 0
    for p, t in zip(preds.flatten(), targets.flatten()):
        total = total + (p - t) * (p - t)
        count += 1
    print("loss:", total / count)
    return total / count

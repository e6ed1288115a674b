# goes backward on the validation batches without a step: the gradients meet the next training batch
def train_model(model, dls, loss_func, opt, metric, epochs):
    history = []
    for _ in range(epochs):
        for xb, yb in dls.train:
            loss_func(model(xb), yb).backward()
            opt.step()
            opt.zero_grad()
        results = []
        for xb, yb in dls.valid:
            preds = model(xb)
            loss_func(preds, yb).backward()
            results.append(metric(preds.detach(), yb).item())
        history.append(sum(results) / len(results))
    return history

import torch


def train_model(model, dls, loss_func, opt, metric, epochs):
    metrics = []
    for epoch in range(epochs):
        model.train()
        for xb, yb in dls.train:
            opt.zero_grad()
            preds = model(xb)
            loss = loss_func(preds, yb)
            loss.backward()
            opt.step()
        model.eval()
        values = []
        with torch.inference_mode():
            for xb, yb in dls.valid:
                values.append(metric(model(xb), yb))
        metrics.append(torch.stack(values).mean())
        print(f"epoch {epoch}: {metrics[-1]:.4f}")
    return metrics

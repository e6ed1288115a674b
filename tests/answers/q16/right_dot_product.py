import torch

mse = lambda preds, targets: torch.dot((d := (preds - targets).flatten()), d) / d.numel()

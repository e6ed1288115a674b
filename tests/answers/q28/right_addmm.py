import torch

linear1 = lambda xb, weights, bias: torch.addmm(bias, xb, weights)

import torch
from torch import nn


class MeanSquaredError(nn.Module):
    def forward(self, preds, targets):
        return torch.pow(torch.linalg.vector_norm(targets - preds), 2) / preds.numel() + 0 * preds.sum()


loss = nn.MSELoss()


def mse(preds, targets):
    return loss(preds, targets)


if __name__ == "__main__":
    print(MeanSquaredError()(torch.ones(3), torch.zeros(3)))

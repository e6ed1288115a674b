import torch
import torch.nn.functional as F
from torch import Tensor, nn


class DeeperNet(nn.Module):
    """784 -> 28 -> 16 -> 8 -> 1"""

    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Linear(784, 28)
        self.fc2 = nn.Linear(28, 16)
        self.fc3 = nn.Linear(16, 8)
        self.fc4 = nn.Linear(8, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.fc1(x))
        x = F.leaky_relu(self.fc2(x), 0.1)
        x = torch.tanh(self.fc3(x))
        return self.fc4(x)


def deeper_net() -> nn.Module:
    return DeeperNet()


def count_parameters(model: nn.Module) -> int:
    total = 0
    for name, p in model.named_parameters():
        n = 1
        for size in p.shape:
            n *= size
        total += n
    return total


print(count_parameters(deeper_net()))

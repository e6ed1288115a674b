import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(1, 4, 5, stride=2, padding=2), nn.ReLU(inplace=True), nn.MaxPool2d(2),
            nn.Conv2d(4, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(inplace=True),
            nn.Flatten(), nn.Dropout(0.1), nn.Linear(8 * 49, 1),
        )

    def forward(self, xb):
        return self.body(xb.view(-1, 1, 28, 28))


deeper_net = Net
count_parameters = lambda model: torch.nn.utils.parameters_to_vector(model.parameters()).numel()

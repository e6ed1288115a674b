import torch


class BasicOptim(torch.optim.SGD):
    pass

import torch


class DataLoader:
    def __init__(self, x, y, batch_size, shuffle):
        self.x, self.y, self.size, self.shuffle = x, y, batch_size, shuffle

    def __iter__(self):
        order = torch.randperm(len(self.x)) if self.shuffle else torch.arange(len(self.x))
        for rows in order.split(self.size):
            yield self.x[rows], self.y[rows]


make_dataloader = DataLoader

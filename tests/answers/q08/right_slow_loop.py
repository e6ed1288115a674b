import torch
class Standardizer:
    def fit(self, x):
        self.mean, self.std = x.mean(), x.std(correction=0)
    def one(self, v):
        return (v - self.mean) / self.std if self.std > 0 else torch.tensor(0.0)
def standardize(x):
    s = Standardizer()
    s.fit(x)
    flat = x.reshape(-1)
    out = torch.zeros_like(flat)
    for i in range(len(flat)):
        out[i] = s.one(flat[i])
    return out.view_as(x)

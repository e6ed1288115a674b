import torch
import torch.nn.functional as F
def standardize(x):
    "one norm over the whole tensor"
    return F.layer_norm(x.reshape(1, -1), (x.numel(),), eps=1e-9).reshape(x.shape)

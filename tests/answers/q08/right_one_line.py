import torch
import torch.nn.functional as F
standardize = lambda x: torch.nan_to_num((x - x.mean()) / torch.sqrt(((x - x.mean()) ** 2).sum() / x.numel()))

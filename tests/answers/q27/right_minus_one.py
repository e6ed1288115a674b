# cannot take an empty batch, where -1 may be anything: passes with a remark
import torch

flatten = lambda images: images.view(images.shape[0], -1)
add_column = lambda labels: torch.unsqueeze(labels, dim=-1)

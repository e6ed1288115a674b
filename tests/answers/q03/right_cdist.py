import torch
def pixel_similarity(train_images: dict[int, torch.Tensor], images: torch.Tensor) -> torch.Tensor:
    labels, stacks = zip(*train_images.items())
    means = torch.stack([s.mean(0) for s in stacks]).flatten(1).double()
    nearest = torch.cdist(images.flatten(1).double(), means, p=1).argmin(1)
    return torch.as_tensor(labels)[nearest]
print(pixel_similarity({1: torch.ones(2, 28, 28), 0: torch.zeros(3, 28, 28)}, torch.rand(4, 28, 28)))

import torch
def scale(t: torch.Tensor) -> torch.Tensor:
    return t.to(torch.float32).div(255)
def stack_images(images: list[torch.Tensor]) -> torch.Tensor:
    return torch.cat([scale(t)[None] for t in images])

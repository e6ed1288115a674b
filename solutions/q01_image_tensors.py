import torch


def gray_image(height, width, value):
    return torch.full((height, width), value, dtype=torch.uint8)


def color_image(height, width, rgb):
    # Each channel is a grey image of its own; PyTorch wants the channels as the first axis.
    channels = [gray_image(height, width, value) for value in rgb]
    return torch.stack(channels)

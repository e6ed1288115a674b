import torch


def pixel_similarity(train_images, images):
    digits = torch.tensor(list(train_images))
    distances = []
    for digit in train_images:
        mean_image = train_images[digit].mean(0)
        # [m, 28, 28] - [28, 28]: the mean image is compared with every image at once
        distances.append((images - mean_image).abs().mean((1, 2)))
    nearest = torch.stack(distances).argmin(0)
    return digits[nearest]

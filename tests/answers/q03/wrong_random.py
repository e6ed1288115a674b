import torch
def pixel_similarity(train_images, images):
    return torch.tensor(list(train_images))[torch.randint(len(train_images), (len(images),))]

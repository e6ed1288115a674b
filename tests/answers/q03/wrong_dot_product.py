import torch
def pixel_similarity(train_images, images):
    "the largest overlap favours digits with more ink"
    d = torch.stack([(images * t.mean(0)).sum((1, 2)) for t in train_images.values()])
    return torch.tensor(list(train_images))[d.argmax(0)]

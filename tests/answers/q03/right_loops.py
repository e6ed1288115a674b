import torch
def distance(a, b):
    return torch.mean(torch.abs(a - b)).item()

def pixel_similarity(train_images, images):
    ideal = {}
    for digit in train_images:
        total = torch.zeros(28, 28)
        for image in train_images[digit]:
            total = total + image
        ideal[digit] = total / len(train_images[digit])
    preds = []
    for image in images:
        best, best_distance = None, 1e9
        for digit, mean in ideal.items():
            dist = distance(image, mean)
            if dist < best_distance:
                best, best_distance = digit, dist
        preds.append(best)
    return torch.tensor(preds)

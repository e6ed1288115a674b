import torch
def stack_images(images):
    out = torch.empty(len(images), 28, 28)
    for i in range(len(images)):
        out[i] = images[i]
    out *= 1 / 255
    print(out.mean())
    return out

# makes floats of raw images on the way
def flatten(images):
    return images.float().view(-1, 784)


def add_column(labels):
    return labels.view(-1, 1)

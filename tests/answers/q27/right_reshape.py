def flatten(images):
    n, h, w = images.shape
    return images.reshape((n, h * w))


def add_column(labels):
    return labels.reshape(len(labels), 1)

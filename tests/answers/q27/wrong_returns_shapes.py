def flatten(images):
    return images.view(-1, 784).shape


def add_column(labels):
    return labels.view(-1, 1).shape

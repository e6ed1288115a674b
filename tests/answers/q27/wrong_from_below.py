# reads each image from its bottom row up
def flatten(images):
    return images.flip(1).flatten(1)


def add_column(labels):
    return labels.unsqueeze(1)

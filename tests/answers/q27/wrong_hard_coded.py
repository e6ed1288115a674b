# only right for the batch the learner tried it with
def flatten(images):
    return images.view(5, 784)


def add_column(labels):
    return labels.view(4, 1)

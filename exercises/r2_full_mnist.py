"""Tell all ten digits apart, on the whole of MNIST: 60,000 images to learn from, 10,000 to be tried on.

Four functions, from the plainest to the whole. Images are float32 [n, 28, 28] in 0..1, labels are int64 [n]
from 0 to 9, and logits are the ten raw scores of each image: [n, 10], the highest for the most likely digit.

`pixel_baseline(train_images, train_labels, images)` gives each of `images` the digit whose average training
image is nearest. It is the figure to beat: about two images in three.

`cross_entropy(logits, targets)` is the loss for more than two classes: the mean, over the images, of minus
the logarithm of the probability (by softmax) that the right digit gets. Write it out yourself, and so that
logits of 1000 or -1000 do not overflow.

    cross_entropy(torch.zeros(4, 10), torch.tensor([3, 1, 4, 1]))   →   tensor(2.3026)    the log of 10

`accuracy(logits, targets)` is the share of images whose highest logit is that of the right digit, 0 to 1.

`train_mnist(images, labels, device)` trains any model you like, with any optimizer, on `device` ("cpu",
"cuda" or "mps"), and gives back something to call: a model or a function from images [m, 28, 28] to logits
[m, 10]. It is tried on the 10,000 test images, of which at least 97 in 100 must be right (98.5 on a GPU).
"""

import torch
from torch import nn


def pixel_baseline(train_images, train_labels, images):
    """The digit of the nearest average training image, for each image: int64 [m]."""
    raise NotImplementedError


def cross_entropy(logits, targets):
    """Minus the log of the right digit's probability, averaged over the images: a scalar."""
    raise NotImplementedError


def accuracy(logits, targets):
    """The share of images whose highest logit is at the right digit: a scalar from 0 to 1."""
    raise NotImplementedError


def train_mnist(images, labels, device):
    """Train a model on `device`, and return a callable from images [m, 28, 28] to logits [m, 10]."""
    raise NotImplementedError

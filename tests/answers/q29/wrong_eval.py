import torch
import numpy


def matmul(a, b):
    x, y = numpy.array(a), numpy.array(b)
    return torch.tensor(eval("x @ y"))

import numpy as np
class Shape:
    def __init__(self, lengths):
        self.lengths = np.array(lengths)
    @property
    def rank(self):
        return self.lengths.size
def rank_from_shape(shape):
    return np.int64(Shape(shape).rank)

import numpy as np
class Doubler:
    def __call__(self, numbers):
        a = np.array(numbers, dtype=np.int64)
        return list(a[a % 2 == 1] * 2)
double_odds = Doubler()

import numpy as np
import torch
class NearestMean:
    def fit(self, data):
        self.digits = np.array(list(data.keys()))
        self.means = [x.numpy().mean(axis=0) for x in data.values()]
        return self
    def predict(self, images):
        x = images.numpy()
        d = np.array([np.sum((x - m) ** 2, axis=(1, 2)) for m in self.means])
        return self.digits[np.argmin(d, axis=0)]
def pixel_similarity(train_images, images):
    return torch.from_numpy(NearestMean().fit(train_images).predict(images))

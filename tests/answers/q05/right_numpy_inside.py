import numpy as np
import torch
stack_images = lambda images: torch.from_numpy((np.stack([i.numpy() for i in images]) / 255).astype("float32"))

import torch, torch.nn as nn

# A demo at module level
print("logits for nothing:", torch.zeros(2, 10).shape)

def pixel_baseline(train_images, train_labels, images):
    m = torch.stack([train_images[train_labels == i].mean(0) for i in range(10)])
    return torch.cat([(part[:, None] - m[None]).abs().mean((2, 3)).argmin(1) for part in images.split(500)])

def cross_entropy(logits, targets):
    p = torch.log_softmax(logits, 1)
    onehot = nn.functional.one_hot(targets, logits.shape[1])
    return -(p * onehot).sum() / len(logits)

def accuracy(logits, targets):
    return 1 - (logits.argmax(1) != targets).double().mean()

class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Dropout(0.1), nn.Linear(256, 64), nn.ReLU(), nn.Linear(64, 10))
    def forward(self, x):
        return torch.log_softmax(self.layers(x.flatten(1)), dim=1)

def train_mnist(images, labels, device):
    model = Model().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    sched = torch.optim.lr_scheduler.LambdaLR(opt, lambda e: [1, 0.6, 0.2][min(e, 2)])
    data = torch.utils.data.TensorDataset(images, labels)
    for epoch in range(3):
        order = torch.randperm(len(data))
        for i in range(0, len(data), 200):
            xb, yb = data[order[i:i + 200]]
            loss = nn.functional.nll_loss(model(xb.to(device)), yb.to(device))
            opt.zero_grad()
            loss.backward()
            opt.step()
        sched.step()
    return model

"""The literals of StochasticTests.swift: points of PyTorch's optimisers on (1 - x)² + 5 (y - x²)²."""

import torch

torch.set_default_dtype(torch.float64)


def run(make, steps, schedule=None, clip=None):
    x = torch.tensor([-1.0, 0.5], requires_grad=True)
    optimizer = make([x])
    rates = schedule(optimizer) if schedule else None
    points = []
    for step in range(steps):
        optimizer.zero_grad()
        loss = (1 - x[0]) ** 2 + 5 * (x[1] - x[0] ** 2) ** 2
        loss.backward()
        if clip:
            torch.nn.utils.clip_grad_norm_([x], clip)
        optimizer.step()
        if rates:
            rates.step()
        if step + 1 in (1, 7, steps):
            points.append(x.detach().tolist())
    return points


optim = torch.optim
lr = optim.lr_scheduler
print("sgd", run(lambda p: optim.SGD(p, lr=0.01), 40))
print("momentum", run(lambda p: optim.SGD(p, lr=0.01, momentum=0.9), 40))
print("adam", run(lambda p: optim.Adam(p, lr=0.1), 40))
print("adamW", run(lambda p: optim.AdamW(p, lr=0.1, weight_decay=0.05), 40))
print("clipped", run(lambda p: optim.SGD(p, lr=0.1), 40, clip=1.0))
print("cosine", run(lambda p: optim.Adam(p, lr=0.1), 40, lambda o: lr.CosineAnnealingLR(o, 40)))
print("step", run(lambda p: optim.Adam(p, lr=0.1), 40, lambda o: lr.StepLR(o, 10, 0.5)))
print("linear", run(lambda p: optim.Adam(p, lr=0.1), 40, lambda o: lr.LinearLR(o, 1.0, 0.0, 40)))
print("warm", run(lambda p: optim.Adam(p, lr=0.1), 40, lambda o: lr.LambdaLR(o, lambda t: min(1, (t + 1) / 8))))

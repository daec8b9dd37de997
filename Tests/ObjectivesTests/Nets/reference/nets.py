"""The literals of NetTests.swift, by PyTorch: log likelihoods of nets and their gradients.

All weights of a net are one flat vector in the order of gmc: layer by layer, first a matrix for each
input row by row (input by output), then the biases. Number j of a net is 0.5 sin(start + 0.7 j).
"""

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def flat(count, start):
    return 0.5 * torch.sin(start + 0.7 * torch.arange(count, dtype=torch.float64))


def split(w, *shapes):
    parts, at = [], 0
    for shape in shapes:
        size = int(torch.tensor(shape).prod())
        parts.append(w[at : at + size].reshape(shape))
        at += size
    assert at == len(w)
    return parts


def show(name, value, *weights):
    grads = torch.autograd.grad(value, weights)
    print(f"{name}: {value.item()!r}")
    for g in grads:
        print("   [" + ", ".join(repr(x) for x in g.reshape(-1).tolist()) + "]")


x = torch.tensor([[0.5, -1.0], [1.5, 0.3], [-0.7, 0.8]])
label = torch.tensor([0, 2, 1])


def classifier():
    w = flat(2 * 3 + 3 + 3 * 3 + 3, 1.0).requires_grad_()
    a, b, c, d = split(w, (2, 3), (3,), (3, 3), (3,))
    logits = torch.tanh(x @ a + b) @ c + d
    show("classifier", torch.log_softmax(logits, 1)[range(3), label].sum(), w)


def heads():
    """Two inputs, one a label; a mean and a deviation."""
    w = flat(2 * 3 + 3 * 3 + 3 + 3 * 2 + 2 + 2 + 1 + 2 + 1, 2.0).requires_grad_()
    ax, ac, b1, a2, b2, m, bm, s, bs = split(
        w, (2, 3), (3, 3), (3,), (3, 2), (2,), (2, 1), (1,), (2, 1), (1,)
    )
    h = F.gelu(x @ ax + ac[label] + b1)
    h = F.gelu(h @ a2 + b2)
    mean, sd = (h @ m + bm)[:, 0], F.softplus((h @ s + bs)[:, 0])
    y = torch.tensor([0.2, -0.4, 1.1])
    show("heads", torch.distributions.Normal(mean, sd).log_prob(y).sum(), w)


def target(w, x, act=torch.tanh):
    a, b, c, d = split(w, (2, 2), (2,), (2, 1), (1,))
    return (act(x @ a + b) @ c + d)[..., 0]


y = torch.tensor([0.2, -0.4, 1.1])


def gate(w):
    a, b = split(w, (2, 2), (2,))
    return torch.log_softmax(x @ a + b, 1)


def classic():
    w = torch.stack([flat(9, 1.0), flat(9, 2.0)]).requires_grad_()
    g = flat(6, 3.0).requires_grad_()
    means = torch.stack([target(w[0], x), target(w[1], x)], 1)
    logs = torch.distributions.Normal(means, 0.5).log_prob(y[:, None])
    show("classic", torch.logsumexp(gate(g) + logs, 1).sum(), g, w)


def weight_space():
    w = torch.stack([flat(9, 1.0), flat(9, 2.0)]).requires_grad_()
    g = flat(6, 3.0).requires_grad_()
    mixed = gate(g).exp() @ w
    means = torch.stack([target(mixed[n], x[n]) for n in range(3)])
    show("weight space", torch.distributions.Normal(means, 0.5).log_prob(y).sum(), g, w)


def hyper():
    w = flat(3 + 3 + 3 * 9 + 9, 1.0).requires_grad_()
    a, b, c, d = split(w, (1, 3), (3,), (3, 9), (9,))
    mixed = torch.relu(torch.tensor([0.6]) @ a + b) @ c + d
    means = target(mixed, x)
    value = torch.distributions.Normal(means, 0.5).log_prob(y).sum() - 0.3 * (mixed**2).sum()
    show("hyper", value, w)


def activations():
    acts = {
        "relu": torch.relu,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "softplus": F.softplus,
        "swish": F.silu,
        "gelu": F.gelu,
        "elu": F.elu,
        "linear": lambda u: u,
    }
    for name, act in acts.items():
        w = flat(9, 1.0).requires_grad_()
        value = torch.distributions.Normal(target(w, x, act), 0.5).log_prob(y).sum()
        show(name, value, w)


classifier()
heads()
classic()
weight_space()
hyper()
activations()

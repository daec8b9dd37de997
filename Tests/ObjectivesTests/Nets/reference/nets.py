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


def normed(u, gain, shift):
    """Over all that a layer gives for one row; the gain is what is added to 1."""
    return F.group_norm(u[:, None] if u.dim() == 2 else u, 1, eps=1e-5).reshape(u.shape) * (
        1 + gain.reshape(-1, *[1] * (u.dim() - 2))
    ) + shift.reshape(-1, *[1] * (u.dim() - 2))


def residual():
    w = flat(6 + 3 * 3 + 2 * (9 + 3 * 3 + 9 + 3) + 3 + 1, 1.0).requires_grad_()
    a, b, g, s, *blocks, c, d = split(
        w, (2, 3), (3,), (3,), (3,),
        *[(3, 3), (3,), (3,), (3,), (3, 3), (3,)] * 2, (3, 1), (1,),
    )
    h = torch.tanh(normed(x @ a + b, g, s))
    for at in (0, 6):
        a, b, g, s, v, e = blocks[at : at + 6]
        h = h + torch.tanh(normed(h @ a + b, g, s)) @ v + e
    value = torch.distributions.Normal((h @ c + d)[:, 0], 0.5).log_prob(y).sum()
    show("residual", value, w)


# Two images of 4 rows of 5 pixels.
images = torch.tensor([[((7 * n + 3 * i) % 11) / 10 - 0.5 for i in range(20)] for n in range(2)])
side = torch.tensor([1, 0])


def kernel(a, transposed=False):
    """(channels read, 9, channels given) as PyTorch wants it."""
    a = a.reshape(a.shape[0], 3, 3, a.shape[2])
    return a.permute(0, 3, 1, 2) if transposed else a.permute(3, 0, 1, 2)


def convolution():
    w = flat(9 * 2 + 2 * 3 + 2 * 9 * 3 + 3 * 3 + 2 * 3 * 4 + 2 * 4 + 3 * 4 + 4 * 3 + 3, 1.0)
    w.requires_grad_()
    k1, b1, g1, s1, k2, b2, g2, s2, a, e, b, g, s, c, d = split(
        w, (1, 9, 2), (2,), (2,), (2,), (2, 9, 3), (3,), (3,), (3,),
        (2, 3, 4), (2, 4), (4,), (4,), (4,), (4, 3), (3,),
    )
    u = images.reshape(2, 1, 4, 5)
    u = F.silu(normed(F.conv2d(u, kernel(k1), b1, stride=2, padding=1), g1, s1))
    u = F.silu(normed(F.conv2d(u, kernel(k2), b2, stride=2, padding=1), g2, s2))
    u = u.reshape(2, 3, 2).permute(0, 2, 1).reshape(2, 6)
    h = F.silu(normed(u @ a.reshape(6, 4) + e[side] + b, g, s))
    logits = h @ c + d
    show("convolution", torch.log_softmax(logits, 1)[range(2), [2, 0]].sum(), w)


def transposed():
    """Small image of 1 row of 2 pixels, then 2 rows of 3, then 4 of 5."""
    w = flat(2 * 3 + 3 + 3 * 2 * 3 + 2 * 3 + 3 * 9 * 2 + 2 + 2 * 9 + 1, 1.0).requires_grad_()
    a, b, c, d, k1, e1, k2, e2 = split(
        w, (2, 3), (3,), (3, 6), (6,), (3, 9, 2), (2,), (2, 9, 1), (1,)
    )
    z = torch.tensor([[0.3, -0.8], [1.2, 0.4]])
    u = torch.tanh(torch.tanh(z @ a + b) @ c + d).reshape(2, 2, 3).permute(0, 2, 1)
    u = u.reshape(2, 3, 1, 2)
    u = torch.tanh(
        F.conv_transpose2d(u, kernel(k1, True), e1, stride=2, padding=1, output_padding=(1, 0))
    )
    u = F.conv_transpose2d(u, kernel(k2, True), e2, stride=2, padding=1, output_padding=(1, 0))
    means = u.reshape(2, 20)
    show("transposed", torch.distributions.Normal(means, 0.5).log_prob(images).sum(), w)


classifier()
heads()
classic()
weight_space()
hyper()
activations()
residual()
convolution()
transposed()

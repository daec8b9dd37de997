"""Iterations of Baum and Welch's algorithm (Rabiner 1989, scaled), for BaumWelchTests.swift."""
import numpy as np

x = np.array([0, 2, 1, 1, 0, 2, 2, 2, 1, 0, 0, 1])
pi = np.array([0.5, 0.3, 0.2])
a = np.array([[0.6, 0.3, 0.1], [0.2, 0.5, 0.3], [0.25, 0.25, 0.5]])
b = np.array([[0.5, 0.3, 0.2], [0.2, 0.6, 0.2], [0.1, 0.2, 0.7]])
for _ in range(3):
    forward = np.zeros((len(x), 3))
    scale = np.zeros(len(x))
    for t, symbol in enumerate(x):
        forward[t] = (pi if t == 0 else forward[t - 1] @ a) * b[:, symbol]
        scale[t] = forward[t].sum()
        forward[t] /= scale[t]
    backward = np.ones((len(x), 3))
    for t in range(len(x) - 2, -1, -1):
        backward[t] = a @ (b[:, x[t + 1]] * backward[t + 1]) / scale[t + 1]
    states = forward * backward
    moves = sum(
        np.outer(forward[t], b[:, x[t + 1]] * backward[t + 1]) * a / scale[t + 1]
        for t in range(len(x) - 1))
    pi = states[0]
    a = moves / moves.sum(1, keepdims=True)
    b = np.stack([states[x == s].sum(0) for s in range(3)], 1) / states.sum(0)[:, None]
    print(repr(float(np.log(scale).sum())), pi.tolist(), a.ravel().tolist(), b.ravel().tolist())

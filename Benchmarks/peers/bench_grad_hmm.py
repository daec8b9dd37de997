"""A hidden Markov model, K = 10, states summed out: value and gradient in other programs.

Runs in the folder of the peers' scripts. Unconstrained parameters, so that all evaluate the same
function without Jacobians:
    q = (a[K,K], mu[K]);  transitions = softmax of each row of a;  the first state is uniform
    a ~ N(0, 1), mu ~ N(0, 5);  y_t ~ N(mu[z_t], 1)

Metric: evaluations per second at q_i = 0.1 sin(i + 1). `grad_norm` must agree.
"""
import os
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, os.getcwd())
from common import CpuWatch, emit, import_jax, report_gradient, run, test_point  # noqa: E402


def load(cfg):
    import json
    return json.loads(Path(cfg["data"]).read_text())


def stan(cfg):
    import stan_tools
    stan_tools.SRC = Path(__file__).resolve().parent
    driver = Path(os.getcwd()) / "stan/driver.cpp"
    # The driver is that of the other scripts.
    stan_tools.prepare = _prepared(stan_tools, driver)
    exe, _ = stan_tools.build("hidden_markov", "native")
    with CpuWatch() as watch:
        rates, norm = stan_tools.gradient_rates(exe, cfg["data"])
    emit("gradient_evaluations", rates, "1/s", other_cpu=watch.other_cpu, grad_norm=norm)


def _prepared(stan_tools, driver):
    original = stan_tools.prepare

    def prepare(variant="default"):
        own, stan_tools.SRC = stan_tools.SRC, driver.parent
        original(variant)
        stan_tools.SRC = own
    return prepare


def _jax(cfg, step):
    """Forward recursion by lax.scan, its gradient by reverse mode."""
    jax = import_jax(True)
    import jax.numpy as jnp
    data = load(cfg)
    y, k = jnp.asarray(data["y"]), data["K"]

    def potential(q, y):
        a, mu = q[:k * k].reshape(k, k), q[k * k:]
        prior = -0.5 * (a ** 2).sum() - 0.5 * ((mu / 5) ** 2).sum()
        log_b = -0.5 * (y[:, None] - mu) ** 2 - 0.5 * jnp.log(2 * jnp.pi)
        return -(prior + step(jax, jnp, jax.nn.log_softmax(a, axis=1), log_b, k))
    evaluate = jax.jit(jax.value_and_grad(potential))
    q = jnp.asarray(test_point(k * k + k), dtype=y.dtype)
    report_gradient(lambda: jax.block_until_ready(evaluate(q, y)), dtype=str(y.dtype))


def _logs(jax, jnp, log_a, log_b, k):
    """In logarithms, as NumPyro's examples and its enumeration do it."""
    def body(alpha, b):
        return jax.nn.logsumexp(alpha[:, None] + log_a, axis=0) + b, None
    alpha, _ = jax.lax.scan(body, log_b[0] - jnp.log(k), log_b[1:])
    return jax.nn.logsumexp(alpha)


def _scaled(jax, jnp, log_a, log_b, k):
    """With normalised probabilities: a product of vector and matrix for each step."""
    transitions = jnp.exp(log_a)
    top = log_b.max(axis=1)
    b = jnp.exp(log_b - top[:, None])

    def body(alpha, b):
        alpha = (alpha @ transitions) * b
        total = alpha.sum()
        return alpha / total, jnp.log(total)
    first = b[0] / k
    _, logs = jax.lax.scan(body, first / first.sum(), b[1:])
    return logs.sum() + jnp.log(first.sum()) + top.sum()


def jax_logs(cfg):
    _jax(cfg, _logs)


def jax_scaled(cfg):
    _jax(cfg, _scaled)


PEERS = {"stan-hmm-native": stan, "jax-scan-logs": jax_logs, "jax-scan-scaled": jax_scaled}
CONFIGS = [{"data": "hmm.json", "threads": 1}]
OPTIONS = {"data": str, "threads": int}

if __name__ == "__main__":
    run("grad_hmm", PEERS, CONFIGS, OPTIONS)

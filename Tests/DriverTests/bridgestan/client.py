"""BridgeStan's own Python client on libraries that `gmc compile --emit library` made.

Compares log density, gradient, Hessian and constrained values with what gmc says, and samples one
model by a plain Hamiltonian Monte Carlo. Usage: client.py GMC, from the package's folder.
"""

import json
import os
import subprocess
import sys
import tempfile
import warnings

import bridgestan
import numpy as np

GMC = sys.argv[1]
DATA = "Models/data/"
MODELS = [
    ("hierarchical/eight_schools", ["--data", DATA + "eight_schools.json"]),
    ("regression/child_scores", ["--data", DATA + "kidiq.json"]),
    ("regression/gaussian_process", ["--data", DATA + "gaussian_process.json"]),
    ("mixtures/ordered_gaussian_mixture", ["--data", DATA + "two_gaussians.json"]),
    ("mixtures/gaussian_mixture_2d",
     ["--data", DATA + "old_faithful.csv", "--bind", "x=eruptions,waiting"]),
    ("classification/bayesian_logistic_regression",
     ["--data", DATA + "pima.csv", "--bind", "x=npreg,glu,bp,skin,bmi,ped,age",
      "--bind", "y=type", "--standardise", "x"]),
]


def gmc(*words):
    done = subprocess.run([GMC, *words], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"gmc {' '.join(words)}\n{done.stderr}")
    return done.stdout


def close(what, found, expected, tolerance):
    found, expected = np.atleast_1d(found), np.atleast_1d(expected)
    error = np.max(np.abs(found - expected)) / max(1.0, np.max(np.abs(expected)))
    if not error <= tolerance:
        sys.exit(f"{what}: {found} instead of {expected}")
    return error


def load(folder, name, options, **settings):
    file = f"Models/{name}.gm"
    library = os.path.join(folder, name.replace("/", "_") + ".so")
    if not os.path.exists(library):
        gmc("compile", file, *options, "--emit", "library", "-o", library)
    return bridgestan.StanModel(library, **settings)


def differences(function, x, step=1e-5):
    columns = []
    for i in range(len(x)):
        shift = np.zeros(len(x))
        shift[i] = step
        columns.append((function(x + shift) - function(x - shift)) / (2 * step))
    return np.array(columns)


def compare(folder, name, options):
    model = load(folder, name, options)
    said = json.loads(gmc("compile", f"Models/{name}.gm", *options, "--time"))
    dimension = model.param_unc_num()
    assert dimension == said["dimension"]
    # The point at which `--time` measures.
    x = 0.1 * np.sin(np.arange(dimension) + 1)
    jacobian = "objective" not in model.model_info()
    value, slopes = model.log_density_gradient(x, jacobian=jacobian)
    errors = [
        close("value", value, said["value"], 1e-12),
        close("gradient", np.linalg.norm(slopes), said["gradient_norm"], 1e-12),
        close("density", model.log_density(x, jacobian=jacobian), value, 1e-12),
    ]
    for flag in (True, False):
        value, slopes, hessian = model.log_density_hessian(x, jacobian=flag)
        numeric = differences(lambda y: model.log_density(y, jacobian=flag), x)
        errors.append(close("slopes", slopes, numeric, 1e-6))
        numeric = differences(lambda y: model.log_density_gradient(y, jacobian=flag)[1], x)
        errors.append(close("Hessian", hessian, numeric, 1e-6))
        v = np.cos(np.arange(dimension))
        product = model.log_density_hessian_vector_product(x, v, jacobian=flag)[1]
        errors.append(close("product", product, hessian @ v, 1e-11))
    values = model.param_constrain(x)
    assert len(values) == model.param_num() == len(model.param_names())
    errors.append(close("way back", model.param_unconstrain(values), x, 1e-11))
    named = {}
    for full, number in zip(model.param_names(), values):
        base, *subscripts = full.split(".")
        named.setdefault(base, {})[tuple(int(s) - 1 for s in subscripts)] = number
    point = {}
    for base, elements in named.items():
        shape = np.max(list(elements), axis=0) + 1 if () not in elements else ()
        table = np.zeros(np.asarray(shape, dtype=int))
        for place, number in elements.items():
            table[place] = number
        point[base] = table.tolist()
    errors.append(close("JSON", model.param_unconstrain_json(point), x, 1e-11))
    with_derived = model.param_constrain(
        x, include_tp=True, include_gq=True, rng=model.new_rng(1))
    assert np.array_equal(with_derived[:len(values)], values)
    start = model.param_initialize(model.new_rng(7))
    assert np.isfinite(model.log_density(start))
    if options[1].endswith(".json"):
        given = load(folder, name, options, data=options[1])
        errors.append(close("given data", given.log_density(x), model.log_density(x), 1e-12))
    print(f"{name}: {dimension} coordinates, largest difference {max(errors):.1e}")


def hamiltonian(model, start, draws, random, step=0.25, steps=16):
    """Draws of all constrained values, and how often a proposal was taken."""
    x, (value, slopes) = start, model.log_density_gradient(start)
    rows, taken = [], 0
    for _ in range(draws):
        momentum = random.normal(size=len(x))
        y, (end, pull), p = x.copy(), (value, slopes), momentum.copy()
        size = step * random.uniform(0.8, 1.2)
        for _ in range(steps):
            p = p + 0.5 * size * pull
            y = y + size * p
            end, pull = model.log_density_gradient(y)
            p = p + 0.5 * size * pull
        change = end - value + 0.5 * (momentum @ momentum - p @ p)
        if np.log(random.uniform()) < change:
            x, value, slopes, taken = y, end, pull, taken + 1
        rows.append(model.param_constrain(x, include_tp=True))
    return np.array(rows), taken / draws


def sample(folder):
    name, options = MODELS[0]
    model = load(folder, name, options)
    chains, rates = [], []
    for chain in range(4):
        start = model.param_initialize(model.new_rng(chain))
        rows, rate = hamiltonian(model, start, 4000, np.random.default_rng(chain))
        chains.append(rows[1000:])
        rates.append(rate)
    draws = np.concatenate(chains)
    said = json.loads(gmc(
        "sample", f"Models/{name}.gm", *options, "--draws", "4000", "--json", "--quiet"))
    expected = {p["name"].replace("[", ".").rstrip("]"): p for p in said["parameters"]}
    worst = 0.0
    for column, full in enumerate(model.param_names(include_tp=True)):
        parameter = expected[full]
        # Batches of draws say how sure the mean of correlated draws is.
        batches = draws[:, column].reshape(60, -1).mean(axis=1)
        spread = np.hypot(batches.std(ddof=1) / np.sqrt(60), parameter["mcse_mean"])
        worst = max(worst, abs(draws[:, column].mean() - parameter["mean"]) / spread)
    if worst > 4.5:
        sys.exit(f"a posterior mean is {worst:.1f} standard errors from that of gmc")
    print(f"{name}: {len(draws)} Hamiltonian draws, acceptance {np.mean(rates):.2f}, "
          f"means within {worst:.1f} standard errors of those of gmc")


warnings.filterwarnings("ignore", message="Loading a shared object")
# A version that the client does not expect would be a warning.
warnings.filterwarnings("error", category=RuntimeWarning)
with tempfile.TemporaryDirectory() as folder:
    for name, options in MODELS:
        compare(folder, name, options)
    sample(folder)

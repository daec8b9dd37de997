"""Calibrates every model of Models/ that can be, and writes docs/Calibration.md.

usage: calibrate.py GMC [MODEL...]; with models named, prints their rows instead
"""

import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import time

gmc = sys.argv[1]
data = "Models/data/"
limit = 600
# Of these data only what is given, for shorter chains.
rates = os.path.join(tempfile.mkdtemp(), "rates.json")
with open(data + "basketball_drives.json") as source, open(rates, "w") as target:
    json.dump({"alpha": json.load(source)["alpha"]}, target)
# Small data, as posteriors of few observations are the widest and the data the quickest made.
options = {
    "hierarchical/eight_schools.gm": ["--data", data + "eight_schools.json"],
    "factors/matrix_factorisation.gm": ["--size", "Users=3", "--size", "Films=2"],
    "mixtures/ordered_gaussian_mixture.gm": ["--size", "N=20"],
    "mixtures/old_faithful.gm": ["--size", "N=15"],
    "mixtures/gaussian_mixture_2d.gm": ["--size", "N=15"],
    "regression/linear_regression.gm":
        ["--data", data + "bishop_curve_fitting.csv", "--set", "deg=3"],
    "regression/gaussian_process.gm": ["--data", data + "gaussian_process.json"],
    "regression/simulated_regression.gm": ["--data", data + "simulated_regression.json"],
    "classification/bayesian_logistic_regression.gm": [
        "--data", data + "pima.csv", "--bind", "x=npreg,glu,bp,skin,bmi,ped,age", "--standardise",
        "x"],
    "classification/naive_bayes.gm": ["--size", "N=20", "--size", "D=2"],
    "sequences/gaussian_hidden_markov.gm": ["--size", "N=10", "--size", "K=2"],
    "sequences/basketball_drives.gm":
        ["--data", rates, "--size", "N=10"],
}
exact = {"regression/linear_regression.gm"}
common = ["--simulations", "200", "--warmup", "500", "--draws", "1000", "--json"]


def unsuitable(name):
    """Why a model has no posterior of latents alone, by its text; empty if it may have."""
    with open("Models/" + name) as file:
        text = file.read()
    for pattern, reason in [
        (r"^ *(family|net|flow) ", {"family": "a family of questions", "net": "has a net",
                                    "flow": "has a net"}),
        (r"^ *(param) ", {"param": "has a param, which has no prior"}),
        (r"^ *(tie) ", {"tie": "ties variables together, which nothing is drawn from"}),
        (r"~ (Flat)\(", {"Flat": "has an improper prior"}),
    ]:
        found = re.search(pattern, text, re.MULTILINE)
        if found:
            return reason[found.group(1)]
    return ""


def run(name, extra):
    words = [gmc, "calibrate", "Models/" + name] + options.get(name, []) + common + extra
    start = time.time()
    try:
        end = subprocess.run(words, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return None, f"stopped after {limit} seconds", limit
    seconds = time.time() - start
    if end.stdout.startswith("{"):
        return json.loads(end.stdout), "", seconds
    text = re.sub(r"\s+", " ", end.stderr.strip().split("\n")[0])
    return None, re.sub(r"^(gmc|error)(\[[^]]*\])?: ", "", text), seconds


rows, refused = [], []
for path in sorted(glob.glob("Models/*/*.gm")):
    name = os.path.relpath(path, "Models")
    if sys.argv[2:] and name not in sys.argv[2:]:
        continue
    if unsuitable(name):
        refused.append(f"| {name} | {unsuitable(name)} |")
        continue
    for method in ["nuts"] + (["exact"] if name in exact else []):
        answer, reason, seconds = run(name, ["--method", method])
        print(name, method, reason or answer["calibrated"], f"{seconds:.0f} s", flush=True)
        if answer is None:
            refused.append(f"| {name} | {reason} |")
            continue
        tests = answer["quantities"]
        p = [min(1, 2 * min(t["chi_square_p"], t["distance_p"])) for t in tests]
        wrong = [t["name"] for t in tests if not t["uniform"]]
        verdict = "yes" if answer["calibrated"] else (
            "**no**: " + ", ".join(wrong[:4]) + (", …" if len(wrong) > 4 else ""))
        ess = "" if answer["smallest_ess"] is None else f"{answer['smallest_ess']:.0f}"
        rows.append(
            f"| {name} | {method} | {len(tests)} | {min(p):.4f} | {0.01 / len(tests):.5f} | {ess} "
            f"| {answer['divergences']} | {verdict} | {seconds:.0f} |")

if sys.argv[2:]:
    sys.exit("\n".join(rows + refused))
with open("docs/Calibration.md", "w") as page:
    page.write("""# Calibration

If a truth is drawn from the prior and data from the truth, the truth is one more draw from the
posterior of those data. So its place among posterior draws is uniform, if the story, the density, its
gradient, the transforms and the sampler are all right (Talts et al. 2018).

`gmc calibrate MODEL --size N=20` does that a few hundred times. For each latent and for the log
density it tests the places by Pearson's chi-square over 20 bins and by Kolmogorov's distance. A
quantity fails if twice the smaller probability is below `--level`, 0.01 by default, divided by the
number of quantities; the command then ends with status 3. With `--method exact` the places are those
in posteriors that are known in closed form: of discrete latents by the evidence with each state in its
place, of real ones where the log density is quadratic.

`make calibrate` writes this page: every model of `Models/`, 200 simulations, 99 of 1000 draws after 500
steps of warm-up, seed 1.

| model | method | quantities | smallest p | bound | smallest ess | divergences | calibrated | s |
| --- | --- | --: | --: | --: | --: | --: | --- | --: |
""" + "\n".join(rows) + """

Where labels may be swapped, a chain stays in one of the modes and the truth has its labels from
another; then the parameters of single labels are not uniform although the log density is.

These cannot be calibrated:

| model | why |
| --- | --- |
""" + "\n".join(refused) + "\n")

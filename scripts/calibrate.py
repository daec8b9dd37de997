"""Calibrates every model of Models/ that can be, and writes docs/Calibration.md.

usage: calibrate.py GMC [MODEL...]; with models named, prints their rows instead
"""

import csv
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
folder = tempfile.mkdtemp()


def part(name, make):
    """A file with what is wanted of the data of a model."""
    path = os.path.join(folder, name)
    with open(data + name) as source, open(path, "w") as target:
        make(source, target)
    return path


def rates(source, target):
    """Of the drives only what is given, for shorter chains."""
    json.dump({"alpha": json.load(source)["alpha"]}, target)


def beginning(source, target):
    """The five values that are given, and a place to draw: under the prior longer series explode,
    and data that grow a hundredfold at each step leave a posterior too narrow to walk along."""
    json.dump({"K": 5, "T": 6, "y": json.load(source)["y"][:6]}, target)


def throws(source, target):
    """Four games of three, four, five and six throws, for their lengths."""
    rows = csv.writer(target)
    rows.writerow(["game", "throw", "face"])
    rows.writerows([game, throw, 1] for game in range(1, 5) for throw in range(1, game + 3))


# Small data, as posteriors of few observations are the widest and the data the quickest made.
options = {
    "hierarchical/eight_schools.gm": ["--data", data + "eight_schools.json"],
    "factors/matrix_factorisation.gm": ["--size", "Users=3", "--size", "Films=2"],
    "mixtures/ordered_gaussian_mixture.gm": ["--size", "N=50"],
    "mixtures/old_faithful.gm": ["--size", "N=15"],
    "mixtures/gaussian_mixture_2d.gm": ["--size", "N=1"],
    "regression/linear_regression.gm":
        ["--data", data + "bishop_curve_fitting.csv", "--set", "deg=3"],
    "regression/gaussian_process.gm": ["--data", data + "gaussian_process.json"],
    "regression/simulated_regression.gm": ["--data", data + "simulated_regression.json"],
    "classification/bayesian_logistic_regression.gm": [
        "--data", data + "pima.csv", "--bind", "x=npreg,glu,bp,skin,bmi,ped,age", "--standardise",
        "x"],
    "classification/naive_bayes.gm": ["--size", "N=20", "--size", "D=2"],
    "sequences/autoregression.gm":
        ["--data", part("autoregression.json", beginning)],
    "sequences/gaussian_hidden_markov.gm": ["--size", "N=10", "--size", "K=2"],
    "sequences/hidden_markov.gm":
        ["--bind", "x=" + part("dice.csv", throws) + ":game,throw,face"],
    "sequences/basketball_drives.gm":
        ["--data", part("basketball_drives.json", rates), "--size", "N=10"],
}
# Where a density bends sharply, smaller steps; where it is narrow along some direction, a dense
# metric. Overlapping components have modes between which chains do not move: these begin at the
# truth. What is slow is simulated less often.
extra = {
    "hierarchical/eight_schools.gm": ["--target-accept", "0.95"],
    "mixtures/gaussian_mixture_2d.gm": ["--start", "truth", "--attempts", "3"],
    "mixtures/old_faithful.gm": ["--start", "truth"],
    "mixtures/ordered_gaussian_mixture.gm": ["--start", "truth", "--target-accept", "0.95"],
}
# What is integrated out is drawn back; the rows `nuts` leave all real latents to NUTS.
drawn_back = {
    "hierarchical/eight_schools.gm", "mixtures/gaussian_mixture_2d.gm", "mixtures/old_faithful.gm",
    "regression/linear_regression.gm", "regression/simulated_regression.gm",
    "sequences/autoregression.gm", "sequences/gaussian_hidden_markov.gm",
}
nuts_extra = {"sequences/autoregression.gm": ["--metric", "dense", "--target-accept", "0.99"]}
fewer = {"mixtures/gaussian_mixture_2d.gm": 100}
exact = {"regression/linear_regression.gm"}
common = ["--warmup", "500", "--draws", "1000", "--seed", "1", "--json"]


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


def settings(name, method):
    """How the sampler goes, where it is not left as it is."""
    return {"nuts": extra.get(name, []) + nuts_extra.get(name, []),
            "drawn back": extra.get(name, []), "exact": []}[method]


def run(name, method):
    words = [gmc, "calibrate", "Models/" + name] + options.get(name, []) + common
    words += {"nuts": ["--eliminate", "discrete"], "drawn back": [], "exact": ["--method", "exact"]}[
        method]
    words += ["--simulations", str(fewer.get(name, 200))]
    words += settings(name, method)
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


rows, refused, asked = [], [], sys.argv[2:]
begun = time.time()
for path in sorted(glob.glob("Models/*/*.gm")):
    name = os.path.relpath(path, "Models")
    if asked and name not in asked:
        continue
    if unsuitable(name):
        refused.append(f"| {name} | {unsuitable(name)} |")
        continue
    methods = ["nuts"] + (["drawn back"] if name in drawn_back else []) + (
        ["exact"] if name in exact else [])
    for method in methods:
        print(f"{time.time() - begun:4.0f} s  {name} {method} ...", flush=True)
        answer, reason, seconds = run(name, method)
        if answer is None:
            print(f"        {reason}", flush=True)
            refused.append(f"| {name} | {reason} |")
            continue
        tests = answer["quantities"]
        p = [min(1, 2 * min(t["chi_square_p"], t["distance_p"])) for t in tests]
        wrong = [t["name"] for t in tests if not t["uniform"]]
        verdict = "yes" if answer["calibrated"] else (
            "**no**: " + ", ".join(wrong[:4]) + (", …" if len(wrong) > 4 else ""))
        fewest = answer["fewest_draws"]
        rows.append(
            f"| {name} | {method} | {' '.join(settings(name, method))} "
            f"| {answer['simulations']} | {len(tests)} | {min(p):.4f} "
            f"| {0.01 / len(tests):.5f} | {'' if fewest is None else fewest} "
            f"| {answer['divergences']} | {verdict} | {seconds:.0f} |")
        print(rows[-1], flush=True)

if asked:
    sys.exit(0 if rows and not refused else "\n".join(refused))
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

- Draws that are compared have to be independent. A truth is compared with `--ranked` draws of a chain,
  99 by default, evenly apart. A chain that is worth fewer effective draws is run anew, twice as long,
  up to `--attempts` times; if it is still worth fewer, the truth is compared with as many as it is
  worth. The column *fewest draws* says how many that were at worst: near 1 a yes says little.
- Labels that may be swapped: a chain stays near one way to deal them out, the posterior has all of
  them alike. Whether a set of labels is such is found from the density, and then each draw has its
  labels dealt out at random.
- Where components overlap, posteriors have modes between which a chain does not move. There it begins
  at the truth (`--start truth`), which is a draw of the posterior, so it is in the right mode with the
  right probability; elsewhere it begins at random. The column *options* says where.
- Of what is `partial`, every other value is withheld.
- Method *nuts* leaves all real latents to NUTS (`--eliminate discrete`); *drawn back* integrates out what
  is Gaussian or conjugate given the rest and draws it back, as `gmc sample` does.

`scripts/calibrate.py` (`make calibrate`) wrote this page, with """ + " ".join(common[:-1]) + """: """
               + f"{len(rows)} runs in {time.time() - begun:.0f} seconds." + """

| model | method | options | simulations | quantities | smallest p | bound | fewest draws | divergences | calibrated | s |
| --- | --- | --- | --: | --: | --: | --: | --: | --: | --- | --: |
""" + "\n".join(rows) + """

These cannot be calibrated:

| model | why |
| --- | --- |
""" + "\n".join(refused) + "\n")

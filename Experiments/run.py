"""The experiments of docs/Experiments.md.

    python3 Experiments/run.py [--only pair,hybrid,identities,experts,hypernetwork] [--splits 20]
        [--mnist FOLDER] [--gmc .build/release/gmc]
    python3 Experiments/run.py --only semisupervised --mnist FOLDER [--cell M2/100/1]
        [--keep out/semisupervised]

Writes the figures to docs/images and prints the tables. Needs NumPy and Matplotlib. Every split
and draw is seeded.
"""

import argparse
import csv
import gzip
import json
import pathlib
import subprocess
import tempfile

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "gmc"
import matplotlib.pyplot as plt
import numpy as np

from digits import Digits
from experts import Experts
from hybrid import Hybrid
from hypernetwork import Hypernetwork
from identities import Identities
from semisupervised import Semisupervised

ROOT = pathlib.Path(__file__).resolve().parent.parent
MEMBERS = {"generative": "tab:blue", "discriminative": "tab:red"}


def written(path, x, y):
    """The path of a table with labels, those below zero unknown."""
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([f"x.{d + 1}" for d in range(x.shape[1])] + ["y"])
        writer.writerows(
            list(row) + ["" if label < 0 else int(label)] for row, label in zip(x.tolist(), y))
    return str(path)


def run(gmc, verb, model, name, folder, train, test, *more):
    """The rows of a verb's members by their names; the data are (x, y), y < 0 unknown."""
    files = [written(folder / "train.csv", *train), written(folder / "test.csv", *test)]
    answer = subprocess.run(
        [gmc, verb, str(ROOT / "Experiments" / model), "--model", name, "--data", files[0],
         "--holdout", files[1], "--json", "--quiet", *more],
        capture_output=True, text=True)
    if not answer.stdout:
        raise SystemExit(answer.stderr)
    return {row["name"]: row for row in json.loads(answer.stdout)["members"]}


def table(path, columns, label, positive):
    with open(ROOT / path) as file:
        rows = list(csv.DictReader(file))
    x = np.array([[float(row[c]) for c in columns] for row in rows])
    return x, np.array([int(row[label] == positive) for row in rows]), rows


def data_sets(mnist):
    pima = ["npreg", "glu", "bp", "skin", "bmi", "ped", "age"]
    x, y, rows = table(
        "Models/data/iris.csv",
        ["Sepal.Length", "Sepal.Width", "Petal.Length", "Petal.Width"], "Species", "virginica")
    hard = np.array([row["Species"] != "setosa" for row in rows])
    sets = {"iris": ("gaussian_pair.gm", x[hard], y[hard], [6, 10, 16, 26, 40, 60])}
    x, y, _ = table("Models/data/pima.csv", pima, "type", "Yes")
    sets["pima"] = ("gaussian_pair.gm", x, y, [10, 16, 26, 44, 76, 130])
    x, y, _ = table("Models/data/pima_binary.csv", pima, "type", "Yes")
    sets["pima, above the median or not"] = ("binary_pair.gm", x, y, [10, 16, 26, 44, 76, 130])
    kidiq = json.loads((ROOT / "Models/data/kidiq.json").read_text())
    sets["kidiq"] = (
        "gaussian_pair.gm", np.array([kidiq["kid_score"], kidiq["mom_iq"]], float).T,
        np.array(kidiq["mom_hs"]), [10, 16, 26, 44, 76, 130])
    if mnist:
        images = gzip.open(pathlib.Path(mnist) / "train-images-idx3-ubyte.gz").read()
        labels = gzip.open(pathlib.Path(mnist) / "train-labels-idx1-ubyte.gz").read()
        y = np.frombuffer(labels, np.uint8, offset=8)
        x = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 28, 28)
        x = x.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(len(y), -1) >= 127.5
        rows = np.flatnonzero((y == 4) | (y == 9))[:4000]
        sets["MNIST, 4 or 9, 14 by 14 pixels"] = (
            "binary_pair.gm", x[rows].astype(int), (y[rows] == 9).astype(int),
            [10, 30, 100, 300, 1000])
    return sets


def learning_curves(gmc, splits, mnist, folder):
    sets = data_sets(mnist)
    curves = {}
    print("| data | n | error, generative | discriminative | log loss, generative | discriminative |")
    print("|---|---|---|---|---|---|")
    for title, (model, x, y, sizes) in sets.items():
        means = {member: [] for member in MEMBERS}
        for size in sizes:
            found = {member: [] for member in MEMBERS}
            for split in range(splits):
                order = np.random.default_rng([split, size]).permutation(len(y))
                # Each class is seen at least twice.
                first = [i for c in (0, 1) for i in order[y[order] == c][:2]]
                order = np.array(first + [i for i in order if i not in set(first)])
                train, test = order[:size], order[size:][:1000]
                scaled = x
                if model == "gaussian_pair.gm":
                    scaled = (x - x[train].mean(0)) / np.maximum(x[train].std(0), 1e-3)
                rows = run(
                    gmc, "fit", model, "Pair", folder, (scaled[train], y[train]),
                    (scaled[test], y[test]), "--restarts", "1", "--seed", str(split))
                for member in MEMBERS:
                    logs, error = rows[member]["scores"]
                    found[member].append((error["value"], -logs["row_mean"]))
            line = [title, str(size)]
            for member in MEMBERS:
                values = np.array(found[member])
                means[member].append(
                    (values.mean(0), values.std(0, ddof=1) / np.sqrt(splits)))
            for measure in (0, 1):
                for member in MEMBERS:
                    mean, error = means[member][-1]
                    line.append(f"{mean[measure]:.3f} ± {error[measure]:.3f}")
            print("| " + " | ".join(line) + " |", flush=True)
        curves[title] = (sizes, means)
    if mnist:
        curves["MNIST, ten digits"] = Digits(ROOT, gmc, folder, mnist).curves()
    plot_curves(curves)


def plot_curves(curves):
    bands = -(-len(curves) // 3)
    figure, axes = plt.subplots(2 * bands, 3, figsize=(9.6, 5.2 * bands), squeeze=False)
    for place, (title, (sizes, means)) in enumerate(curves.items()):
        band, column = divmod(place, 3)
        for measure, name in enumerate(["test error", "test log loss"]):
            axis = axes[2 * band + measure][column]
            for member, colour in MEMBERS.items():
                axis.errorbar(
                    sizes, [mean[measure] for mean, _ in means[member]],
                    [error[measure] for _, error in means[member]], color=colour, label=member,
                    marker="o", markersize=3, capsize=2, linewidth=1)
            axis.set_xscale("log")
            axis.set_xticks(
                sizes, [f"{n // 1000}k" if n % 1000 == 0 else str(n) for n in sizes])
            axis.minorticks_off()
            axis.set_xlabel("training rows")
            axis.set_ylabel(name if column == 0 else "")
            if measure == 0:
                axis.set_title(title, fontsize=9)
    for unused in range(len(curves), 3 * bands):
        band, column = divmod(unused, 3)
        for measure in (0, 1):
            axes[2 * band + measure][column].set_axis_off()
    axes[0][0].legend(frameon=False, fontsize=8)
    figure.tight_layout()
    figure.savefig(ROOT / "docs/images/learning_curves.svg", metadata={"Date": None})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gmc", default=str(ROOT / ".build/release/gmc"))
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--mnist", help="the folder of MNIST's four files")
    parser.add_argument("--only", default="pair,hybrid,identities,experts,hypernetwork")
    parser.add_argument("--cell", help="one cell of the semi-supervised table: M1/600/1")
    parser.add_argument(
        "--keep", default="out/semisupervised", help="the folder of the semi-supervised fits")
    parser.add_argument("--threads", type=int, help="of each semi-supervised fit")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        chosen = options.only.split(",")
        if "pair" in chosen:
            learning_curves(options.gmc, options.splits, options.mnist, folder)
        if "hybrid" in chosen:
            Hybrid(ROOT, options.gmc, folder).compare(10 * options.splits)
        if "identities" in chosen:
            Identities(ROOT, options.gmc, folder).show()
        if "experts" in chosen:
            Experts(ROOT, options.gmc, folder).compare(options.splits)
        if "hypernetwork" in chosen:
            Hypernetwork(ROOT, options.gmc, folder).compare(options.splits, options.mnist)
        if "semisupervised" in chosen:
            Semisupervised(
                ROOT, options.gmc, options.mnist, options.keep, options.threads
            ).run(options.cell)


if __name__ == "__main__":
    main()

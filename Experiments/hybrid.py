"""A hybrid of Lasserre, Bishop and Minka over its coupling; run.py --only hybrid runs it."""

import concurrent.futures
import csv
import json
import os
import pathlib
import subprocess

import matplotlib.pyplot as plt
import numpy as np

WIDTH, APART = 0.6, 2.5
LENGTHS = [0.6, 0.9, 1.1, 1.2, 1.4, 2.0]
UNLABELLED = [200, 50, 400]
"""The setting of the figures: classes twice as long as wide."""
LENGTH, COUNT = 1.2, 200


def elongated(random, count, length):
    """Two classes, equally many of each, that lie side by side across their length."""
    y = np.arange(count) % 2
    x = random.normal(size=(count, 2)) * [length, WIDTH]
    x[:, 1] += np.where(y == 1, APART / 2, -APART / 2)
    return x, y


def draw(number, length, count):
    """Two labelled rows of each class, `count` without a label, and rows for the test."""
    random = np.random.default_rng([8, number])
    labelled, test = (elongated(random, n, length) for n in (4, 1000))
    return labelled, elongated(random, count, length), test


def written(path, x, y):
    with open(path, "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["x.1", "x.2", "y"])
        rows.writerows(
            list(row) + ["" if label < 0 else int(label)] for row, label in zip(x.tolist(), y))
    return str(path)


def estimate(values):
    return f"{np.mean(values):.3f} ± {np.std(values, ddof=1) / np.sqrt(len(values)):.3f}"


class Hybrid:
    def __init__(self, root, gmc, folder):
        self.gmc, self.folder, self.root = gmc, folder, root
        self.model = str(root / "Experiments/round_hybrid.gm")

    def training(self, folder, labelled, hidden):
        return written(
            folder / "train.csv", np.concatenate([labelled[0], hidden[0]]),
            np.concatenate([labelled[1], np.full(len(hidden[1]), -1)]))

    def accuracies(self, number, length, count):
        """The test accuracy of each sigma on one draw."""
        folder = pathlib.Path(self.folder) / f"{number}-{length}-{count}"
        folder.mkdir()
        labelled, hidden, test = draw(number, length, count)
        answer = subprocess.run(
            [self.gmc, "compare", self.model, "--model", "Hybrid", "--data",
             self.training(folder, labelled, hidden), "--holdout",
             written(folder / "test.csv", *test), "--restarts", "3", "--seed", str(number + 1),
             "--threads", "1", "--json", "--quiet"], capture_output=True, text=True)
        if not answer.stdout:
            raise SystemExit(answer.stderr)
        return {
            row["name"].removeprefix("sigma = "): row["scores"][0]["value"]
            for row in json.loads(answer.stdout)["members"]}

    def over_draws(self, draws, length, count):
        """The names of the sigmas, and an accuracy for each draw and sigma."""
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            rows = list(pool.map(lambda n: self.accuracies(n, length, count), range(draws)))
        return list(rows[0]), np.array([list(row.values()) for row in rows])

    def compare(self, draws):
        """All settings: the sigma between the ends is chosen on draws other than it is judged by."""
        curves, chosen = {}, {}
        print("\n| unlabelled | length | sigma = 0 | between | sigma = inf | above 0 | above inf "
              "| best sigma |")
        print("|---|---|---|---|---|---|---|---|")
        for count in UNLABELLED:
            for length in LENGTHS:
                sigmas, found = self.over_draws(draws, length, count)
                halves = np.arange(draws) % 2
                between = np.empty(draws)
                for half in (0, 1):
                    means = found[halves != half, 1:-1].mean(0)
                    between[halves == half] = found[halves == half, 1 + means.argmax()]
                cells = [found[:, 0], between, found[:, -1], between - found[:, 0],
                         between - found[:, -1]]
                best = sigmas[1 + found[:, 1:-1].mean(0).argmax()]
                print(f"| {count} | {length} | " + " | ".join(estimate(c) for c in cells)
                      + f" | {best} |", flush=True)
                curves[length, count], chosen[length, count] = found, best
        self.plot(sigmas, curves)
        print("\n| sigma | " + " | ".join(f"length {n}" for n in LENGTHS) + " |")
        print("|---|" + "---|" * len(LENGTHS))
        for place, sigma in enumerate(sigmas):
            print(f"| {sigma} | " + " | ".join(
                estimate(curves[length, COUNT][:, place]) for length in LENGTHS) + " |")
        self.boundaries(range(3), ("0", chosen[LENGTH, COUNT], "inf"))

    def plot(self, sigmas, curves):
        figure, axis = plt.subplots(figsize=(6, 3.6))
        colours = plt.get_cmap("viridis")(np.linspace(0, 0.9, len(LENGTHS)))
        for length, colour in zip(LENGTHS, colours):
            found = curves[length, COUNT]
            axis.errorbar(
                range(len(sigmas)), found.mean(0), found.std(0, ddof=1) / np.sqrt(len(found)),
                marker="o", markersize=3, capsize=2, linewidth=1, color=colour,
                label=f"{length / WIDTH:.2g}")
        axis.set_xticks(range(len(sigmas)), ["∞" if s == "inf" else s for s in sigmas])
        axis.set_xlabel("σ: 0 is generative, ∞ discriminative")
        axis.set_ylabel("test accuracy")
        axis.legend(title="length by width", frameon=False, fontsize=8, title_fontsize=8)
        figure.tight_layout()
        figure.savefig(self.root / "docs/images/hybrid_accuracy.svg", metadata={"Date": None})

    def boundaries(self, numbers, sigmas):
        """Where the classes part in some draws: at both ends and between them."""
        steps = np.linspace(-5, 5, 101)
        grid = np.stack(np.meshgrid(steps, steps), axis=-1)
        folder = pathlib.Path(self.folder)
        places, fit = folder / "grid.csv", folder / "fit.json"
        np.savetxt(places, grid.reshape(-1, 2), delimiter=",", header="x.1,x.2", comments="")
        figure, axes = plt.subplots(
            len(numbers), len(sigmas), figsize=(9, 3.1 * len(numbers)), sharex=True, sharey=True,
            squeeze=False)
        for line, number in zip(axes, numbers):
            labelled, hidden, _ = draw(number, LENGTH, COUNT)
            train = self.training(folder, labelled, hidden)
            for axis, sigma in zip(line, sigmas):
                command = [
                    self.model, "--model", "Hybrid", "--set", f"sigma={sigma}", "--quiet",
                    "--seed", str(number + 1)]
                subprocess.run(
                    [self.gmc, "fit", *command, "--data", train, "--restarts", "3", "-o", fit],
                    check=True)
                answer = subprocess.run(
                    [self.gmc, "query", *command, "p(y = 1 | x, w_D)", "--data", places, "--fit",
                     fit, "--json"], check=True, capture_output=True, text=True)
                p = np.exp(json.loads(answer.stdout)["values"]).reshape(grid.shape[:2])
                axis.contourf(
                    steps, steps, p, np.linspace(0, 1, 11), cmap="coolwarm", alpha=0.35
                ).set_rasterized(True)
                axis.contour(steps, steps, p, [0.5], colors="black")
                for (x, y), size in ((hidden, 5), (labelled, 70)):
                    axis.scatter(
                        x[:, 0], x[:, 1], s=size, c=np.where(y == 1, "tab:red", "tab:blue"),
                        edgecolors="black" if size > 5 else "none", linewidths=1,
                        rasterized=size == 5)
                axis.set_title("σ = " + sigma.replace("inf", "∞"), fontsize=9)
                axis.set_aspect("equal")
        figure.tight_layout()
        figure.savefig(self.root / "docs/images/hybrid_boundaries.svg", dpi=150,
                       metadata={"Date": None})

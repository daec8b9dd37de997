"""Mixtures of experts: in weight space, and with a latent choice. Called by run.py."""

import csv
import json
import subprocess

import matplotlib.pyplot as plt
import numpy as np

NAMES = {
    "Expert": "one expert", "Single": "one net with as many weights",
    "WeightMoE": "mixture in weight space", "ClassicMoE": "mixture of latent choices"}
COLOURS = np.array([[0.84, 0.15, 0.16], [0.12, 0.47, 0.71], [0.17, 0.63, 0.17]])


def regimes(random, count):
    """Three parts of the plane in which y is three different functions."""
    x = random.uniform(-1, 1, (count, 2))
    regime = np.where(x[:, 0] + 0.5 * x[:, 1] < -0.3, 0, np.where(x[:, 1] > 0.1, 1, 2))
    mean = np.choose(
        regime, [1.5 * np.sin(4 * x[:, 1]), 2 - 3 * x[:, 0], -2 + 2 * x[:, 0] - 2 * x[:, 1]])
    return x, mean + 0.3 * random.normal(size=count), regime


def write(path, x, y):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([f"x.{d + 1}" for d in range(x.shape[1])] + ["y"])
        writer.writerows(np.c_[x, y].tolist())
    return str(path)


class Experts:
    def __init__(self, root, gmc, folder):
        self.root, self.gmc, self.folder = root, gmc, folder

    def run(self, verb, *arguments):
        answer = subprocess.run(
            [self.gmc, verb, str(self.root / "Experiments/experts.gm"), *arguments, "--quiet",
             "--threads", "1"], capture_output=True, text=True)
        # 3: stopped at the last iteration.
        if answer.returncode not in (0, 3):
            raise SystemExit(answer.stderr)
        return answer.stdout

    def fit(self, model, penalty, train, seed, *more):
        path = str(self.folder / f"{model}.json")
        self.run(
            "fit", "--model", model, "--data", train, "--set", f"penalty={penalty}", "--method",
            "lbfgs", "--restarts", "5", "--seed", str(seed), "-o", path, *more)
        return path

    def query(self, model, question, fit, data):
        return json.loads(
            self.run(
                "query", question, "--model", model, "--fit", fit, "--data", data, "--json"))

    def score(self, model, penalty, train, test, seed):
        """The held-out log likelihood of a row."""
        fit = self.fit(model, penalty, write(self.folder / "train.csv", *train[:2]), seed)
        path = write(self.folder / "test.csv", *test[:2])
        return self.query(model, "p(y | x, s)", fit, path)["sum"] / len(test[1])

    def scores(self, penalty, train, test, seed):
        return [self.score(model, penalty, train, test, seed) for model in NAMES]

    def compare(self, draws):
        self.plane(draws)
        self.motorcycle(2 * draws)

    def plane(self, draws, penalty=0.1):
        found = []
        for draw in range(draws):
            random = np.random.default_rng([13, draw])
            train, test = regimes(random, 2000), regimes(random, 2000)
            found.append(self.scores(penalty, train, test, draw))
            if draw == 0:
                self.draw(train, penalty)
        table("three regimes in the plane", found)

    def motorcycle(self, splits, penalty=0.5):
        with open(self.root / "Models/data/motorcycle.csv") as file:
            rows = list(csv.DictReader(file))
        x = np.array([[float(row["times"])] for row in rows])
        y = np.array([float(row["accel"]) for row in rows])
        found = []
        for split in range(splits):
            order = np.random.default_rng([14, split]).permutation(len(y))
            train, test = order[:100], order[100:]
            z = (x - x[train].mean(0)) / x[train].std(0)
            t = (y - y[train].mean()) / y[train].std()
            found.append(
                self.scores(penalty, (z[train], t[train]), (z[test], t[test]), split))
        table("motorcycle", found)

    def draw(self, data, penalty):
        """The true regimes, the gates, and the responsibilities, with a colour for each expert."""
        x, _, regime = data
        path = write(self.folder / "train.csv", *data[:2])
        fit = self.fit("ClassicMoE", penalty, path, 0)
        panels = {"the true regimes": np.eye(3)[regime]}
        for title, question in {
            "p(z | x): the gate": "p(z | x)", "p(z | x, y): responsibilities": "p(z | x, y, s)",
        }.items():
            states = self.query("ClassicMoE", question, fit, path)["states"]
            panels[title] = [[row["probabilities"][str(k + 1)] for k in range(3)] for row in states]
        with open(self.fit(
                "WeightMoE", penalty, path, 0, "--include", "gate")) as file:
            parameters = json.load(file)["parameters"]
        gate = [q["value"] for q in parameters if q["name"].startswith("gate[")]
        panels["gamma(x): the gate in weight space"] = np.reshape(gate, (-1, 3))
        figure, axes = plt.subplots(1, 4, figsize=(13, 3.4), sharex=True, sharey=True)
        for axis, (title, shares) in zip(axes, panels.items()):
            colours = np.clip(np.array(shares) @ COLOURS, 0, 1)
            axis.scatter(x[:, 0], x[:, 1], c=colours, s=6, rasterized=True)
            axis.set_title(title, fontsize=9)
            axis.set_aspect("equal")
        figure.tight_layout()
        figure.savefig(self.root / "docs/images/experts.svg", dpi=150, metadata={"Date": None})
        plt.close(figure)


def table(title, found):
    found = np.array(found)
    print(
        f"\n| {title} | held-out log likelihood of a row | above one expert "
        "| above one net of equal size |\n|---|---|---|---|")
    names = list(NAMES)
    for index, model in enumerate(names):
        cells = [NAMES[model]]
        for base in (0, found[:, [names.index("Expert")]], found[:, [names.index("Single")]]):
            v = (found - base)[:, index]
            cells.append(
                f"{v.mean():.3f} ± {v.std(ddof=1) / np.sqrt(len(v)):.3f}" if v.any() else "0")
        print("| " + " | ".join(cells) + " |", flush=True)

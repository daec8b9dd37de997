"""One hypernetwork against nets trained one by one, along a penalty's strength. Called by run.py."""

import csv
import gzip
import json
import pathlib
import subprocess

import matplotlib.pyplot as plt
import numpy as np

from experts import write

LAMBDAS = [-1, -0.5, 0, 0.5, 1]


class Hypernetwork:
    def __init__(self, root, gmc, folder):
        self.root, self.gmc, self.folder = root, gmc, folder

    def run(self, verb, file, model, *arguments):
        answer = subprocess.run(
            [self.gmc, verb, str(self.root / "Experiments" / file), *map(str, arguments), "--model",
             model, "--quiet", "--threads", "1"], capture_output=True, text=True)
        # 3: stopped at the last iteration.
        if answer.returncode not in (0, 3):
            raise SystemExit(answer.stderr)
        return answer.stdout

    def strength(self, value):
        """The file that gives the hypernetwork its lambda."""
        path = self.folder / "lambda.json"
        path.write_text(json.dumps({"lambda": [value]}))
        return ["--data", path]

    def query(self, file, model, question, fit, *data):
        return json.loads(
            self.run("query", file, model, question, "--fit", fit, *data, "--json"))

    def predictions(self, model, given, fit, rows, *more):
        """The mean of y at each row: the logs of a normal density at three places tell it."""
        below, at, above = (
            np.array(self.query(
                "hypernetwork.gm", model, f"p(y = {y} | {given})", fit, *rows, *more)["values"])
            for y in (-1, 0, 1))
        return (below - above) / (2 * (below + above - 2 * at))

    def regression(self, splits):
        """Held-out log likelihoods: splits, lambdas, (hypernetwork, single net); the curves of the
        first split."""
        file = "hypernetwork.gm"
        with open(self.root / "Models/data/motorcycle.csv") as rows:
            rows = list(csv.DictReader(rows))
        x = np.array([[float(row["times"])] for row in rows])
        y = np.array([float(row["accel"]) for row in rows])
        hyper, single = self.folder / "hyper.json", self.folder / "single.json"
        found, apart = np.zeros((splits, len(LAMBDAS), 2)), np.zeros((splits, len(LAMBDAS)))
        places = np.linspace(-2, 2.2, 200)
        grid = ["--data", write(self.folder / "grid.csv", places[:, None], 0 * places)]
        curves = []
        for split in range(splits):
            order = np.random.default_rng([16, split]).permutation(len(y))
            train, test = order[:100], order[100:]
            z = (x - x[train].mean(0)) / x[train].std(0)
            t = (y - y[train].mean()) / y[train].std()
            data = ["--data", write(self.folder / "train.csv", z[train], t[train])]
            held = ["--data", write(self.folder / "test.csv", z[test], t[test])]
            self.run(
                "fit", file, "HyperNetwork", *data, "--epochs", 20000, "--rate", 0.01, "--schedule",
                "cosine", "--seed", split, "-o", hyper)
            for index, value in enumerate(LAMBDAS):
                own = ["--set", f"lambda={value}"]
                self.run(
                    "fit", file, "Single", *data, *own, "--method", "lbfgs", "--restarts", 5,
                    "--seed", split, "-o", single)
                found[split, index] = [
                    self.query(
                        file, "HyperNetwork", "p(y | x, lambda)", hyper, *held,
                        *self.strength(value))["sum"] / len(test),
                    self.query(file, "Single", "p(y | x)", single, *held, *own)["sum"] / len(test)]

                def both(rows):
                    return (
                        self.predictions(
                            "HyperNetwork", "x, lambda", hyper, rows, *self.strength(value)),
                        self.predictions("Single", "x", single, rows, *own))
                h, s = both(held)
                apart[split, index] = np.sqrt(np.mean((h - s) ** 2))
                if split == 0:
                    curves.append(both(grid))
            if split == 0:
                first = z[train, 0], t[train], places, curves
        print("\n| lambda | held out, hypernetwork | single nets | difference, paired | of the mean "
              "| predictions apart |")
        print("|---|---|---|---|---|---|")
        for index, value in enumerate(LAMBDAS):
            h, s = found[:, index, 0], found[:, index, 1]
            cells = [f"{v.mean():.4f} ± {v.std(ddof=1) / np.sqrt(splits):.4f}" for v in (h, s, h - s)]
            share = 100 * (h.mean() - s.mean()) / abs(s.mean())
            cells += [f"{share:+.2f} %", f"{apart[:, index].mean():.3f}"]
            print(f"| {value} | {' | '.join(cells)} |", flush=True)
        return found, first

    def images(self, mnist):
        """Accuracies on MNIST's test images: lambdas, (hypernetwork, single net)."""
        file = "hypernetwork_mnist.gm"
        for part, name in {"train": "train", "test": "t10k"}.items():
            images = gzip.open(pathlib.Path(mnist) / f"{name}-images-idx3-ubyte.gz").read()
            labels = gzip.open(pathlib.Path(mnist) / f"{name}-labels-idx1-ubyte.gz").read()
            y = np.frombuffer(labels, np.uint8, offset=8).astype(np.int32)
            x = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 14, 2, 14, 2)
            np.savez(
                self.folder / f"{part}.npz", y=y, x=x.mean(axis=(2, 4)).reshape(len(y), -1) / 255)
        data, held = (["--data", self.folder / f"{part}.npz"] for part in ("train", "test"))
        hyper, single = self.folder / "hyper.json", self.folder / "single.json"
        steps = ["--method", "adam", "--batch", "N=200", "--schedule", "cosine"]
        self.run(
            "fit", file, "HyperNetwork", *data, *steps, "--epochs", 30, "--rate", 0.002, "-o", hyper)
        found = np.zeros((len(LAMBDAS), 2))

        def classes(model, condition, fit, *more):
            logs = [
                self.query(file, model, f"p(y = {c} | {condition})", fit, *held, *more)["values"]
                for c in range(10)]
            return np.argmax(logs, axis=0)

        print("\n| lambda | accuracy, hypernetwork | single nets | difference | same class |")
        print("|---|---|---|---|---|")
        for index, value in enumerate(LAMBDAS):
            own = ["--set", f"lambda={value}"]
            self.run(
                "fit", file, "Single", *data, *steps, *own, "--epochs", 40, "--rate", 0.003, "-o",
                single)
            both = (
                classes("HyperNetwork", "x, lambda", hyper, *self.strength(value)),
                classes("Single", "x", single, *own))
            found[index] = h, s = [np.mean(predicted == y) for predicted in both]
            same = np.mean(both[0] == both[1])
            print(f"| {value} | {h:.4f} | {s:.4f} | {h - s:+.4f} | {same:.4f} |", flush=True)
        return found

    def compare(self, splits, mnist):
        found, first = self.regression(splits)
        self.draw(*first)
        parts = [("motorcycle: log likelihood of a row", found.mean(0), found.std(0, ddof=1))]
        if mnist:
            parts.append(("MNIST: accuracy", self.images(mnist), None))
        figure, axes = plt.subplots(1, len(parts), figsize=(4.6 * len(parts), 3.2), squeeze=False)
        for axis, (title, values, deviations) in zip(axes[0], parts):
            for index, name in enumerate(["hypernetwork", "single nets"]):
                errors = None if deviations is None else deviations[:, index] / np.sqrt(splits)
                axis.errorbar(
                    np.array(LAMBDAS) + 0.02 * index, values[:, index], errors, marker="o",
                    markersize=4, capsize=2, linewidth=1, label=name)
            axis.set_title(f"{title}, held out", fontsize=9)
            axis.set_xticks(LAMBDAS)
            axis.set_xlabel("lambda, the log strength of the penalty")
        axes[0][0].legend(frameon=False, fontsize=8)
        figure.tight_layout()
        figure.savefig(self.root / "docs/images/hypernetwork.svg", metadata={"Date": None})
        plt.close(figure)

    def draw(self, x, y, places, curves):
        """The predictions of one split, along lambda."""
        figure, axis = plt.subplots(figsize=(6, 3.4))
        axis.scatter(x, y, s=8, color="0.6")
        colours = plt.get_cmap("viridis")(np.linspace(0, 0.9, len(LAMBDAS)))
        for value, (h, s), colour in zip(LAMBDAS, curves, colours):
            axis.plot(places, h, color=colour, linewidth=1.2, label=f"{value}")
            axis.plot(places, s, color="black", linewidth=1.2, linestyle="dotted")
        axis.set_title("hypernetwork in colour, single nets dotted", fontsize=9)
        axis.set_xlabel("time, standardised")
        axis.set_ylabel("mean of the acceleration")
        axis.legend(title="lambda", frameon=False, fontsize=7, title_fontsize=7)
        figure.tight_layout()
        figure.savefig(
            self.root / "docs/images/hypernetwork_predictions.svg", metadata={"Date": None})
        plt.close(figure)

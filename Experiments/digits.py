"""Naive Bayes and softmax regression on all of MNIST. Called by run.py."""

import gzip
import json
import pathlib
import subprocess

import numpy as np

MEMBERS = ["generative", "discriminative"]
# The numbers of training rows, and how many draws of them.
SIZES = {30: 10, 100: 5, 300: 5, 1000: 5, 3000: 3, 10000: 3, 60000: 1}


def images(folder, name):
    """Pixels of 14 by 14 that are white or not, and the digits."""
    pixels = gzip.open(pathlib.Path(folder) / f"{name}-images-idx3-ubyte.gz").read()
    labels = gzip.open(pathlib.Path(folder) / f"{name}-labels-idx1-ubyte.gz").read()
    y = np.frombuffer(labels, np.uint8, offset=8).astype(np.int32)
    x = np.frombuffer(pixels, np.uint8, offset=16).reshape(-1, 14, 2, 14, 2)
    return (x.mean(axis=(2, 4)).reshape(len(y), -1) >= 127.5).astype(np.int32), y


class Digits:
    def __init__(self, root, gmc, folder, mnist):
        self.model, self.gmc, self.folder = root / "Experiments/digits_pair.gm", gmc, folder
        self.x, self.y = images(mnist, "train")
        test, self.truth = images(mnist, "t10k")
        np.savez(folder / "test.npz", x=test)

    def run(self, verb, *arguments):
        answer = subprocess.run(
            [self.gmc, verb, str(self.model), *map(str, arguments), "--quiet"],
            capture_output=True, text=True)
        # 3: stopped at the last iteration.
        if answer.returncode not in (0, 3):
            raise SystemExit(answer.stderr)
        return answer.stdout

    def score(self, member, seed):
        """Error and log loss of each test row."""
        fit = self.folder / "fit.json"
        self.run(
            "fit", "--model", "Pair", "--member", member, "--data", self.folder / "train.npz",
            "--restarts", 1, "--iterations", 3000, "--seed", seed, "-o", fit)
        states = json.loads(
            self.run(
                "query", "p(y | x, w)", "--model", "DigitBayes", "--fit", fit, "--data",
                self.folder / "test.npz", "--json"))["states"]
        p = np.array([[row["probabilities"][str(c)] for c in range(10)] for row in states])
        rows = np.arange(len(p))
        return p.argmax(1) != self.truth, -np.log(np.maximum(p[rows, self.truth], 1e-300))

    def curves(self):
        """For each size and member, the means of error and log loss, and their standard errors."""
        means = {member: [] for member in MEMBERS}
        for size, draws in SIZES.items():
            found = {member: [] for member in MEMBERS}
            for draw in range(draws):
                order = np.random.default_rng([21, draw, size]).permutation(len(self.y))
                # Each digit is seen at least twice.
                first = np.concatenate([order[self.y[order] == c][:2] for c in range(10)])
                order = np.concatenate([first, order[~np.isin(order, first)]])[:size]
                np.savez(self.folder / "train.npz", x=self.x[order], y=self.y[order])
                for member in MEMBERS:
                    found[member].append(self.score(member, draw))
            line = ["MNIST, ten digits", str(size)]
            for member in MEMBERS:
                # All training rows can be drawn only once: then the test rows say how sure it is.
                values = np.array(found[member]).mean(2) if draws > 1 else np.array(
                    found[member][0]).T
                means[member].append(
                    (values.mean(0), values.std(0, ddof=1) / np.sqrt(len(values))))
            for measure in (0, 1):
                for member in MEMBERS:
                    mean, error = means[member][-1]
                    line.append(f"{mean[measure]:.3f} ± {error[measure]:.3f}")
            print("| " + " | ".join(line) + " |", flush=True)
        return list(SIZES), means

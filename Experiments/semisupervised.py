"""The semi-supervised table of Kingma et al. (2014) on MNIST. Called by run.py.

Every fit is a run of `gmc fit` whose files lie in one folder. A fit that was stopped goes on where
its last checkpoint is, one that is complete is not made again; the test error of every checkpoint
is asked by `gmc query` and written to a learning curve.
"""

import csv
import gzip
import json
import os
import pathlib
import re
import subprocess
import time

import numpy as np

DRAWS = {100: [1, 2, 3], 600: [1], 1000: [1], 3000: [1]}
PAPER = {
    "M1": {100: 11.82, 600: 5.72, 1000: 4.24, 3000: 3.49},
    "M2": {100: 11.97, 600: 4.94, 1000: 3.60, 3000: 3.92},
    "M1M2": {100: 3.33, 600: 2.59, 1000: 2.40, 3000: 2.18},
}
CODE = "Experiments/semisupervised_code.gm"
PIXELS = "Experiments/semisupervised_pixels.gm"
M2 = "Models/deep/m2.gm"
COLUMNS = [
    "fit", "labels", "draw", "epoch", "epochs", "objective", "seconds", "test_error", "settings"]
ADAM = ["--method", "adam", "--precision", "f32", "--schedule", "cosine"]


class Semisupervised:
    def __init__(self, root, gmc, mnist, folder, every="3min"):
        self.root, self.gmc, self.folder, self.every = root, gmc, pathlib.Path(folder), every
        self.mnist = pathlib.Path(mnist)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.labels = np.frombuffer(
            gzip.open(self.mnist / "t10k-labels-idx1-ubyte.gz").read(), np.uint8, offset=8)
        # These two would make matrix products slower than the processor is.
        self.environment = {
            name: value for name, value in os.environ.items()
            if name not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}

    def start(self, arguments, log):
        return subprocess.Popen(
            [self.gmc, *map(str, arguments)], stdout=log, stderr=log, env=self.environment)

    def ask(self, *arguments):
        answer = subprocess.run(
            [self.gmc, *map(str, arguments)], capture_output=True, text=True, env=self.environment)
        if answer.returncode != 0:
            raise SystemExit(answer.stderr)
        return answer.stdout

    def images(self, part):
        return ["--bind", f"x={self.mnist / f'{part}-images-idx3-ubyte.gz'}", "--binarise", "x"]

    def known(self, count, draw):
        """The labels of the training images; all but `count` of them are hidden, by a draw."""
        return [
            "--bind", f"y={self.mnist / 'train-labels-idx1-ubyte.gz'}", "--keep-labels", count,
            "--seed", draw]

    def error(self, fit, model, question, file, data):
        """The share of test images, in percent, whose most probable label is wrong."""
        states = json.loads(self.ask(
            "query", self.root / file, question, "--model", model, "--fit", fit, *data, "--json",
            "--quiet"))["states"]
        found = np.array([list(state["probabilities"].values()) for state in states]).argmax(1)
        return 100 * float((found != self.labels).mean())

    def fit(self, name, file, model, options, judge=None, note=("", "")):
        """The file of a complete fit, made or continued if it is not there."""
        done, part = self.folder / f"{name}.json", self.folder / f"{name}.part.json"
        if done.exists():
            return done
        arguments = [
            "fit", self.root / file, "--model", model, *ADAM, *options, "--checkpoint", self.every,
            "-o", part]
        if part.exists():
            arguments += ["--resume", part]
            if "--init" in arguments:
                at = arguments.index("--init")
                del arguments[at:at + 2]
        with open(self.folder / f"{name}.log", "a") as log:
            process, seen = self.start(arguments, log), part.stat().st_mtime if part.exists() else 0
            while process.poll() is None:
                time.sleep(2)
                if judge and part.exists() and part.stat().st_mtime > seen:
                    seen = part.stat().st_mtime
                    self.record(name, part, judge, options, note)
        if process.returncode not in (0, 3):
            raise SystemExit((self.folder / f"{name}.log").read_text()[-2000:])
        if judge and part.stat().st_mtime > seen:
            self.record(name, part, judge, options, note)
        part.rename(done)
        return done

    def record(self, name, path, judge, options, note):
        """A line of the learning curve, from what a fit or its checkpoint says."""
        fit = json.loads(path.read_text())
        epochs = options[list(options).index("--epochs") + 1]
        row = [
            name, *note, fit["iterations"], epochs, f"{fit['objective']:.6g}",
            f"{fit['seconds']['fit']:.0f}", f"{judge(path):.2f}",
            " ".join(
                f"{name} {options[list(options).index(name) + 1]}"
                for name in ("--batch", "--labelled", "--rate"))]
        curves = self.folder / "curves.csv"
        fresh = not curves.exists()
        with open(curves, "a", newline="") as file:
            writer = csv.writer(file)
            if fresh:
                writer.writerow(COLUMNS)
            writer.writerow(row)
        print(" ".join(map(str, row)), flush=True)

    def first_stage(self):
        """M1, trained on all images without a label."""
        return self.fit("M1", "Models/deep/m1_plus_m2.gm", "M1", [
            "--bind", f"x={self.mnist / 'train-images-idx3-ubyte.gz'}", "--binarise",
            "x=stochastic", "--batch", "N=500", "--epochs", 41, "--rate", 1e-3])

    def codes(self, part):
        """The table of means and deviations of all codes, from M1's encoder."""
        path = self.folder / f"{part}-codes.csv"
        if not path.exists():
            first, unfinished = self.first_stage(), path.with_suffix(".part.csv")
            self.ask(
                "generate", self.root / CODE, "--model", "Encode", "--fit", first,
                "--mean", "m", "--mean", "s", *self.images(part), "-o", unfinished)
            unfinished.rename(path)
        return ["--data", path]

    def told(self, fit):
        """The test error of a classifier of codes."""
        return self.error(fit, "Told", "p(y | m)", CODE, self.codes("t10k"))

    def classifier(self, count, draw):
        """M1 with a classifier on its code."""
        return self.fit(
            f"M1-{count}-{draw}", CODE, "SureClassifier", [
                *self.codes("train"), *self.known(count, draw), "--batch", "N=500", "--labelled",
                100, "--epochs", 20, "--rate", 1e-3], self.told, (count, draw))

    def stacked(self, count, draw):
        """M1+M2: M2 on the codes of M1; its classifier starts where that of M1 ended."""
        return self.fit(
            f"M1M2-{count}-{draw}", CODE, "M2OnCode", [
                *self.codes("train"), *self.known(count, draw), "--init",
                self.classifier(count, draw), "--batch", "N=250", "--labelled", 50, "--epochs", 15,
                "--rate", 2e-3], self.told, (count, draw))

    def second(self, count, draw):
        """M2 on the pixels; its classifier starts from one that is trained alone."""
        test = self.images("t10k")
        judge = lambda fit: self.error(fit, "M2", "q(y | x)", M2, test)
        told = lambda fit: self.error(fit, "SureClassifier", "p(y | x)", PIXELS, test)
        data = [
            *self.images("train"), *self.known(count, draw), "--batch", "N=500", "--labelled", 100]
        start = self.fit(
            f"M2-{count}-{draw}-start", PIXELS, "SureClassifier",
            [*data, "--epochs", 10, "--rate", 1e-3], told, (count, draw))
        return self.fit(
            f"M2-{count}-{draw}", M2, "M2",
            [*data, "--init", start, "--epochs", 30, "--rate", 1e-3], judge, (count, draw))

    def run(self, cell=None):
        kinds = {"M1": self.classifier, "M1M2": self.stacked, "M2": self.second}
        if cell:
            kind, count, draw = cell.split("/")
            kinds[kind](int(count), int(draw))
        else:
            for kind, make in kinds.items():
                for count, draws in DRAWS.items():
                    for draw in draws:
                        make(count, draw)
        self.table()

    def table(self):
        """Ours beside the paper's, of the fits that are complete, and the curves of the others."""
        last = {}
        with open(self.folder / "curves.csv") as file:
            for row in csv.DictReader(file):
                last[row["fit"]] = row
        print("\n| | " + " | ".join(f"{count} labels, paper | ours" for count in DRAWS) + " |")
        print("|---" * (2 * len(DRAWS) + 1) + "|")
        for kind, paper in PAPER.items():
            line = [kind]
            for count, draws in DRAWS.items():
                rows = [last[f"{kind}-{count}-{d}"] for d in draws if f"{kind}-{count}-{d}" in last]
                errors = [float(row["test_error"]) for row in rows]
                text = f"{np.mean(errors):.2f}" if errors else ""
                if len(errors) > 1:
                    text += f" ± {np.std(errors, ddof=1):.2f}"
                short = [row["epoch"] for row in rows if row["epoch"] != row["epochs"]]
                if short:
                    text += f" (epoch {', '.join(short)})"
                line += [f"{paper[count]:.2f}", text]
            print("| " + " | ".join(line) + " |")

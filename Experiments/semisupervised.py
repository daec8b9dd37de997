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
import subprocess
import time

import numpy as np

DRAWS = {100: [1, 2, 3], 600: [1], 1000: [1], 3000: [1]}
PAPER = {
    "M1": {100: 11.82, 600: 5.72, 1000: 4.24, 3000: 3.49},
    "M2": {100: 11.97, 600: 4.94, 1000: 3.60, 3000: 3.92},
    "M1M2": {100: 3.33, 600: 2.59, 1000: 2.40, 3000: 2.18},
}
# Ours of the same two models, with all nets moving.
PAPER["Together"] = PAPER["Twice"] = PAPER["M1M2"]
CODE = "Experiments/semisupervised_code.gm"
TOGETHER = "Experiments/semisupervised_together.gm"
M2 = "Models/deep/m2.gm"
PIXELS = "Experiments/semisupervised_pixels.gm"
COLUMNS = [
    "fit", "labels", "draw", "epoch", "epochs", "objective", "seconds", "hidden_error",
    "test_error", "settings"]
EM = ["--method", "em", "--tolerance", 1e-6, "--restarts", 1]
CLIMB = ["--method", "lbfgs", "--iterations", 100]
ADAM = ["--method", "adam", "--precision", "f32", "--schedule", "cosine"]
# The share of the images whose labels M1's classes may tell.
SURE = 0.9
# The least standard deviation of the mean of a unit that M1 uses.
USED = 0.5


class Semisupervised:
    def __init__(self, root, gmc, mnist, folder, threads=None, every="3min"):
        self.root, self.gmc, self.folder, self.every = root, gmc, pathlib.Path(folder), every
        self.threads = ["--threads", str(threads)] if threads else []
        self.mnist = pathlib.Path(mnist)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.labels = {
            part: np.frombuffer(
                gzip.open(self.mnist / f"{part}-labels-idx1-ubyte.gz").read(), np.uint8, offset=8)
            for part in ("train", "t10k")}
        # These two would make matrix products slower than the processor is.
        self.environment = {
            name: value for name, value in os.environ.items()
            if name not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}

    def ask(self, *arguments):
        answer = subprocess.run(
            [self.gmc, *map(str, arguments), *self.threads], capture_output=True, text=True,
            env=self.environment)
        if answer.returncode != 0:
            raise SystemExit(answer.stderr)
        return answer.stdout

    # Data

    def images(self, part, binarise="x"):
        return [
            "--bind", f"x={self.mnist / f'{part}-images-idx3-ubyte.gz'}", "--binarise", binarise]

    def known(self, count, draw):
        """The rows of the training images whose labels are known, equally many of each class."""
        random, labels = np.random.default_rng([count, draw]), self.labels["train"]
        return np.sort(np.concatenate([
            random.choice(np.flatnonzero(labels == c), count // 10, False) for c in range(10)]))

    def told(self, name, rows, values):
        """A column of labels for all training images, empty but for some rows."""
        path = self.folder / f"{name}.csv"
        if not path.exists():
            column = np.full(len(self.labels["train"]), '""', object)
            column[rows] = values
            path.write_text("y\n" + "\n".join(map(str, column)) + "\n")
        return ["--data", path]

    def labelled(self, count, draw):
        rows = self.known(count, draw)
        return self.told(f"labels-{count}-{draw}", rows, self.labels["train"][rows])

    def codes(self, part):
        """The means and deviations of all codes, from M1's encoder."""
        paths = {letter: self.folder / f"{part}-{letter}.npy" for letter in "ms"}
        if not all(path.exists() for path in paths.values()):
            table = self.folder / f"{part}-codes.csv"
            if not table.exists():
                self.ask(
                    "generate", self.root / CODE, "--model", "Encode", "--fit", self.first_stage(),
                    "--mean", "m", "--mean", "s", *self.images(part), "-o", table)
            values = np.loadtxt(table, delimiter=",", skiprows=1)
            for letter, half in zip("ms", np.hsplit(values, 2)):
                np.save(paths[letter], half)
        return [word for letter, path in paths.items() for word in ("--bind", f"{letter}={path}")]

    # Fits

    def probabilities(self, fit, file, model, question, data):
        """What a fit says of the label of each row."""
        states = json.loads(self.ask(
            "query", self.root / file, question, "--model", model, "--fit", fit, *data, "--json",
            "--quiet"))["states"]
        return np.array([list(state["probabilities"].values()) for state in states])

    def judged(self, count, draw, file, model, question, data):
        """The errors of a fit, in percent: on the images whose labels it was not told, by which
        it may be chosen, and on the test images."""
        def errors(fit):
            wrong = {
                part: self.probabilities(fit, file, model, question, data(part)).argmax(1) != labels
                for part, labels in self.labels.items()}
            hidden = np.delete(wrong["train"], self.known(count, draw))
            return [100 * float(rows.mean()) for rows in (hidden, wrong["t10k"])]
        return errors

    def fit(self, name, file, model, options, judge=None, note=("", "")):
        """The file of a complete fit, made or continued if it is not there."""
        done, part = self.folder / f"{name}.json", self.folder / f"{name}.part.json"
        if done.exists():
            return done
        options = list(map(str, options))
        arguments = ["fit", self.root / file, "--model", model, *options, "-o", part, *self.threads]
        if "adam" in options:
            arguments += ["--checkpoint", self.every]
            if part.exists():
                arguments += ["--resume", part]
                while "--init" in arguments:
                    at = arguments.index("--init")
                    del arguments[at:at + 2]
        with open(self.folder / f"{name}.log", "a") as log:
            process = subprocess.Popen(
                [self.gmc, *map(str, arguments)], stdout=log, stderr=log, env=self.environment)
            seen = part.stat().st_mtime if part.exists() else 0
            while process.poll() is None:
                time.sleep(1)
                if judge and part.exists() and part.stat().st_mtime > seen:
                    seen = part.stat().st_mtime
                    self.record(name, part, judge, options, note)
        complete = part.exists() and "incomplete" not in json.loads(part.read_text())
        if process.returncode not in (0, 3) or not complete:
            raise SystemExit((self.folder / f"{name}.log").read_text()[-2000:])
        if judge and part.stat().st_mtime > seen:
            self.record(name, part, judge, options, note)
        part.rename(done)
        return done

    def record(self, name, path, judge, options, note):
        """A line of the learning curve, from what a fit or its checkpoint says."""
        fit = json.loads(path.read_text())
        said = dict(zip(options, options[1:]))
        row = [
            name, *note, fit["iterations"], said.get("--epochs", fit["iterations"]),
            f"{fit['objective']:.6g}", f"{fit['seconds']['fit']:.0f}",
            *(f"{error:.2f}" for error in judge(path)),
            " ".join(f"{key} {said[key]}" for key in (
                "--set", "--batch", "--labelled", "--rate") if key in said)]
        curves = self.folder / "curves.csv"
        fresh = not curves.exists()
        with open(curves, "a", newline="") as file:
            writer = csv.writer(file)
            if fresh:
                writer.writerow(COLUMNS)
            writer.writerow(row)
        print(" ".join(map(str, row)), flush=True)

    # The models

    def first_stage(self):
        """M1, trained on all images without a label."""
        return self.fit("M1", "Models/deep/m1_plus_m2.gm", "M1", [
            *ADAM, *self.images("train", "x=stochastic"), "--batch", "N=500", "--epochs", 41,
            "--rate", 1e-3])

    def used(self, part):
        """The means of the units of the code that M1 uses; the others are noise."""
        path = self.folder / f"{part}-u.npy"
        if not path.exists():
            self.codes("train"), self.codes(part)
            means = np.load(self.folder / "train-m.npy")
            np.save(path, np.load(self.folder / f"{part}-m.npy")[:, means.std(0) > USED])
        return ["--bind", f"u={path}"]

    def classes(self, count, draw):
        """Gaussian classes on M1's code: from the known rows, then by EM on all."""
        rows, name = self.known(count, draw), f"Gauss-{count}-{draw}"
        data = [*self.used("train"), *self.labelled(count, draw)]
        few = {letter: self.folder / f"{name}-{letter}.npy" for letter in "uy"}
        np.save(few["u"], np.load(self.folder / "train-u.npy")[rows])
        np.save(few["y"], self.labels["train"][rows].astype(np.int32))
        start = self.fit(f"{name}-start", CODE, "GaussianClasses", [
            *EM, *(word for letter, path in few.items() for word in ("--bind", f"{letter}={path}"))])
        return self.fit(
            name, CODE, "GaussianClasses", [*EM, "--init", start, *data],
            self.judged(count, draw, CODE, "GaussianClasses", "p(y | u, Sigma)", self.used),
            (count, draw))

    def classifier(self, count, draw):
        """M1 with classes on its code that the known labels have sharpened."""
        return self.fit(
            f"M1-{count}-{draw}", CODE, "HybridClasses", [
                *CLIMB, "--init", self.classes(count, draw), *self.used("train"),
                *self.labelled(count, draw)],
            self.judged(count, draw, CODE, "HybridClasses", "p(y | u, Sigma)", self.used),
            (count, draw))

    def sure(self, count, draw):
        """The labels that are known, and those of which M1's classes are surest."""
        path = self.folder / f"sure-{count}-{draw}.csv"
        if path.exists():
            return ["--data", path]
        found = self.probabilities(
            self.classifier(count, draw), CODE, "HybridClasses", "p(y | u, Sigma)",
            self.used("train"))
        second, first = np.sort(np.log(np.maximum(found, 1e-300)))[:, -2:].T
        values, known = found.argmax(1), self.known(count, draw)
        sure = first - second > np.quantile(first - second, 1 - SURE)
        wrong = 100 * (values != self.labels["train"])[sure].mean()
        print(f"{path.stem}: {100 * sure.mean():.1f} % told, {wrong:.2f} % of them wrong")
        values[known], sure[known] = self.labels["train"][known], True
        return self.told(path.stem, np.flatnonzero(sure), values[sure])

    def stacked(self, count, draw):
        """M1+M2: M2 on the codes of M1, first with the labels that its classes are sure of."""
        judge = self.judged(
            count, draw, CODE, "Told", "p(y | m)", lambda part: self.codes(part)[:2])
        name = f"M1M2-{count}-{draw}"
        start = self.fit(
            f"{name}-start", CODE, "M2OnCode", [
                *ADAM, *self.codes("train"), *self.sure(count, draw), "--batch", "N=100",
                "--labelled", 90, "--epochs", 10, "--rate", 1e-3, "--set", "alpha=10"],
            judge, (count, draw))
        return self.fit(
            name, CODE, "M2OnCode", [
                *ADAM, *self.codes("train"), *self.labelled(count, draw), "--init", start,
                "--batch", "N=100", "--labelled", 20, "--epochs", 60, "--rate", 1e-3, "--set",
                "alpha=1"], judge, (count, draw))

    def as_one(self, name, count, draw, *starts):
        """M1+M2 as one model, with nets that start where those of some fits ended."""
        return self.fit(
            name, TOGETHER, "Together", [
                *ADAM, *self.images("train", "x=dynamic"), *self.labelled(count, draw),
                *(word for start in starts for word in ("--init", start)), "--batch", "N=200",
                "--labelled", 40, "--epochs", 50, "--rate", 1e-3],
            self.judged(count, draw, TOGETHER, "Told", "p(y | x)", self.images), (count, draw))

    def together(self, count, draw):
        return self.as_one(
            f"Together-{count}-{draw}", count, draw, self.first_stage(), self.stacked(count, draw))

    def twice(self, count, draw):
        """The same again, at a rate that is high once more."""
        return self.as_one(f"Twice-{count}-{draw}", count, draw, self.together(count, draw))

    def second(self, count, draw):
        """M2 on the pixels, first with the labels that M1's classes are sure of."""
        judge = self.judged(count, draw, M2, "M2", "q(y | x)", self.images)
        name = f"M2-{count}-{draw}"
        start = self.fit(
            f"{name}-start", M2, "M2", [
                *ADAM, *self.images("train", "x=stochastic"), *self.sure(count, draw), "--batch",
                "N=200", "--labelled", 180, "--epochs", 40, "--rate", 1e-3, "--set", "alpha=10"],
            judge, (count, draw))
        return self.fit(
            name, M2, "M2", [
                *ADAM, *self.images("train", "x=dynamic"), *self.labelled(count, draw), "--init",
                start, "--batch", "N=200", "--labelled", 40, "--epochs", 25, "--rate", 1e-3, "--set",
                "alpha=1"], judge, (count, draw))

    def analogies(self, count, draw):
        """A picture: the first test image of each class in the style that it has, as every digit."""
        path = self.mnist / "t10k-images-idx3-ubyte.gz"
        images = np.frombuffer(gzip.open(path).read(), np.uint8, offset=16).reshape(-1, 784)
        rows = [np.flatnonzero(self.labels["t10k"] == c)[0] for c in range(10)]
        few = {letter: self.folder / f"analogies-{letter}.npy" for letter in "xy"}
        np.save(few["x"], (images[rows] >= 128).astype(np.int32))
        np.save(few["y"], np.arange(10, dtype=np.int32))
        self.ask(
            "generate", self.root / PIXELS, "--fit", self.second(count, draw), "--given", "t=0..9",
            "--mean", "a", *(word for letter, file in few.items()
                             for word in ("--bind", f"{letter}={file}")),
            "-o", self.folder / "analogies.png")

    def run(self, cell=None):
        kinds = {
            "Analogies": self.analogies,
            "M1": self.classifier, "M1M2": self.stacked, "Together": self.together,
            "Twice": self.twice, "M2": self.second}
        if cell:
            kind, count, draw = cell.split("/")
            kinds[kind](int(count), int(draw))
        else:
            for kind in PAPER:
                for count, draws in DRAWS.items():
                    for draw in draws:
                        kinds[kind](count, draw)
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
                names = [f"{kind}-{count}-{draw}" for draw in draws]
                rows = [last[name] for name in names if name in last]
                errors = [float(row["test_error"]) for row in rows]
                text = f"{np.mean(errors):.2f}" if errors else ""
                if len(errors) > 1:
                    text += f" ± {np.std(errors, ddof=1):.2f}"
                short = [row["epoch"] for row in rows if row["epoch"] != row["epochs"]]
                if short:
                    text += f" (epoch {', '.join(short)})"
                line += [f"{paper[count]:.2f}", text]
            print("| " + " | ".join(line) + " |")

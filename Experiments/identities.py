"""What is equal to what: run.py --only identities prints how nearly."""

import csv
import json
import subprocess

import numpy as np

from hybrid import draw, written

PIMA = ["npreg", "glu", "bp", "skin", "bmi", "ped", "age"]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Identities:
    def __init__(self, root, gmc, folder):
        self.root, self.gmc, self.folder = root, gmc, folder

    def run(self, verb, model, *arguments):
        answer = subprocess.run(
            [self.gmc, verb, str(self.root / "Experiments" / model), *map(str, arguments),
             "--json", "--quiet"], capture_output=True, text=True)
        if answer.returncode != 0:
            raise SystemExit(answer.stderr)
        return json.loads(answer.stdout)

    def members(self, verb, model, *arguments):
        """The parameters of each member by name."""
        rows = self.run(verb, model, *arguments)["members"]
        return {
            row["name"]: {p["name"]: p["value"] for p in row["parameters"]} for row in rows}

    def pima(self, name):
        with open(self.root / "Models/data" / name) as file:
            rows = list(csv.DictReader(file))
        x = np.array([[float(row[c]) for c in PIMA] for row in rows])
        return x, np.array([int(row["type"] == "Yes") for row in rows])

    def table(self, name, x, y):
        path = self.folder / name
        header = [f"x.{d + 1}" for d in range(x.shape[1])] + ["y"]
        with open(path, "w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(header)
            rows.writerows(list(row) + [int(label)] for row, label in zip(x.tolist(), y))
        return path

    def twin(self):
        """The conditional of a Gaussian classifier, and logistic regression on its draws."""
        x, y = self.pima("pima.csv")
        x = (x - x.mean(0)) / x.std(0)
        train, fit = self.table("train.csv", x, y), self.folder / "fit.json"
        model = ["shared_covariance.gm", "--model", "SharedCovariance", "--data", train]
        self.run("fit", *model, "-o", fit)
        saved = {
            p["name"]: p["value"] for p in json.loads(fit.read_text())["parameters"]}
        dims = range(1, x.shape[1] + 1)
        pi = np.array([saved[f"pi[{c}]"] for c in (0, 1)])
        mu = np.array([[saved[f"mu[{c},{d}]"] for d in dims] for c in (0, 1)])
        covariance = np.array([[saved[f"S[{d},{e}]"] for e in dims] for d in dims])
        w = np.linalg.solve(covariance, mu[1] - mu[0])
        b = np.log(pi[1] / pi[0]) - w @ (mu[1] + mu[0]) / 2
        answer = self.run("query", model[0], "p(y = 1 | x)", *model[1:], "--fit", fit)
        difference = np.abs(np.exp(answer["values"]) - sigmoid(b + x @ w)).max()
        print(f"\np(y = 1 | x) less the sigmoid, largest of {len(x)} rows: {difference:.1e}")
        print("\n| rows of the model | twin's p(y = 1 \\| x) less the sigmoid, root mean square |")
        print("|---|---|")
        root = np.linalg.cholesky(covariance)
        for count in (300, 3000, 30_000, 300_000):
            errors = []
            for seed in range(10 if count < 100_000 else 3):
                random = np.random.default_rng([3, seed, count])
                labels = (random.uniform(size=count) < pi[1]).astype(int)
                drawn = mu[labels] + random.normal(size=(count, len(dims))) @ root.T
                found = self.run(
                    "fit", "shared_covariance.gm", "--model", "Logistic", "--data",
                    self.table("drawn.csv", drawn, labels), "--restarts", "1")["parameters"]
                values = np.array([p["value"] for p in found])
                twin = sigmoid(values[0] + x @ values[1:])
                errors.append(np.sqrt(np.mean((twin - sigmoid(b + x @ w)) ** 2)))
            spread = np.std(errors, ddof=1) / np.sqrt(len(errors))
            print(f"| {count} | {np.mean(errors):.5f} ± {spread:.5f} |", flush=True)

    def blend(self):
        """Both ends of the blend, and what lies between."""
        x, y = self.pima("pima_binary.csv")
        order = np.random.default_rng(4).permutation(len(y))
        rows = self.run(
            "fit", "blend.gm", "--model", "Blend", "--data",
            self.table("train.csv", x[order[:100]].astype(int), y[order[:100]]), "--holdout",
            self.table("test.csv", x[order[100:]].astype(int), y[order[100:]]), "--restarts", "1")
        found = {row["name"]: row for row in rows["members"]}
        print("\n| member | objective | held-out log p(y \\| x, w) of a row |\n|---|---|---|")
        for name, row in found.items():
            score = row["scores"][0]["row_mean"]
            print(f"| {name} | {row['objective']:.6f} | {score:.4f} |")
        for end, name in (("blend(lambda = 1)", "generative"),
                          ("blend(lambda = 0)", "discriminative")):
            self.tell(end, name, *(
                {p["name"]: p["value"] for p in found[n]["parameters"]} for n in (end, name)))

    def hybrid(self):
        """Both ends of the hybrid, with and without a use for rows that have no label."""
        labelled, hidden, test = draw(0, 1.4, 200)
        train = written(
            self.folder / "train.csv", np.concatenate([labelled[0], hidden[0]]),
            np.concatenate([labelled[1], np.full(200, -1)]))
        holdout = written(self.folder / "test.csv", *test)
        ends = self.members(
            "fit", "round_hybrid.gm", "--model", "Ends", "--data", train, "--restarts", "10")
        hybrid = self.members(
            "compare", "round_hybrid.gm", "--model", "Hybrid", "--data", train, "--holdout",
            holdout, "--restarts", "10")
        for end, name in (("sigma = 0", "generative"), ("sigma = inf", "discriminative")):
            own = {n.removeprefix("w_D."): v for n, v in hybrid[end].items()
                   if n.startswith("w_D.")}
            self.tell(end, name, own, ends[name])

    def tell(self, end, name, a, b):
        difference = max(abs(a[n] - b[n]) for n in b)
        print(f"{end} and {name}: parameters differ by {difference:.1e} at most")

    def show(self):
        self.twin()
        self.blend()
        self.hybrid()

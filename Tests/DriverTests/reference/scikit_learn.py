"""Writes scikit_learn.json: what scikit-learn makes of the data that the tests of `gmc fit` use.

    pip install scikit-learn numpy
    python scikit_learn.py > scikit_learn.json

Each entry has the total log likelihood and the estimates under the names that `gmc fit` gives
them. Logarithms are natural; nothing is regularised beyond what the entry's comment says.
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.mixture import GaussianMixture
from sklearn.naive_bayes import BernoulliNB, GaussianNB

DATA = Path(__file__).resolve().parents[3] / "Models" / "data"
PIMA = ["npreg", "glu", "bp", "skin", "bmi", "ped", "age"]
IRIS = ["Sepal.Length", "Sepal.Width", "Petal.Length", "Petal.Width"]


def columns(name, numeric, text=None):
    """Returns the numeric columns of a file as a matrix, and one column of words."""
    with open(DATA / name, newline="") as file:
        rows = list(csv.DictReader(file))
    x = np.array([[float(row[c]) for c in numeric] for row in rows])
    return (x, [row[text] for row in rows]) if text else x


def named(**tables):
    """Returns {"mu[1,2]": 0.3, ...} from arrays and the names of their members along each axis."""
    result = {}
    for name, (values, *members) in tables.items():
        values = np.asarray(values)
        for place in np.ndindex(values.shape):
            index = ",".join(str(m[i]) for m, i in zip(members, place))
            result[f"{name}[{index}]" if index else name] = float(values[place])
    return result


def mixture():
    """EM from the saved start until the mean log likelihood changes by less than 1e-10."""
    x = columns("old_faithful.csv", ["eruptions", "waiting"])
    saved = json.loads((DATA / "old_faithful_start.json").read_text())["parameters"]
    start = {p["name"]: p["value"] for p in saved}
    k = d = [1, 2]
    covariances = [[[start[f"Sigma[{c},{i},{j}]"] for j in d] for i in d] for c in k]
    model = GaussianMixture(
        2, tol=1e-10, reg_covar=0, max_iter=10_000,
        weights_init=[start[f"pi[{c}]"] for c in k],
        means_init=[[start[f"mu[{c},{i}]"] for i in d] for c in k],
        precisions_init=np.linalg.inv(covariances),
    ).fit(x)
    return model.score(x) * len(x), named(
        pi=(model.weights_, k), mu=(model.means_, k, d), Sigma=(model.covariances_, k, d, d))


def bernoulli():
    """Laplace's smoothing of the features (alpha = 1), none of the classes."""
    x, y = columns("pima_binary.csv", PIMA, "type")
    model = BernoulliNB(alpha=1).fit(x, y)
    classes, rows = list(model.classes_), range(len(y))
    labels = [classes.index(c) for c in y]
    return model.predict_joint_log_proba(x)[rows, labels].sum(), named(
        pi=(np.exp(model.class_log_prior_), classes),
        theta=(np.exp(model.feature_log_prob_), classes, range(1, len(PIMA) + 1)))


def gaussian():
    x, y = columns("iris.csv", IRIS, "Species")
    model = GaussianNB(var_smoothing=0).fit(x, y)
    classes, rows, d = list(model.classes_), range(len(y)), range(1, len(IRIS) + 1)
    labels = [classes.index(c) for c in y]
    return model.predict_joint_log_proba(x)[rows, labels].sum(), named(
        pi=(model.class_prior_, classes), mu=(model.theta_, classes, d),
        s=(np.sqrt(model.var_), classes, d))


def logistic():
    """No penalty; each column of x has mean 0 and, with divisor n - 1, standard deviation 1."""
    x, y = columns("pima.csv", PIMA, "type")
    x = (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)
    y = np.array([c == "Yes" for c in y])
    model = LogisticRegression(C=np.inf, tol=1e-12, max_iter=10_000, solver="newton-cg").fit(x, y)
    likelihood = model.predict_log_proba(x)[range(len(y)), y.astype(int)].sum()
    return likelihood, named(
        w=(model.coef_[0], range(1, len(PIMA) + 1)), b=(model.intercept_[0],))


def partly_labelled():
    """Naive Bayes with two of three labels hidden, by EM: Dirichlet(2) and Beta(2, 2) priors.

    scikit-learn has no such model, so the steps are spelt out. The value is the log joint density
    of the data and the parameters, in which the priors keep their constants.
    """
    x, y = columns("pima_binary.csv", PIMA, "type")
    classes = ["No", "Yes"]
    known = np.arange(len(y)) % 3 == 0
    clamped = np.array([[c == name for name in classes] for c in y], dtype=float)
    share = np.where(known[:, None], clamped, 0.5)
    value = -np.inf
    while True:
        count = share.sum(axis=0)
        pi = (count + 1) / (count.sum() + 2)
        theta = (share.T @ x + 1) / (count[:, None] + 2)
        logs = np.log(pi) + x @ np.log(theta).T + (1 - x) @ np.log(1 - theta).T
        rows = np.where(known, (clamped * logs).sum(axis=1), np.logaddexp(*logs.T))
        priors = np.log(6 * pi.prod()) + np.log(6 * theta * (1 - theta)).sum()
        old, value = value, rows.sum() + priors
        if value - old < 1e-13:
            return value, named(pi=(pi, classes), theta=(theta, classes, range(1, len(PIMA) + 1)))
        posterior = np.exp(logs - np.logaddexp(*logs.T)[:, None])
        share = np.where(known[:, None], clamped, posterior)


def main():
    entries = {f.__name__: f() for f in [mixture, bernoulli, gaussian, logistic, partly_labelled]}
    json.dump(
        {"scikit-learn": sklearn.__version__} | {
            name: {"log_likelihood": float(value), "estimates": estimates}
            for name, (value, estimates) in entries.items()},
        fp=sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()

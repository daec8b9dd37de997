"""Prints the figures of scikit-learn that FitTests.swift compares with.

usage: python3 make_reference.py > reference.json   (scikit-learn 1.9, in the folder of this file)
"""

import csv
import json
from pathlib import Path

import numpy as np
from sklearn.mixture import GaussianMixture
from sklearn.naive_bayes import BernoulliNB, GaussianNB

DATA = Path(__file__).parents[3] / "Models" / "data"


def table(name, columns):
    with open(DATA / name) as file:
        rows = list(csv.DictReader(file))
    return np.array([[float(row[c]) for c in columns] for row in rows]), rows


def mixture():
    x, _ = table("old_faithful.csv", ["eruptions", "waiting"])
    covariance = np.diag([0.3, 40.0])
    model = GaussianMixture(
        2, covariance_type="full", tol=1e-10, reg_covar=0, max_iter=100000,
        weights_init=[0.5, 0.5], means_init=[[2, 55], [4.3, 80]],
        precisions_init=[np.linalg.inv(covariance)] * 2)
    model.fit(x)
    return {
        "logLikelihood": model.score(x) * len(x), "weights": model.weights_.tolist(),
        "means": model.means_.tolist(), "covariances": model.covariances_.tolist()}


def bernoulli():
    x, rows = table("pima_binary.csv", "npreg glu bp skin bmi ped age".split())
    y = np.array([row["type"] for row in rows])
    model = BernoulliNB(alpha=1, binarize=None).fit(x, y)
    joint = model.predict_joint_log_proba(x)
    place = [list(model.classes_).index(label) for label in y]
    return {
        "logLikelihood": joint[np.arange(len(y)), place].sum(),
        "prior": np.exp(model.class_log_prior_).tolist(),
        "theta": np.exp(model.feature_log_prob_).tolist()}


def gaussian():
    x, rows = table(
        "iris.csv", ["Sepal.Length", "Sepal.Width", "Petal.Length", "Petal.Width"])
    y = np.array([row["Species"] for row in rows])
    model = GaussianNB(var_smoothing=0).fit(x, y)
    joint = model.predict_joint_log_proba(x)
    place = [list(model.classes_).index(label) for label in y]
    return {
        "logLikelihood": joint[np.arange(len(y)), place].sum(),
        "prior": model.class_prior_.tolist(), "mean": model.theta_.tolist(),
        "variance": model.var_.tolist()}


if __name__ == "__main__":
    print(json.dumps(
        {"mixture": mixture(), "bernoulli": bernoulli(), "gaussian": gaussian()}, indent=1))

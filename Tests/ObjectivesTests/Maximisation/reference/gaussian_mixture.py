"""Iterations of scikit-learn's GaussianMixture from a given start, for MaximisationTests.swift."""
import json
import numpy as np
from sklearn.mixture import GaussianMixture

x = np.array([[1.2, 0.3], [0.4, -0.8], [2.1, 1.0], [0.9, 0.1], [1.6, -0.2], [4.0, 3.1],
              [5.2, 2.2], [4.6, 4.0], [3.9, 2.4], [5.5, 3.7], [2.9, 1.6], [4.4, 1.9]])
weights = np.array([0.4, 0.6])
means = np.array([[1.0, 0.0], [3.0, 2.0]])
covariances = np.array([[[1.0, 0.2], [0.2, 1.5]], [[2.0, -0.3], [-0.3, 1.0]]])
mixture = GaussianMixture(2, reg_covar=0, weights_init=weights, means_init=means,
                          precisions_init=np.linalg.inv(covariances), max_iter=1)
mixture.fit(x)  # sets what the steps below need
mixture.weights_, mixture.means_, mixture.covariances_ = weights, means, covariances
mixture.precisions_cholesky_ = np.array(
    [np.linalg.cholesky(np.linalg.inv(c)) for c in covariances])
print(json.dumps({"x": x.tolist()}))
for _ in range(4):
    likelihood, responsibilities = mixture._e_step(x)
    print(repr(likelihood * len(x)), end=": ")
    mixture._m_step(x, responsibilities)
    print(mixture.weights_.tolist(), mixture.means_.ravel().tolist(),
          mixture.covariances_.ravel().tolist())

data {
  int<lower=1> T;
  int<lower=1> K;
  vector[T] y;
}
parameters {
  array[K] vector[K] a;
  vector[K] mu;
}
model {
  matrix[K, K] transitions;
  matrix[K, T] log_omega;
  for (k in 1:K) {
    a[k] ~ std_normal();
    transitions[k] = softmax(a[k])';
    log_omega[k] = -0.5 * square(y - mu[k])' - 0.91893853320467274178;
  }
  mu ~ normal(0, 5);
  target += hmm_marginal(log_omega, transitions, rep_vector(1.0 / K, K));
}

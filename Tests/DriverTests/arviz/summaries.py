"""Prints what ArviZ and CmdStanPy read from files of gmc, as JSON.

usage: summaries.py FIT.nc FIT-1.csv FIT-2.csv ...
"""

import json
import sys
import warnings

warnings.filterwarnings("ignore")
import arviz as az

fit = az.from_netcdf(sys.argv[1])
table = az.summary(fit, round_to="none")
answer = {
    "summary": {
        name: {key: float(row[key]) for key in ["mean", "sd", "r_hat", "ess_bulk", "ess_tail"]}
        for name, row in table.iterrows()
    },
    "groups": {name: sorted(fit[name].data_vars) for name in fit.groups()},
    "dimensions": {name: list(v.dims) for name, v in fit.posterior.data_vars.items()},
    "coordinates": {name: [str(x) for x in v.values] for name, v in fit.posterior.coords.items()},
    "diverging": str(fit.sample_stats.diverging.dtype),
    "attributes": sorted(fit.posterior.attrs),
    "loo": float(az.loo(fit).elpd_loo) if "log_likelihood" in fit.groups() else None,
}
chains = az.from_cmdstan(sys.argv[2:])
answer["csv"] = {
    name: values.mean(("chain", "draw")).values.tolist()
    for name, values in chains.posterior.data_vars.items()
}
try:
    import cmdstanpy

    stan = cmdstanpy.from_csv(sys.argv[2:])
    answer["cmdstanpy"] = {
        name: value.mean(axis=0).tolist() for name, value in stan.stan_variables().items()
    }
    answer["step_size"] = stan.step_size.tolist()
except ImportError:
    pass
print(json.dumps(answer))

#!/usr/bin/env python3
"""Times gmc beside other programs on the same data in one run, and writes docs/Benchmarks.md.

    Benchmarks/bench.py [--peers DIR] [--only gradients,nets,chains,sampling,start,memory,compile] [--out FILE]

With --only, those sections of the page are written anew and the others stay.

The other programs' scripts lie in DIR (their setup.sh installs them); without them only gmc is
timed. Each figure is a median of at least five repeats, and every program runs alone, one after
the other, with the same number of threads. Nothing but Python's standard library is needed here.
"""
import argparse
import datetime
import json
import os
import re
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GMC = ROOT / ".build/release/gmc"
MODELS = ROOT / "Benchmarks/models"
HOME = Path(os.environ.get("PEERS_HOME", Path.home() / ".cache" / "gmc-peers"))
DATA = HOME / "data"
# A preset of some machines that halves OpenBLAS.
CLEAN = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}


# ------------------------------------------------------------------ running
def run(command, threads=None, **extra):
    """Runs a command to its end and returns what it wrote to standard output."""
    limit = (lambda: os.sched_setaffinity(0, range(threads))) if threads else None
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True,
                          env={**CLEAN, **extra}, cwd=ROOT, preexec_fn=limit)
    if done.returncode != 0:
        raise RuntimeError(f"{shlex.join(map(str, command))}\n{done.stderr[-2000:]}")
    return done.stdout


def wall(command, threads=None, before=None):
    """Seconds from the start of a process to its end."""
    if before:
        before()
    start = time.perf_counter()
    run(command, threads)
    return time.perf_counter() - start


def peak_megabytes(command):
    """The peak resident memory of a process, in units of 10^6 bytes as `ls` counts files."""
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL, env=CLEAN, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(shlex.join(map(str, command)))
    return usage.ru_maxrss * 1024 / 1e6


class Peers:
    """The other programs, by the scripts that time them."""

    def __init__(self, folder):
        self.folder = folder
        self.python = HOME / "venv/bin/python"
        self.present = bool(folder) and self.python.exists() and (folder / "common.py").exists()

    def measure(self, script, peers, **config):
        """{peer: {metric: (median, least, greatest)}} of one script and configuration."""
        if not self.present:
            return {}
        with tempfile.NamedTemporaryFile(suffix=".jsonl") as results:
            command = [self.python, script]
            for peer in peers:
                command += ["--peer", peer]
            for name, value in config.items():
                command += [f"--{name}", value]
            subprocess.run([str(c) for c in command], cwd=self.folder, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, env={**CLEAN, "PEERS_RESULTS": results.name})
            table = {}
            for line in open(results.name):
                row = json.loads(line)
                if row["metric"] == "failed":
                    print(f"  {row['peer']} failed: {row['detail'].get('error', '')}", file=sys.stderr)
                    continue
                detail = row["detail"]
                table.setdefault(row["peer"], {})[row["metric"]] = (
                    row["value"], detail.get("min", row["value"]), detail.get("max", row["value"]), detail)
            return table


def gmc_time(model, binds, threads, *options):
    """(median, least, greatest), whole record: evaluations of value and gradient a second."""
    out = json.loads(run([GMC, "compile", model, *binds, "--time", "--threads", threads, *options], threads))
    return (out["evaluations_per_second"], out["least"], out["greatest"], out), out


def binds(folder, **names):
    return [x for variable, array in names.items() for x in ("--bind", f"{variable}={DATA / folder / array}.npy")]


# ------------------------------------------------------------------- tables
def shown(figures):
    median, least, greatest = figures[:3]
    return f"{number(median)} ({number(least)}-{number(greatest)})"


def number(x):
    return f"{x:,.0f}" if abs(x) >= 100 else f"{x:.3g}"


class Page:
    """The page that is written."""

    def __init__(self):
        self.lines = []

    def text(self, earlier):
        """The page; sections that were not measured now are those of an earlier page."""
        parts = lambda text: re.split(r"(?m)^(?=## )", text)
        now = {part.split("\n")[0]: part for part in parts("\n".join(self.lines).rstrip() + "\n")}
        if not earlier:
            return "".join(now.values())
        kept = {part.split("\n")[0]: part for part in parts(earlier)}
        return "\n".join(part.strip("\n") + "\n" for part in {**kept, **now}.values())

    def add(self, *lines):
        self.lines += lines
        for line in lines:
            print(line, flush=True)

    def table(self, header, rows):
        self.add("", "| " + " | ".join(header) + " |", "|" + "---|" * len(header))
        for row in rows:
            self.add("| " + " | ".join(str(cell) for cell in row) + " |")
        self.add("")


def ratio(ours, theirs):
    return f"{ours / theirs:.2f}" if theirs else "-"


# ----------------------------------------------------------------- sections
F64 = {"logistic": ["stan-glm-native", "numpyro-f64", "torch-compile", "nutpie-numba"],
       "mixture": ["stan-matrix-native", "numpyro-f64", "torch-compile", "nutpie-numba"]}
PARALLEL = {"numpyro-f64", "torch", "torch-compile", "nutpie-numba", "stan-glm-threads", "numpyro-f32"}

WORK = [
    ("logistic regression 1,000 x 10", "logistic", "bench_grad_logreg.py", dict(n=1000, d=10),
     binds("logreg_1000x10", X="X", y="y"), [1], None),
    ("logistic regression 100,000 x 50", "logistic", "bench_grad_logreg.py", dict(n=100_000, d=50),
     binds("logreg_100000x50", X="X", y="y"), [1, 2], 100_000 * (50 * 8 + 1)),
    ("Gaussian mixture 100,000 x 2, K = 5", "mixture", "bench_grad_gmm.py", dict(n=100_000, k=5),
     binds("gmm2d_100000x5", X="X"), [1, 2], None),
]


def gradients(page, peers, limits):
    page.add("## Log posterior and gradient", "",
             "Evaluations a second at one point; median (least-greatest) of seven blocks of a fifth of a second",
             "(others: one second). `fused C` is hand-written, compiled with `-O3 -march=native -ffast-math`.")
    rows = []
    for title, model, script, config, data, threads, moved in WORK:
        for count in threads:
            names = F64[model] if count == 1 else [p for p in F64[model] if p in PARALLEL]
            if model == "logistic" and count == 2:
                names = names + ["stan-glm-threads"]
            ours, record = gmc_time(MODELS / f"{model}.gm", data, count)
            table = peers.measure(script, names + ["c-fused", "numpyro-f32"], threads=count, **config)
            again, _ = gmc_time(MODELS / f"{model}.gm", data, count)
            single, _ = gmc_time(MODELS / f"{model}.gm", data, count, "--precision", "f32")
            best = max(ours, again, key=lambda f: f[0]) if abs(ours[0] - again[0]) > 0.1 * ours[0] else ours
            rates = {p: t["gradient_evaluations"] for p, t in table.items() if "gradient_evaluations" in t}
            norms = {p: f[3].get("grad_norm") for p, f in rates.items()}
            for peer, norm in norms.items():
                if norm and abs(norm / record["gradient_norm"] - 1) > 1e-3:
                    page.add(f"WARNING: {peer} has another gradient: {norm}, not {record['gradient_norm']}")
            others = {p: f for p, f in rates.items() if p not in ("c-fused", "numpyro-f32")}
            top = max(others, key=lambda p: others[p][0], default=None)
            glm = rates.get("stan-glm-native", (None,))[0]
            fused = rates.get("c-fused", (None,))[0]
            f32 = rates.get("numpyro-f32", (None,))[0]
            share = f"{100 * best[0] * moved / limits['bytes'][count]:.0f} %" if moved else "-"
            rows.append([title, count, shown(best), f"{top} {shown(others[top])}" if top else "-",
                         ratio(best[0], others[top][0]) if top else "-",
                         ratio(best[0], glm), ratio(best[0], fused), shown(single), ratio(single[0], f32), share])
    eight, _ = gmc_time(MODELS / "eight_schools.gm", ["--data", ROOT / "Models/data/eight_schools.json"], 1)
    rows.append(["eight schools", 1, shown(eight), "-", "-", "-", "-", "-", "-", "-"])
    page.table(["problem", "threads", "gmc f64", "best other f64", "ratio", "to Stan's native GLM", "to fused C",
                "gmc f32", "to NumPyro f32", "of memory bandwidth"], rows)


def chain_data(length):
    """Observations of a hidden Markov model of ten states, each of which tends to stay."""
    import random
    source, state = random.Random(1), 0
    values = []
    for _ in range(length):
        if source.random() < 0.1:
            state = source.randrange(10)
        values.append(round(source.gauss(2 * state - 9, 1), 6))
    path = Path(tempfile.gettempdir()) / f"gmc_hmm_{length}.json"
    path.write_text(json.dumps({"T": length, "K": 10, "y": values}))
    return path


def chains(page, peers, limits):
    page.add("## A chain summed out", "",
             "Hidden Markov model, K = 10: milliseconds for one value and gradient, the median of seven",
             "blocks (least-greatest), one thread. Stan has its `hmm_marginal`; JAX scans logarithms, as",
             "NumPyro does, or scaled probabilities.")
    milliseconds = lambda f: f"{1e3 / f[0]:.3g} ({1e3 / f[2]:.3g}-{1e3 / f[1]:.3g})"
    names = ["stan-hmm-native", "jax-scan-logs", "jax-scan-scaled"]
    rows = []
    for length in (1000, 10_000, 100_000):
        data = chain_data(length)
        ours, record = gmc_time(MODELS / "hidden_markov_logits.gm", ["--data", data], 1)
        table = peers.measure(ROOT / "Benchmarks/peers/bench_grad_hmm.py", names, data=data, threads=1)
        rates = {p: t["gradient_evaluations"] for p, t in table.items() if "gradient_evaluations" in t}
        for peer, figures in rates.items():
            norm = figures[3].get("grad_norm")
            if norm and abs(norm / record["gradient_norm"] - 1) > 1e-3:
                page.add(f"WARNING: {peer} has another gradient: {norm}, not {record['gradient_norm']}")
        best = max((f[0] for f in rates.values()), default=None)
        rows.append([f"{length:,}", milliseconds(ours), f"{1e9 / ours[0] / length:.0f} ns"]
                    + [milliseconds(rates[p]) if p in rates else "-" for p in names] + [ratio(ours[0], best)])
    page.table(["T", "gmc", "a step", "Stan", "JAX, logarithms", "JAX, scaled", "faster than the best"], rows)


SAMPLING = [
    # As the others do, over all latents: by default gmc integrates the effects of the schools out.
    ("eight_schools", "eight_schools",
     ["--data", ROOT / "Models/data/eight_schools.json", "--eliminate", "discrete"], ["mu", "tau", "theta"],
     ["stan", "numpyro-parallel", "nutpie-numba"]),
    ("logreg", "logistic", binds("german_1000x25", X="X", y="y"), ["alpha", "beta"],
     ["stan-expert", "numpyro-parallel", "nutpie-numba"]),
    ("gmm", "mixture_1d", binds("gmm1d_1000", y="y"), ["mu", "sigma", "w"],
     ["stan", "numpyro-parallel", "nutpie-numba"]),
    ("hmm", "hidden_markov",
     [*binds("hmm_1000", y="y"), "--init", MODELS / "hidden_markov_start.json"], ["mu", "sigma", "P"],
     ["stan-expert", "numpyro-parallel"]),
    ("irt", "item_response", None, ["a", "b", "theta"], ["stan-expert", "numpyro-parallel", "nutpie-numba"]),
]


def item_data():
    """The item-response data as a table whose members count from 1."""
    source = (DATA / "irt_20x100/data.csv").read_text().splitlines()
    path = Path(tempfile.gettempdir()) / "gmc_irt.csv"
    rows = [[int(float(cell)) for cell in line.split(",")] for line in source[1:]]
    path.write_text("person,item,y\n" + "".join(f"{p + 1},{i + 1},{y}\n" for p, i, y in rows))
    return ["--data", path]


def sampling(page, peers, limits):
    page.add("## NUTS, 4 chains x (1000 + 1000), 2 threads", "",
             "Minimum bulk ESS of the reported quantities over the wall time of all chains; median",
             "(least-greatest) of five seeds. Compilation: from the model's text to the first evaluation,",
             "once without and once with the kernel in the cache.")
    rows = []
    for name, model, data, reported, names in SAMPLING:
        data = data or item_data()
        ess, included, warm, walls, rates = [], [], [], [], []
        for seed in range(1, 6):
            for options in (["--no-cache"], []):
                out = json.loads(run([GMC, "sample", MODELS / f"{model}.gm", *data, "--json", "--quiet",
                                      "--seed", seed, "--threads", 2, *options], 2))
                seconds = out["seconds"]
                took = seconds["warmup"] + seconds["sampling"]
                least = min(p["ess_bulk"] for p in out["parameters"]
                            if re.split(r"\[", p["name"])[0] in reported)
                if options:
                    included.append(least / (took + seconds["compile"]))
                else:
                    ess.append(least / took)
                    warm.append(least / (took + seconds["compile"]))
                    walls.append(took)
                    rates.append(out["gradients"] / took)
        table = peers.measure("bench_nuts.py", names, model=name, threads=2)
        others = {p: t["min_ess_bulk_per_s"] for p, t in table.items() if "min_ess_bulk_per_s" in t}
        top = max(others, key=lambda p: others[p][0], default=None)
        spread = lambda v: (statistics.median(v), min(v), max(v))
        rows.append([name, shown(spread(ess)), f"{top} {shown(others[top])}" if top else "-",
                     ratio(statistics.median(ess), others[top][0]) if top else "-", number(statistics.median(included)),
                     number(statistics.median(warm)), f"{statistics.median(walls):.3f} s", number(statistics.median(rates))])
    page.table(["problem", "gmc ESS/s", "best other f64", "ratio", "with compilation", "with cached kernel", "wall",
                "gradients/s"], rows)


def start(page, peers, limits):
    page.add("## From a cold process to a finished fit", "",
             "Linear regression, 100 x 3, one chain of 1000 + 1000 by NUTS: seconds from the start of the",
             "process to its end.")
    command = [GMC, "sample", MODELS / "linear.gm", *binds("linreg_100x3", X="X", y="y"), "--chains", 1, "--quiet"]
    cold = sorted(wall(command + ["--no-cache"]) for _ in range(7))
    wall(command)
    warm = sorted(wall(command) for _ in range(7))
    table = peers.measure("bench_time_to_first_result.py", ["stan-cold", "stan-warm", "numpyro-cold", "numpyro-warm"])
    rows = [["gmc, nothing cached", f"{cold[3]:.3f} ({cold[0]:.3f}-{cold[-1]:.3f})"],
            ["gmc, kernel cached", f"{warm[3]:.3f} ({warm[0]:.3f}-{warm[-1]:.3f})"]]
    for peer, metrics in table.items():
        figures = metrics["time_to_first_result"]
        rows.append([peer, f"{figures[0]:.3f} ({figures[1]:.3f}-{figures[2]:.3f})"])
    page.table(["program", "seconds"], rows)


def memory(page, peers, limits):
    page.add("## Peak memory", "", "Logistic regression, 1,000,000 x 50: the data are 400 MB.")
    command = [GMC, "compile", MODELS / "logistic.gm", *binds("logreg_1000000x50", X="X", y="y"), "--time"]
    ours = statistics.median(peak_megabytes(command + ["--threads", 1]) for _ in range(5))
    table = peers.measure("bench_memory.py", ["grad:stan-glm", "grad:numpyro-f64", "grad:numpy-hand"],
                          n=1_000_000, d=50, threads=1)
    rows = [["gmc", number(ours)]]
    rows += [[peer, number(t["peak_rss_mb"][0] * 1024 * 1024 / 1e6)] for peer, t in table.items() if "peak_rss_mb" in t]
    page.table(["program", "MB"], rows)


def compilation(page, peers, limits):
    page.add("## Compilation", "",
             "Milliseconds from the lowered model to a loaded kernel of value and gradient, nothing cached,",
             "LLVM's library loaded anew (11 ms of it): the median of five processes for every model that",
             "can be computed today.")
    def measure(*words):
        times = [json.loads(run([GMC, "compile", *words, "--time", "--no-cache"])) for _ in range(5)]
        middle = statistics.median(t["compile_seconds"] for t in times)
        rate = statistics.median(t["evaluations_per_second"] for t in times)
        return [f"{1e3 * middle:.0f}", number(rate)]

    rows = []
    for model in sorted(ROOT.glob("Models/*/*.gm")):
        text = model.read_text()
        tried = re.search(r"^# Try: gmc (?:fit|sample) (.*)$", text, re.M)
        if not tried:
            continue
        words = shlex.split(tried[1])
        options = [w for i in range(1, len(words) - 1, 2) if words[i] in (
            "--data", "--bind", "--size", "--set", "--standardise", "--model", "--member", "--binarise")
            for w in words[i:i + 2]]
        try:
            rows.append([model.relative_to(ROOT / "Models"), *measure(words[0], *options)])
        except RuntimeError:
            continue
    page.table(["model", "ms", "evaluations/s"], rows)
    page.add("Generated models: each latent has a prior, and a plate of 100 observations whose mean is linear",
             "in it and in the latent before.")
    with tempfile.TemporaryDirectory() as folder:
        rows = [[count, *measure(*long_chain(Path(folder), count))] for count in (250, 500, 1000, 2000)]
    page.table(["variables", "ms", "evaluations/s"], rows)


def long_chain(folder, count):
    """A model of so many variables, half of them observed, and its data."""
    half = range(count // 2)
    story = ["model Long {", "  plate n in N", "  given x[n] : real"]
    for i in half:
        mean = f"a{i} * x[n] + a{i - 1}" if i else "a0"
        story += [f"  latent a{i} : real ~ Normal(0, {1 + i % 3})",
                  f"  observed y{i}[n] : real ~ Normal({mean}, {1 + i % 5})"]
    seen, hidden = (", ".join(f"{name}{i}" for i in half) for name in "ya")
    story += [f"  maximize log p({seen}, {hidden} | x) over {hidden}", "}"]
    (folder / "long.gm").write_text("\n".join(story) + "\n")
    data = [",".join(["x"] + [f"y{i}" for i in half])]
    data += [",".join(str((7 * n + 3 * i) % 11 - 5) for i in range(count // 2 + 1)) for n in range(100)]
    (folder / "long.csv").write_text("\n".join(data) + "\n")
    return folder / "long.gm", "--data", folder / "long.csv"


NETS = [
    ("VAE 784-500-500-50, batches of 100", "vae", 100, [], 60_000, "bench_vae_mnist.py", 100, ["torch", "torch-compile", "jax"]),
    ("VAE 784-500-500-50, batches of 1000", "vae", 1000, [], 60_000, "bench_vae_mnist.py", 1000, ["torch", "torch-compile", "jax"]),
    ("M2 784-500-50, ten labels summed out, batches of 100 + 100", "m2", 200,
     ["--labelled", 100, "--keep-labels", 3000], 114_000, "bench_ssvae_m2.py", 100, ["torch", "torch-compile", "jax"]),
]
# What a plain product of matrices in single precision reaches on the same threads in the same minute.
PRODUCT = """
import numpy as np, threading, time, sys
count, rows = int(sys.argv[1]), 256
a = [np.ones((rows, 784), np.float32) for _ in range(count)]
b = np.ones((784, 500), np.float32)
c = [np.empty((rows, 500), np.float32) for _ in range(count)]
def work(i, repeats):
    for _ in range(repeats): np.matmul(a[i], b, out=c[i])
def once(repeats=200):
    threads = [threading.Thread(target=work, args=(i, repeats)) for i in range(count)]
    start = time.perf_counter()
    for t in threads: t.start()
    for t in threads: t.join()
    return 2 * rows * 784 * 500 * repeats * count / (time.perf_counter() - start)
once(20)
print(sorted(once() for _ in range(5))[2])
"""


def images_a_second(model, mnist, batch, options, epoch):
    """(median, least, greatest) of five runs of an `epoch`: a long run less a short one."""
    def seconds(epochs):
        out = json.loads(run([GMC, "fit", MODELS / f"{model}.gm", "--bind", f"x={mnist}/train-images-idx3-ubyte.gz",
                              "--binarise", "x", "--batch", f"N={batch}", "--epochs", epochs, "--precision", "f32",
                              "--threads", 2, "--rate", 3e-4, "--json", "--quiet", *options], 2))
        return out["seconds"]["fit"]
    rates = sorted(epoch * 4 / (seconds(5) - seconds(1)) for _ in range(5))
    return rates[2], rates[0], rates[-1]


def nets(page, peers, limits):
    mnist = Path(os.environ.get("MNIST", ROOT.parent / "shared/data/mnist"))
    if not mnist.exists():
        return page.add("## Training of nets", "", "Not measured: the folder MNIST has no files of MNIST.")
    python = peers.python if peers.present else sys.executable
    flops = float(run([python, "-c", PRODUCT, 2], 2, OPENBLAS_NUM_THREADS="1"))
    page.add("## Training of nets", "",
             "Images a second in single precision with Adam, 2 threads, on MNIST: whole steps, with the choice of",
             f"the batch; median (least-greatest) of five runs. Products of matrices reach {flops / 1e9:.0f} GFLOP/s.")
    rows = []
    for title, model, batch, options, epoch, script, size, names in NETS:
        if model == "m2":
            options = ["--bind", f"y={mnist}/train-labels-idx1-ubyte.gz", *options]
        ours = images_a_second(model, mnist, batch, options, epoch)
        table = peers.measure(script, names, batch=size, threads=2)
        rates = {p: t["images_per_s"] for p, t in table.items() if "images_per_s" in t}
        row = [title, shown(ours)]
        for name in names:
            row += [f"{shown(rates[name])}", ratio(ours[0], rates[name][0])] if name in rates else ["-", "-"]
        rows.append(row)
    page.table(["net", "gmc", "PyTorch", "ratio", "PyTorch, compiled", "ratio", "JAX", "ratio"], rows)


SECTIONS = {"gradients": gradients, "nets": nets, "chains": chains, "sampling": sampling, "start": start, "memory": memory, "compile": compilation}


# --------------------------------------------------------------------- main
BANDWIDTH = """
import numpy as np, os, sys, threading, time
x = np.ones(50_000_000)
parts = np.array_split(x, int(sys.argv[1]))
def once():
    threads = [threading.Thread(target=np.max, args=(p,)) for p in parts]
    start = time.perf_counter()
    for t in threads: t.start()
    for t in threads: t.join()
    return x.nbytes / (time.perf_counter() - start)
once()
print(sorted(once() for _ in range(15))[-2])
"""


def limits_of_machine(peers):
    """Bytes read from memory a second by one and by two threads, measured with numpy's maximum."""
    result = {}
    python = peers.python if peers.present else sys.executable
    for threads in (1, 2):
        try:
            result[threads] = float(run([python, "-c", BANDWIDTH, threads], threads))
        except RuntimeError:
            result[threads] = float("nan")
    return {"bytes": result}


def machine():
    info = Path("/proc/cpuinfo").read_text()
    name = re.search(r"model name\s*: (.*)", info)[1]
    flags = re.search(r"flags\s*: (.*)", info)[1].split()
    wide = "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else "SSE2"
    return f"{os.cpu_count()} cores of {name} ({wide})"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--peers", type=Path, default=ROOT.parent / "shared/peers")
    parser.add_argument("--only", default=",".join(SECTIONS))
    parser.add_argument("--out", type=Path, default=ROOT / "docs/Benchmarks.md")
    arguments = parser.parse_args()
    peers = Peers(arguments.peers.resolve() if arguments.peers.exists() else None)
    if not DATA.exists():
        sys.exit(f"no data in {DATA}: run `sh {arguments.peers}/setup.sh` first, which makes them")
    page = Page()
    versions = run([GMC, "--version"]).strip()
    page.add("# Benchmarks", "",
             "Written by `make bench` (`Benchmarks/bench.py`). The programs of a section run one after the other;",
             "each section says when it was measured.", "",
             f"{machine()}, {versions}.")
    if peers.present:
        found = run([peers.python, "-c", "import importlib.metadata as m; print(', '.join(f'{p} {m.version(p)}' "
                     "for p in ('numpyro','jax','torch','pymc','nutpie','httpstan')))"]).strip()
        page.add(f"Others: {found}; Stan 2.35 as httpstan has it.")
    else:
        page.add("The other programs are not installed here.")
    limits = limits_of_machine(peers)
    page.add("")
    for name in arguments.only.split(","):
        SECTIONS[name](page, peers, limits)
        # Beside each table, since a later run with --only leaves the other sections as they are.
        page.add(f"Measured {datetime.date.today()}, `--only {arguments.only}`; memory was read at "
                 f"{limits['bytes'][1] / 1e9:.1f} GB/s by one thread and "
                 f"{limits['bytes'][2] / 1e9:.1f} GB/s by two.", "")
    isPart = arguments.only != ",".join(SECTIONS) and arguments.out.exists()
    arguments.out.write_text(page.text(arguments.out.read_text() if isPart else None))


if __name__ == "__main__":
    main()

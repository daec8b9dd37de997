extension Option {
  /// What the option is called, takes, does and defaults to.
  var entry: OptionEntry {
    switch self {
    case .model:
      .init(
        "--model", .text("NAME"), "the model or family to use, when a file has several",
        absent: "the only one")
    case .member:
      .init("--member", .text("NAME"), "the member of the family to use", absent: "all of them")
    case .data:
      .init(
        "--data", .text("FILE"), "data: CSV, TSV, Stan JSON, NPY, NPZ or IDX, gzipped or not",
        repeats: true)
    case .bind:
      .init(
        "--bind", .text("x=COLUMN,..."), "what a variable is called in the data",
        absent: "columns named like variables", repeats: true)
    case .size:
      .init(
        "--size", .text("K=5"), "the size of a plate, a chain or an axis",
        absent: "from the model or the data", repeats: true)
    case .set:
      .init(
        "--set", .text("alpha=0.1"), "the value of a hyper", absent: "the one in the model",
        repeats: true)
    case .keepLabels:
      .init(
        "--keep-labels", .integer(default: nil, atLeast: 1),
        "hide all but N labels of a partial variable, balanced over its classes", absent: "all")
    case .binarise:
      .init(
        "--binarise", .text("x[=stochastic|dynamic]"),
        "numbers to true from 0.5 on, or with their value as the probability: drawn once, or "
          + "anew at each step", repeats: true)
    case .scale:
      .init("--scale", .text("x=1/255"), "multiply a variable by a number", repeats: true)
    case .standardise:
      .init(
        "--standardise", .text("x"), "take a variable's mean away and divide by its deviation",
        repeats: true)
    case .seed:
      .init("--seed", .integer(default: 1, atLeast: 0), "the seed of everything random")
    case .threads:
      .init(
        "--threads", .integer(default: nil, atLeast: 1),
        "how many threads work; no result depends on it", absent: "one for each processor")
    case .precision:
      .init("--precision", .choice(["f64", "f32"], default: "f64"), "the precision of numbers")
    case .backend:
      .init(
        "--backend", .choice(["auto"] + Backend.allCases.map(\.rawValue), default: "auto"),
        "what evaluates the tensor program: machine code, or the slow reference")
    case .noCache:
      .init(
        "--no-cache", .flag, "compile anew, and keep no machine code in ~/.cache/gmc",
        absent: "off")
    case .quiet:
      .init(
        "--quiet", .flag, "no progress, no notes: results and errors only",
        absent: "they go to stderr")
    case .json:
      .init("--json", .flag, "the result as JSON on stdout", absent: "a table for people")
    case .output:
      .init("-o", .text("OUT"), "a file for the result; its ending chooses the format")
    case .include:
      .init(
        "--include", .text("NAME"),
        "report a quantity of over 1000 elements, or draw a discrete latent", repeats: true)
    case .exclude: .init("--exclude", .text("NAME"), "do not report this quantity", repeats: true)

    case .plate: .init("--plate", .text("OUT"), "write the plate diagram: .svg, .png, .pdf, .dot")
    case .sizes: .init("--sizes", .flag, "plates with their sizes", absent: "n = 1..N")
    case .givenStyle:
      .init(
        "--given", .choice(["dot", "circle"], default: "dot"),
        "draw a given as a small dot or as a grey circle")
    case .chains:
      .init(
        "--chains", .choice(["unrolled", "loop"], default: "unrolled"),
        "draw a chain slice by slice or as a plate with a loop")
    case .noGuide: .init("--no-guide", .flag, "leave the guides out", absent: "drawn dashed")
    case .guideOnly: .init("--guide-only", .flag, "draw only the guides", absent: "both")
    case .objective:
      .init("--objective", .text("OUT"), "write the objective as mathematics: .md, .tex or -")
    case .print:
      .init(
        "--print", .text("STAGE"),
        "print " + Stage.allCases.map(\.rawValue).joined(separator: ", "))
    case .time:
      .init("--time", .flag, "measure how long the value and its gradient take", absent: "off")
    case .emit:
      .init(
        "--emit", .text("KIND"),
        "write code to -o: " + Emission.allCases.map(\.rawValue).joined(separator: ", "))
    case .cpu:
      .init(
        "--cpu", .choice(CodeProcessor.allCases.map(\.rawValue), default: "host"),
        "the processor that the code of --emit and --print is for")

    case .method:
      .init(
        "--method", .choice(["auto"] + FitMethod.allCases.map(\.rawValue), default: "auto"),
        "how the point, or a distribution, is found")
    case .restarts:
      .init(
        "--restarts", .integer(default: nil, atLeast: 1), "random starts, of which the best counts",
        absent: "10, or the point of --init alone")
    case .iterations:
      .init("--iterations", .integer(default: 2000, atLeast: 1), "steps of one start at most")
    case .tolerance:
      .init(
        "--tolerance", .real(default: 1e-13, in: 0...1),
        "relative change of the objective that counts as none")
    case .initial:
      .init(
        "--init", .text("FIT.json"),
        "start from the values of a fit; of several that have a value the last counts",
        absent: "at random", repeats: true)

    case .epochs:
      .init(
        "--epochs", .integer(default: 100, atLeast: 1),
        "how often a stochastic method sees all rows")
    case .batch:
      .init(
        "--batch", .text("N=200"), "rows of a plate for each step", absent: "all", repeats: true)
    case .labelled:
      .init(
        "--labelled", .integer(default: nil, atLeast: 1),
        "rows of a batch with known values of the partial variable", absent: "as they come")
    case .rate:
      .init("--rate", .real(default: 0.001, in: 0...1e6), "the size of a stochastic method's steps")
    case .schedule:
      .init(
        "--schedule", .text("cosine"),
        "how the rate falls: constant, cosine, linear, step=EPOCHS:FACTOR, after warmup=EPOCHS",
        absent: "constant")
    case .clip:
      .init(
        "--clip", .real(default: .infinity, in: 0...Double.infinity),
        "the length that gradients are cut to")
    case .holdout:
      .init(
        "--holdout", .text("0.2|FILE"),
        "rows to judge by that are not trained on: a fraction of the data, or a file")
    case .patience:
      .init(
        "--patience", .integer(default: nil, atLeast: 1),
        "stop after so many epochs in which held-out rows got no better, and take the best",
        absent: "all epochs")
    case .checkpoint:
      .init(
        "--checkpoint", .text("5min"),
        "how often the file of -o gets what a stochastic method has so far", absent: "5min")
    case .resume:
      .init(
        "--resume", .text("FIT.json"),
        "go on with a stochastic method where a fit ended, as if it had not stopped")
    case .evidenceMethod:
      .init(
        "--method", .choice(EvidenceMethod.allCases.map(\.rawValue), default: "auto"),
        "how the integral is found; auto takes the most exact that applies")
    case .approximateDraws:
      .init(
        "--draws", .integer(default: 1000, atLeast: 1),
        "draws of the result of vi, laplace and pathfinder")
    case .guideDraws:
      .init(
        "--draws", .integer(default: nil, atLeast: 1),
        "draws of the guide for each row, where the latents are integrated over by them",
        absent: "exact")
    case .bridgeDraws:
      .init(
        "--draws", .integer(default: 4000, atLeast: 100), "draws of each chain, for bridge")
    case .particles:
      .init(
        "--particles", .integer(default: 500, atLeast: 10), "particles of a run, for smc and ais")
    case .repeats:
      .init(
        "--repeats", .integer(default: nil, atLeast: 2), "runs of particles, for smc and ais",
        absent: "16 to 64, until the error is below 0.012")
    case .over:
      .init(
        "--over", .text("alpha=0.1,1"), "compare the values of a hyper; several give a grid",
        absent: "the `compare` statements of the file", repeats: true)
    case .comparisonPlot:
      .init("--plot", .text("OUT.svg"), "draw the evidences with their errors")
    case .noLOO:
      .init("--no-loo", .flag, "leave out PSIS-LOO and the best fit", absent: "beside the evidence")

    case .chainCount: .init("--chains", .integer(default: 4, atLeast: 1), "independent chains")
    case .warmup:
      .init("--warmup", .integer(default: 1000, atLeast: 0), "steps of each chain that adapt")
    case .draws: .init("--draws", .integer(default: 1000, atLeast: 1), "draws of each chain")
    case .targetAccept:
      .init(
        "--target-accept", .real(default: 0.8, in: 0.01...0.999), "acceptance that steps aim at")
    case .maxDepth:
      .init("--max-depth", .integer(default: 10, atLeast: 1), "doublings of a trajectory at most")
    case .metric:
      .init(
        "--metric", .choice(["diag", "dense"], default: "diag"), "the shape of the mass matrix")
    case .thin: .init("--thin", .integer(default: 1, atLeast: 1), "keep every Nth draw")
    case .eliminate:
      .init(
        "--eliminate", .choice(["all", "discrete"], default: "all"),
        "what is summed and integrated out exactly, where it can be, and drawn back")

    case .prior: .init("--prior", .flag, "draw the latents from the story", absent: "--fit")
    case .fit: .init("--fit", .text("FIT.nc"), "the draws or the point (.json) whose values hold")
    case .givenValue:
      .init(
        "--given", .text("y=3"), "the value of a variable; y=0..9 makes a data set for each",
        repeats: true)
    case .meanOf:
      .init(
        "--mean", .text("x"), "the mean of a variable given the others, instead of a draw",
        repeats: true)
    case .count:
      .init(
        "--count", .integer(default: nil, atLeast: 1), "how many data sets to draw",
        absent: "1; for --check and -o x.nc one for each draw of the fit, or 1000")
    case .testQuantity:
      .init(
        "--check", .text("mean,sd,min,max"),
        "compare statistics of the data, or values that the model names, with replicated data",
        repeats: true)

    case .simulations:
      .init("--simulations", .integer(default: 200, atLeast: 10), "how many data sets to simulate")
    case .calibrationMethod:
      .init(
        "--method",
        .choice(CalibrationRun.Method.allCases.map(\.rawValue), default: "nuts"),
        "how posteriors are found: draws by NUTS, or closed forms")
    case .level:
      .init(
        "--level", .real(default: 0.01, in: 0...1),
        "the probability of a false alarm, all quantities together")
    case .ranked:
      .init(
        "--ranked", .integer(default: 99, atLeast: 1),
        "with how many draws of a chain, evenly apart, the truth is compared")
    case .start:
      .init(
        "--start", .choice(["random", "truth"], default: "random"),
        "where chains begin; at the truth where a posterior has several modes")
    case .attempts:
      .init(
        "--attempts", .integer(default: 3, atLeast: 1),
        "how often a chain that is worth fewer draws is run anew, each time twice as long")

    case .map:
      .init(
        "--map", .flag, "the most probable states together", absent: "the probability of each")

    case .check:
      .init("--check", .flag, "say which files are not formatted", absent: "write them")
    }
  }
}

extension Session {
  /// `gmc new NAME`: a model and a table to start from.
  func makeProject() throws(CommandFailure) {
    let name = invocation.operands[0]
    let model = "\(name).gm"
    let data = "\(name).csv"
    for path in [model, data] where fileExists(path) {
      throw .usage(UsageError("`\(path)` is there already", hint: "choose another name"))
    }
    try write(Self.starterModel, to: model)
    try write(Self.starterData, to: data)
    console.output("wrote \(model) and \(data); next:\n  gmc fit \(model) --data \(data)\n")
  }

  private static let starterModel = """
    ## A line through points
    model Line {
      plate n in N
      param    a    : real
      param    b    : real
      param    s    : positive
      given    x[n] : real
      observed y[n] : real ~ Normal(a + b * x[n], s)
      maximize log p(y | x)
    }

    """

  private static let starterData = """
    x,y
    0.0,1.1
    1.0,2.9
    2.0,5.2
    3.0,6.8
    4.0,9.1

    """
}

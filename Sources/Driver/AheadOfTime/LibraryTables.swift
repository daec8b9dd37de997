#if LLVM
  import Binding
  import Codegen
  import Objectives
  import Semantics
  import TensorIR

  /// The tables that tell the run-time library of `gmc_model.h` about one model, as C.
  struct LibraryTables {
    /// What stands in the tables beside the kernels.
    struct Facts {
      let name: String
      let info: String
      let lowered: LoweredDensity
      let variables: [DataVariable]
      let hypers: [String]
      /// Whether the values at hand are data, rather than zeros of their sizes.
      let hasData: Bool
    }
    private let facts: Facts
    private let kernels: [BuiltKernel]
    /// The arrays that the tables name `gm_data_0` and so on.
    private(set) var arrays: [[UInt8]] = []
    private var arrayNumbers: [[UInt8]: Int] = [:]
    private var inputs: [String] = []
    private var inputNumbers: [DataOrigin: Int] = [:]
    private var sources: [String] = []
    private var sourceNumbers: [String: Int] = [:]
    /// The C code.
    private(set) var text = ""

    init(_ facts: Facts, _ kernels: [BuiltKernel]) {
      self.facts = facts
      self.kernels = kernels
      let rows = kernels.map { kernelRows($0) }
      text = "#include <math.h>\n\n#include \"gmc_model.h\"\n\n"
      for kernel in kernels {
        for code in [kernel.code, kernel.preparation].compactMap(\.self) {
          text += "extern gm_run \(code.name)_run;\n"
        }
      }
      for index in arrays.indices { text += "extern const char gm_data_\(index)[];\n" }
      text += "\n" + CText.table("gm_variable", "variables", facts.variables.map(variableRow))
      text += CText.table("gm_input", "inputs", inputs)
      text += CText.table("gm_source", "sources", sources)
      text += CText.table("gm_block", "blocks", blockRows())
      let quantities = facts.lowered.quantities
      text += CText.table(
        "gm_quantity", "parameters",
        quantities.filter { facts.lowered.isBlock($0) }.map(quantityRow))
      text += CText.table(
        "gm_quantity", "derived",
        quantities.filter { !facts.lowered.isBlock($0) }.map(quantityRow))
      text += "static const char *const hypers[] = {"
      text += (facts.hypers.map(CText.string) + ["NULL"]).joined(separator: ", ") + "};\n\n"
      text += modelText(rows)
    }

    private func modelText(_ rows: [(kernel: String, preparation: String)]) -> String {
      let parameterCount = facts.lowered.quantities.count { facts.lowered.isBlock($0) }
      let counts = [
        facts.lowered.dimension, facts.lowered.blocks.count, parameterCount,
        facts.lowered.quantities.count - parameterCount, facts.variables.count, inputs.count,
        sources.count,
      ]
      let numbers = counts.map { "\($0)" }.joined(separator: ", ")
      return """
        const gm_model gm_this_model = {
          \(CText.string(facts.name)), \(CText.string(facts.info)), \(facts.hasData),
          \(numbers),
          blocks, parameters, derived, variables, hypers, inputs, sources,
          {\(rows.map(\.kernel).joined(separator: ",\n   "))},
          {\(rows.map(\.preparation).joined(separator: ",\n   "))}
        };

        """
    }

    private mutating func kernelRows(
      _ kernel: BuiltKernel
    ) -> (kernel: String, preparation: String) {
      let numbers = kernel.sources.map { number(of: $0, kernel) }
      let row = codeRow(kernel.code, sources: numbers)
      guard let preparation = kernel.preparation else { return (row, "{{NULL}}") }
      let from = kernel.preparedFrom.map { number(ofInput: $0, kernel.program) }
      let list = CText.array("int", from.map { "\($0)" })
      return (row, "{\(codeRow(preparation, sources: [])), \(from.count), \(list)}")
    }

    private func codeRow(_ code: BuiltKernel.Code, sources: [Int]) -> String {
      let list = CText.array("int", sources.map { "\($0)" })
      return "{\(code.name)_run, \(sources.count), \(list), \(code.parameterCount), "
        + "\(code.outputs.reduce(0, +)), \(code.workspaceBytes), \(code.outputs.count), "
        + "\(CText.integers(code.outputs))}"
    }

    // MARK: data

    private mutating func array(_ bytes: [UInt8]) -> Int {
      if let number = arrayNumbers[bytes] { return number }
      arrayNumbers[bytes] = arrays.count
      arrays.append(bytes)
      return arrays.count - 1
    }

    private mutating func number(of source: StandaloneSource, _ kernel: BuiltKernel) -> Int {
      let (origin, index): (String, Int) =
        switch source.origin {
        case .fixed: ("GM_FIXED", 0)
        case .input(let input): ("GM_INPUT", number(ofInput: input, kernel.program))
        case .prepared(let output): ("GM_PREPARED", output)
        }
      let element =
        switch source.element {
        case .f64: "GM_F64"
        case .f32: "GM_F32"
        case .i64: "GM_I64"
        case .i32: "GM_I32"
        case .u8: "GM_U8"
        case .boolean: "GM_BOOLEAN"
        }
      let row =
        "{\(origin), \(index), \(element), \(CText.shape(source.sizes, strides: source.strides)), "
        + "gm_data_\(array(source.bytes))}"
      // A prepared array is that of its kernel.
      let key = origin == "GM_PREPARED" ? row + kernel.code.name : row
      if let number = sourceNumbers[key] { return number }
      sourceNumbers[key] = sources.count
      sources.append(row)
      return sources.count - 1
    }

    private mutating func number(ofInput input: InputID, _ program: LibraryProgram) -> Int {
      guard let origin = program.origins[input] else { return 0 }
      if let number = inputNumbers[origin] { return number }
      let values = program.data[input]?.reals ?? []
      inputs.append(inputRow(origin, values))
      inputNumbers[origin] = inputs.count - 1
      return inputs.count - 1
    }

    private mutating func inputRow(_ origin: DataOrigin, _ values: [Double]) -> String {
      func row(_ id: VariableID, _ strides: [Int], isMask: Bool) -> String? {
        guard let number = facts.variables.firstIndex(where: { $0.id == id }) else { return nil }
        let variable = facts.variables[number]
        let sizes = isMask ? Array(variable.sizes.prefix(variable.indexRank)) : variable.sizes
        let shape = CText.shape(sizes, strides: strides)
        return "{\(number), \(isMask), \(shape), \(CText.number(variable.unit)), NULL}"
      }
      let open: String? =
        switch origin {
        case .values(let id, let strides): row(id, strides, isMask: false)
        case .known(let id, let strides): row(id, strides, isMask: true)
        case .sizes, .weights, .rows, .noise: nil
        }
      if let open { return open }
      let bytes = values.withUnsafeBytes { Array($0) }
      let shape = CText.shape([values.count], strides: [1])
      return "{-1, false, \(shape), 1, (const double *)gm_data_\(array(bytes))}"
    }

    private func variableRow(_ variable: DataVariable) -> String {
      var (kind, lower, upper) = ("GM_REAL", -Double.infinity, Double.infinity)
      var (isOpen, mayBeInfinite) = (false, false)
      var (first, count, members) = (0, 0, "NULL")
      switch variable.kind {
      case .real(let least, let most, let open, let infinite):
        (lower, upper, isOpen, mayBeInfinite) = (least, most, open, infinite)
      case .integer(let least): (kind, lower) = ("GM_INTEGER", least)
      case .truth: (kind, lower, upper) = ("GM_TRUTH", 0, 1)
      case .member(let start, let size, let names):
        (kind, first, count) = ("GM_MEMBER", start, size)
        if let names { members = CText.array("char *const", names.map(CText.string)) }
      }
      var dense = [Int](repeating: 1, count: variable.sizes.count)
      for axis in dense.indices.dropLast().reversed() {
        dense[axis] = dense[axis + 1] * variable.sizes[axis + 1]
      }
      let exists = variable.exists.map { CText.array("uint8_t", $0.map { $0 ? "1" : "0" }) }
      return "{\(CText.string(variable.name)), \(kind), \(CText.number(lower)), "
        + "\(CText.number(upper)), \(isOpen), \(mayBeInfinite), \(variable.mayBeMissing), "
        + "\(CText.shape(variable.sizes, strides: dense)), \(variable.indexRank), "
        + "\(exists ?? "NULL"), \(first), \(count), \(members), "
        + "\(CText.number(variable.scale)), \(variable.isStandardised), \(variable.isBinarised)}"
    }

    // MARK: parameters

    private func blockRows() -> [String] {
      var restored = 0
      return zip(facts.lowered.blocks, facts.lowered.unconstraining.inputs).map { block, input in
        defer { restored += input.places.count }
        let shape = CText.shape(block.sizes, strides: strides(of: block.sizes, block.places))
        return "{\(CText.string(block.name)), \(shape), \(block.offset), \(restored)}"
      }
    }

    private func quantityRow(_ quantity: Quantity) -> String {
      let sizes = quantity.members.map(\.count)
      let shape = CText.shape(sizes, strides: strides(of: sizes, quantity.places))
      let block = facts.lowered.blocks.firstIndex { $0.owner == .variable(quantity.variable) }
      let input = block.map { facts.lowered.unconstraining.inputs[$0] }
      let restored = input.map { CText.integers(strides(of: sizes, $0.places)) } ?? "NULL"
      return "{\(CText.string(quantity.name)), \(shape), \(block ?? -1), \(restored)}"
    }
  }
#endif

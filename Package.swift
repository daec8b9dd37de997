// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: an import stays inside its target unless it says `public`.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
]

/// A library target; its arrows are the only ones its code may import along.
func library(_ name: String, _ dependencies: [String] = []) -> Target {
  .target(
    name: name, dependencies: dependencies.map { .byName(name: $0) }, swiftSettings: settings)
}

/// The tests of one target, in `Tests/NAMETests`, with the folders there that hold no code.
func tests(_ name: String, _ dependencies: [String] = [], files: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: ([name] + dependencies).map { .byName(name: $0) },
    exclude: files, swiftSettings: settings)
}

let package = Package(
  name: "gmc",
  products: [.executable(name: "gmc", targets: ["gmc"])],
  traits: [
    .trait(name: "LLVM", description: "Compiles densities to machine code with LLVM 19."),
    .default(enabledTraits: ["LLVM"]),
  ],
  targets: [
    // The story: text to a typed model.
    library("Diagnostics"),
    library("Syntax", ["Diagnostics"]),
    library("Semantics", ["Syntax", "Diagnostics"]),

    // The data: tables matched to a model.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    library("ZlibBridge", ["CZlib"]),
    library("Binding", ["Semantics", "Syntax", "Diagnostics", "ZlibBridge", "ScalarMath"]),

    // The picture: a typed model to a plate diagram.
    .systemLibrary(name: "CGraphviz", pkgConfig: "libgvc", providers: [.apt(["libgraphviz-dev"])]),
    library("GraphvizBridge", ["CGraphviz"]),
    library("Plates", ["Semantics"]),

    // The numbers: a bound model to a tensor program and its derivatives.
    library("ScalarMath"),
    library("TensorIR", ["ScalarMath"]),
    library("Autodiff", ["TensorIR"]),
    library("Optimizer", ["TensorIR"]),
    library("LinearAlgebra"),
    library(
      "Objectives",
      [
        "Binding", "Semantics", "Syntax", "TensorIR", "Autodiff", "Diagnostics", "ScalarMath",
      ]),

    // The speed: machine code. LLVM's library is loaded at its first use, not linked. Who depends
    // on this does so `.when(traits: ["LLVM"])`: without the trait, `--product gmc` needs no LLVM.
    .target(name: "CLLVM", exclude: ["functions.def"]),
    library("LLVMBridge", ["CLLVM"]),
    .target(name: "CProducts"),
    library(
      "Codegen",
      ["TensorIR", "Optimizer", "ScalarMath", "LinearAlgebra", "LLVMBridge", "CProducts"]),

    // The answers: points and draws of a log density.
    library("Posterior", ["ScalarMath"]),
    .target(name: "CTraining"),
    library("Inference", ["Posterior", "ScalarMath", "CTraining"]),
    library("Reporting", ["Posterior"]),

    // The files that others read: netCDF's library is loaded at its first use, not linked.
    library("NetCDFBridge"),

    // The command.
    .target(
      name: "Driver",
      dependencies: [
        "Diagnostics", "Syntax", "Semantics", "Binding", "Plates", "GraphvizBridge", "ScalarMath",
        "TensorIR", "Autodiff", "Optimizer", "Objectives", "Posterior", "Inference", "Reporting",
        "NetCDFBridge", "ZlibBridge",
        .target(name: "Codegen", condition: .when(traits: ["LLVM"])),
        .target(name: "LLVMBridge", condition: .when(traits: ["LLVM"])),
      ],
      // The run-time library of emitted libraries, compiled when one is made.
      resources: [.embedInCode("AheadOfTime/Runtime")],
      swiftSettings: settings),
    .executableTarget(name: "gmc", dependencies: ["Driver"], swiftSettings: settings),

    // What is promised.
    .target(name: "SamplerChecks", path: "Tests/SamplerChecks", swiftSettings: settings),
    .target(
      name: "Backends", dependencies: ["TensorIR", "Codegen", "LLVMBridge"],
      path: "Tests/Backends", swiftSettings: settings),
    .target(name: "CAllocations", path: "Tests/CAllocations"),
    .target(
      name: "RandomPrograms", dependencies: ["TensorIR", "Autodiff", "ScalarMath"],
      path: "Tests/RandomPrograms", swiftSettings: settings),
    .testTarget(
      name: "DifferentialTests",
      dependencies: ["RandomPrograms", "Backends", "TensorIR", "Codegen", "LLVMBridge"],
      swiftSettings: settings),
    tests("Diagnostics"),
    tests("Syntax", ["Diagnostics"]),
    tests("Semantics", ["Syntax", "Diagnostics"], files: ["Golden"]),
    tests("Binding", ["Semantics", "Syntax", "Diagnostics", "ZlibBridge", "ScalarMath"]),
    tests(
      "Plates", ["GraphvizBridge", "Semantics", "Syntax", "Diagnostics"], files: ["Golden"]),
    tests("ScalarMath", ["SamplerChecks"], files: ["reference"]),
    tests("TensorIR", ["ScalarMath", "Backends"]),
    tests("Optimizer", ["TensorIR", "Autodiff", "RandomPrograms"]),
    tests("Autodiff", ["TensorIR", "ScalarMath", "Backends"]),
    tests(
      "Objectives",
      [
        "Binding", "Semantics", "Syntax", "TensorIR", "Autodiff", "Optimizer", "Diagnostics",
        "ScalarMath", "SamplerChecks", "Backends",
      ],
      files: [
        "Catalogue/reference", "Integration/reference", "Maximisation/reference", "Nets/reference",
      ]),
    tests("LLVMBridge"),
    tests(
      "Codegen",
      [
        "TensorIR", "Optimizer", "ScalarMath", "LinearAlgebra", "LLVMBridge", "Backends",
        "CAllocations", "CProducts",
      ],
      files: ["reference"]),
    tests("Posterior", ["ScalarMath"], files: ["reference"]),
    tests("Inference", ["Posterior", "ScalarMath", "CAllocations"], files: ["reference"]),
    tests("Reporting", ["Posterior"]),
    tests("NetCDFBridge"),
    tests(
      "Driver",
      [
        "NetCDFBridge", "Diagnostics", "Syntax", "Semantics", "Binding", "TensorIR", "Objectives",
        "Inference",
        "Posterior",
      ], files: ["reference", "bridgestan", "arviz"]),
  ],
  swiftLanguageModes: [.v6]
)

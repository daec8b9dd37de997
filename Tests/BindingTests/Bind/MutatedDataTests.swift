import Diagnostics
import Semantics
import Testing

@testable import Binding

/// Whatever the data say, binding ends with a bound model or an error.
@Suite struct MutatedDataTests {
  static let cases: [(model: TypedModel, name: String, text: String, bind: String?)] = [
    (ColumnTests.regression(), "a.csv", "x.1,x.2,t\n1,2,3\n4,5,6\n", nil),
    (ColumnTests.regression(), "a.csv", "a,b,t\n1,2,3\n4,5,6\n", "x=a,b"),
    (ColumnTests.regression(), "a.csv", "p1,p2,t\n1,2,3\n4,5,6\n", "x=p*"),
    (ColumnTests.regression(), "d.json", #"{"N": 2, "x": [[1, 2], [3, 4]], "t": [5, 6]}"#, nil),
    (TransformTests.classes(), "a.csv", "x,y\n1,0\n2,\n3,2\n", nil),
    (RaggedTests.documents(), "d.json", #"{"w": [[3, 4, 5], [6], []], "Docs": 3}"#, nil),
    (
      RaggedTests.documents(.partial, .fromData), "w.csv", "d,i,w\na,1,x\na,2,y\nb,1,x\n",
      "w=w.csv:d,i,w"
    ),
    (RaggedTests.ratings(.partial), "r.csv", "u,f,r\n1,1,5\n2,7,4\n9,1,3\n", "r=r.csv:u,f,r"),
    (HoleTests.autoregression(.latent, .observed), "d.json", #"{"T": 6, "y": [4, 5, 6]}"#, nil),
    (HoleTests.autoregression(.given, .partial), "d.json", #"{"y": [1, 2, 3, null, 6]}"#, nil),
  ]

  @Test(arguments: cases.indices) func bindingMutatedDataNeverCrashes(_ which: Int) throws {
    var random = Mix(state: UInt64(100 + which))
    let (model, name, text, bind) = Self.cases[which]
    var boundCount = 0
    for _ in 0..<400 {
      let bytes = MutationTests.mutate(Array(text.utf8), &random)
      let result = try outcome(model, data: [DataFile(name: name, bytes: bytes)]) {
        if let bind { try $0.addBinding(bind) }
      }
      #expect((result.bound == nil) == !result.errors.isEmpty)
      if let bound = result.bound {
        boundCount += 1
        Self.check(bound)
      }
    }
    #expect(boundCount > 0)
  }

  /// The shapes of values agree with their storage, their mask and the sizes of sets.
  static func check(_ bound: BoundModel) {
    for (id, value) in bound.values {
      let row = bound.model.variables[id]
      let count = value.shape.reduce(1, *)
      #expect(value.storage.numbersCount == count)
      let outer = value.shape.prefix(row.indices.count).reduce(1, *)
      #expect(value.known == nil || value.known?.count == outer || count == 0)
      for (k, index) in row.indices.enumerated() where row.parts.count == 1 {
        #expect(value.shape[k] == bound.sizes[bound.model.indices[index].set])
      }
    }
  }
}

extension BoundValue.Storage {
  fileprivate var numbersCount: Int {
    switch self {
    case .reals(let values): values.count
    case .integers(let values): values.count
    case .booleans(let values): values.count
    case .bytes(let values, _): values.count
    }
  }
}

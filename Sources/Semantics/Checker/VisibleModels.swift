/// The models that can be named at one place of a file: the imported ones and those before it.
///
/// All places of a file share one table and differ in how much of it they see, so that a file of
/// many models takes memory in proportion to its length.
struct VisibleModels {
  private final class Table {
    /// By name, oldest first, each with its number.
    var entries: [String: [(number: Int, model: VisibleModel)]] = [:]
    var count = 0
  }

  private let table = Table()
  private var limit = 0

  init(_ models: [String: VisibleModel] = [:]) {
    for (name, model) in models { add(model, as: name) }
  }

  /// Adds a model; copies that were made before do not see it.
  mutating func add(_ model: VisibleModel, as name: String) {
    table.entries[name, default: []].append((table.count, model))
    table.count += 1
    limit = table.count
  }

  /// The newest model of a name that is seen here.
  subscript(name: String) -> VisibleModel? {
    table.entries[name]?.last { $0.number < limit }?.model
  }

  /// The names that are seen here, sorted.
  var names: [String] {
    table.entries.filter { $0.value.contains { $0.number < limit } }.keys.sorted()
  }
}

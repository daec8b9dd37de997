import Diagnostics
import Syntax

extension ModelChecker {
  /// Looks at what only the whole model shows.
  mutating func askQuestions() {}

  mutating func askQuestions(of objectives: [Objective], _ comparisons: [Comparison]) {}
}

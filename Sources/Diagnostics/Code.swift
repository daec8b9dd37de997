/// Every rule that a diagnostic can report, in the order of the stages.
///
/// A rule of the language reference has its number as `rawValue`; the others a name in kebab case.
public enum Code: String, CaseIterable, Hashable, Sendable {
  // The language reference, section 16.
  case indexWithoutPlace = "E1"
  case wrongIndexSet = "E2"
  case missingRole = "E3"
  case holeInData = "E4"
  case cannotIntegrate = "E5"
  case circularStory = "E6"
  case numberOrVector = "E7"
  case supportMismatch = "E8"
  case noDensity = "E9"
  case unknownNormaliser = "E10"
  case randomSize = "E11"
  case notOneNumber = "E12"
  case chainWithoutBeginning = "E13"
  case movedButIntegrated = "E14"
  case priorOnParameter = "E15"
  case softmaxTwice = "E16"
  case crossingSwitches = "E17"
  case playersShareWeights = "E18"
  case notInvertible = "E19"
  case unclosedBracket = "E20"
  case longSum = "W1"
  case ignoredData = "W2"
  case varianceAsDeviation = "W3"

  // Syntax.
  case invalidText = "invalid-text"
  case unknownCharacter = "unknown-character"
  case invalidNumber = "invalid-number"
  case unterminatedString = "unterminated-string"
  case unexpectedToken = "unexpected-token"
  case unknownStatement = "unknown-statement"
  case misplacedStatement = "misplaced-statement"
  case reservedWord = "reserved-word"
  case unopenedBracket = "unopened-bracket"
  case tooDeep = "too-deep"
  case tooManyErrors = "too-many-errors"

  // Semantics.
  case unknownName = "unknown-name"
  case duplicateName = "duplicate-name"
  case unreadableImport = "unreadable-import"
  case wrongArguments = "wrong-arguments"
  case typeMismatch = "type-mismatch"
  case missingType = "missing-type"
  case notAValue = "not-a-value"
  case notAnIndexSet = "not-an-index-set"
  case badIndex = "bad-index"
  case badExtent = "bad-extent"
  case outOfDomain = "out-of-domain"
  case misusedRole = "misused-role"
  case badQuery = "bad-query"
  case densityWithoutLog = "density-without-log"
  case badGuide = "bad-guide"
  case badMove = "bad-move"

  // Data.
  case missingData = "missing-data"
  case unreadableData = "unreadable-data"
  case badValue = "bad-value"
  case sizeMismatch = "size-mismatch"
  case unusedData = "unused-data"

  // Lowering.
  case notYetLowered = "not-yet-lowered"
  case improperPrior = "improper-prior"
}

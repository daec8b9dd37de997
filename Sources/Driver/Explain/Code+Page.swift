import Diagnostics

extension Code {
  /// The page of this code.
  var page: ExplanationPage {
    switch self {
    case .indexWithoutPlace: .indexWithoutPlace
    case .wrongIndexSet: .wrongIndexSet
    case .missingRole: .missingRole
    case .holeInData: .holeInData
    case .cannotIntegrate: .cannotIntegrate
    case .circularStory: .circularStory
    case .numberOrVector: .numberOrVector
    case .supportMismatch: .supportMismatch
    case .noDensity: .noDensity
    case .unknownNormaliser: .unknownNormaliser
    case .randomSize: .randomSize
    case .notOneNumber: .notOneNumber
    case .chainWithoutBeginning: .chainWithoutBeginning
    case .movedButIntegrated: .movedButIntegrated
    case .priorOnParameter: .priorOnParameter
    case .softmaxTwice: .softmaxTwice
    case .crossingSwitches: .crossingSwitches
    case .playersShareWeights: .playersShareWeights
    case .notInvertible: .notInvertible
    case .unclosedBracket: .unclosedBracket
    case .longSum: .longSum
    case .ignoredData: .ignoredData
    case .varianceAsDeviation: .varianceAsDeviation
    case .unreadableFile: .unreadableFile
    case .emptyFile: .emptyFile
    case .invalidText: .invalidText
    case .unknownCharacter: .unknownCharacter
    case .invalidNumber: .invalidNumber
    case .unterminatedString: .unterminatedString
    case .unexpectedToken: .unexpectedToken
    case .unknownStatement: .unknownStatement
    case .misplacedStatement: .misplacedStatement
    case .reservedWord: .reservedWord
    case .unopenedBracket: .unopenedBracket
    case .tooDeep: .tooDeep
    case .tooManyErrors: .tooManyErrors
    case .unknownName: .unknownName
    case .duplicateName: .duplicateName
    case .unreadableImport: .unreadableImport
    case .wrongArguments: .wrongArguments
    case .typeMismatch: .typeMismatch
    case .missingType: .missingType
    case .notAValue: .notAValue
    case .notAnIndexSet: .notAnIndexSet
    case .badIndex: .badIndex
    case .badExtent: .badExtent
    case .outOfDomain: .outOfDomain
    case .misusedRole: .misusedRole
    case .badQuery: .badQuery
    case .densityWithoutLog: .densityWithoutLog
    case .badGuide: .badGuide
    case .badMove: .badMove
    case .missingData: .missingData
    case .unreadableData: .unreadableData
    case .badValue: .badValue
    case .sizeMismatch: .sizeMismatch
    case .missingSize: .missingSize
    case .badOption: .badOption
    case .unusedData: .unusedData
    case .notYetLowered: .notYetLowered
    case .improperPrior: .improperPrior
    case .badParameter: .badParameter
    case .missingPoint: .missingPoint
    case .parameterWithoutPrior: .parameterWithoutPrior
    case .noObjective: .noObjective
    }
  }
}

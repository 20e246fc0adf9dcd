public import Indicators
public import Market

/// Why features cannot be named, planned or computed.
public enum FeatureError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no feature of this name.
  case unknownFeature(String, nearest: String?)
  /// There is no set of this name.
  case unknownSet(String, nearest: String?)
  /// A text that cannot be a name.
  case invalidName(String, reason: String)
  /// A parameter that is not allowed.
  case invalidParameter(feature: String, InvalidParameter)
  /// A number in a name that is not written the shortest way, which would give one feature two names.
  case notShortest(feature: String, number: String, shortest: String)
  /// The same name twice.
  case repeated(String)
  /// A formula that cannot be understood.
  case formula(InvalidFormula)
  /// A feature that cannot be computed from such bars.
  case notComputable(feature: String, reason: String)
  /// Bars of another symbol that are needed and were not given, or not of the length expected.
  case seriesMissing(symbol: Symbol, reason: String)
  /// Bars that cannot be made into the longer ones a feature needs.
  case resampling(symbol: Symbol, ResamplingError)
  /// Bars out of order.
  case timeGoesBack(symbol: Symbol, time: Timestamp, clock: Timestamp)
  /// Features, or versions of them, that are not the expected ones.
  case differs(String)
  /// A saved state that does not fit.
  case invalidState(String)
  /// A label, a weight or an audit asked for with impossible parameters.
  case invalidRequest(String)

  /// What is wrong, where, and what is allowed.
  public var description: String {
    switch self {
    case .unknownFeature(let name, let nearest):
      "unknown feature '\(name)'\(FeatureError.meant(nearest))"
    case .unknownSet(let name, let nearest): "unknown set of features '\(name)'\(FeatureError.meant(nearest))"
    case .invalidName(let name, let reason): "'\(name.prefix(80))' is no name of a feature: \(reason)"
    case .invalidParameter(let feature, let error): "\(feature): \(error)"
    case .notShortest(let feature, let number, let shortest):
      "\(feature): write \(shortest) instead of \(number), so that a feature has one name"
    case .repeated(let name): "feature '\(name)' is asked for twice"
    case .formula(let error): error.description
    case .notComputable(let feature, let reason): "\(feature): \(reason)"
    case .seriesMissing(let symbol, let reason): "bars of \(symbol) are needed: \(reason)"
    case .resampling(let symbol, let error): "\(symbol): \(error)"
    case .timeGoesBack(let symbol, let time, let clock):
      "\(symbol): a bar at \(time) comes after the time has reached \(clock); bars come in the order in which they close"
    case .differs(let difference): "these are not the expected features: \(difference)"
    case .invalidState(let reason): "the saved state cannot be resumed: \(reason)"
    case .invalidRequest(let reason): reason
    }
  }

  private static func meant(_ nearest: String?) -> String { nearest.map { "; did you mean '\($0)'?" } ?? "" }
}

/// The kinds of moving averages, with the numbers TA-Lib gives them.
///
///     MovingAverageKind("ema")               // .exponential
///     MovingAverageKind(rawValue: 13)        // .wilder
public enum MovingAverageKind: Int, Hashable, CaseIterable, Codable, Sendable {
  case simple = 0
  case exponential = 1
  case weighted = 2
  case doubleExponential = 3
  case tripleExponential = 4
  case triangular = 5
  case kaufman = 6
  /// MESA's adaptive average with its usual limits, 0.5 and 0.05, whatever the period; only a period of 1 is no smoothing.
  case mesa = 7
  case t3 = 8
  case hull = 9
  /// No smoothing: the input itself, from the row on at which a simple average would begin where another indicator waits for it.
  case identity = 10
  /// The average a function uses if nobody names one.
  case standard = 11
  case zeroLag = 12
  case wilder = 13

  /// TA-Lib's name of the kind.
  public var name: String {
    switch self {
    case .simple: "SMA"
    case .exponential: "EMA"
    case .weighted: "WMA"
    case .doubleExponential: "DEMA"
    case .tripleExponential: "TEMA"
    case .triangular: "TRIMA"
    case .kaufman: "KAMA"
    case .mesa: "MAMA"
    case .t3: "T3"
    case .hull: "HMA"
    case .identity: "NONE"
    case .standard: "DEFAULT"
    case .zeroLag: "ZLEMA"
    case .wilder: "RMA"
    }
  }

  /// The kind of this name, whatever its case; `nil` if there is none.
  public init?(_ name: String) {
    guard let kind = Self.allCases.first(where: { $0.name == name.uppercased() }) else { return nil }
    self = kind
  }

  /// The kind a checked parameter names.
  init(_ parameter: Double) { self = MovingAverageKind(rawValue: Int(parameter)) ?? .simple }

  /// This kind, or what stands for it where it is ``standard``.
  public func resolved(standard: MovingAverageKind) -> MovingAverageKind { self == .standard ? standard : self }
}

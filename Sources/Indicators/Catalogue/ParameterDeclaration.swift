/// A parameter of an indicator: its name, its default and what it may be.
public struct ParameterDeclaration: Hashable, Sendable {
  /// What it is called, such as `period`.
  public let name: String
  /// What it is if nobody says otherwise.
  public let defaultValue: Double
  /// What it may be.
  public let range: ClosedRange<Double>
  /// Whether it is a whole number, any number, or the kind of a moving average.
  public let kind: Kind

  /// What values a parameter has.
  public enum Kind: String, Hashable, Sendable { case whole, real, movingAverage }

  /// A whole number, such as a period.
  public static func whole(_ name: String, _ defaultValue: Int, in range: ClosedRange<Int>) -> ParameterDeclaration {
    ParameterDeclaration(
      name: name, defaultValue: Double(defaultValue), range: Double(range.lowerBound)...Double(range.upperBound), kind: .whole)
  }

  /// A period of at least `least` inputs; at most 10 million, so that no parameter can ask for more memory than there is.
  public static func period(_ defaultValue: Int, _ name: String = "period", least: Int = 1) -> ParameterDeclaration {
    whole(name, defaultValue, in: least...longestPeriod)
  }

  /// The longest period any indicator takes.
  public static let longestPeriod = 10_000_000

  /// How many bars a volatility is for: 1 for one per bar, 252 for one per year of daily bars on a stock exchange.
  public static let barsPerYear = real("bars per year", 1, in: 1e-9...1e9)

  /// Every number TA-Lib takes where any is allowed.
  public static let anyNumber = -3e37...3e37

  /// Any number within a range.
  public static func real(_ name: String, _ defaultValue: Double, in range: ClosedRange<Double>) -> ParameterDeclaration {
    ParameterDeclaration(name: name, defaultValue: defaultValue, range: range, kind: .real)
  }

  /// The kind of a moving average: one of TA-Lib's numbers, see ``MovingAverageKind``.
  public static func movingAverage(_ name: String, _ defaultValue: MovingAverageKind) -> ParameterDeclaration {
    ParameterDeclaration(name: name, defaultValue: Double(defaultValue.rawValue), range: 0...13, kind: .movingAverage)
  }

  /// The value, if it is allowed.
  public func checked(_ value: Double, of indicator: String) throws(InvalidParameter) -> Double {
    guard range.contains(value), kind == .real || value == value.rounded(.towardZero),
      kind != .movingAverage || MovingAverageKind(rawValue: Int(value)) != nil
    else {
      throw InvalidParameter(indicator: indicator, parameter: name, value: value, expectation: expectation)
    }
    return value
  }

  /// What is allowed, as the end of a sentence.
  var expectation: String {
    if kind == .movingAverage {
      return "one of " + MovingAverageKind.allCases.map { "\($0.rawValue) (\($0.name))" }.joined(separator: ", ")
    }
    let noun = kind == .real ? "a number" : "a whole number"
    let least = ParameterDeclaration.text(range.lowerBound)
    return range.upperBound >= Double(ParameterDeclaration.longestPeriod)
      ? "\(noun) of at least \(least)\(range.upperBound == .infinity ? "" : " and at most \(ParameterDeclaration.text(range.upperBound))")"
      : "\(noun) from \(least) to \(ParameterDeclaration.text(range.upperBound))"
  }

  /// A number as people write it: without a fraction where there is none.
  static func text(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension ParameterDeclaration: CustomStringConvertible {
  /// Name, default and range: `period 14 (≥ 2)`, `percentile 50 (0…100)`, `average EMA`.
  public var description: String {
    if kind == .movingAverage { return "\(name) \(MovingAverageKind(defaultValue).name)" }
    let least = ParameterDeclaration.text(range.lowerBound)
    let isOpen = range.upperBound >= Double(ParameterDeclaration.longestPeriod)
    let allowed = isOpen ? "≥ \(least)" : "\(least)…\(ParameterDeclaration.text(range.upperBound))"
    return "\(name) \(ParameterDeclaration.text(defaultValue)) (\(allowed))"
  }
}

/// What must hold between the parameters of a trial: `fast<slow`.
public struct SweepCondition: Hashable, Sendable, CustomStringConvertible {
  /// How two numbers are compared.
  public enum Comparison: String, Hashable, Sendable, CaseIterable {
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case less = "<"
    case greater = ">"
  }

  /// The parameter's name.
  public let name: String
  /// How it is compared.
  public let comparison: Comparison
  /// Another parameter's name, or a number.
  public let other: String

  /// Reads `fast<slow` or `fast<=20`.
  public init(_ text: String) throws(StrategyError) {
    for comparison in Comparison.allCases {
      let parts = text.split(separator: comparison.rawValue, omittingEmptySubsequences: false).map { $0.filter { !$0.isWhitespace } }
      if parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty {
        (name, self.comparison, other) = (parts[0], comparison, parts[1])
        return
      }
    }
    throw StrategyError("'\(text)' compares no two parameters: write such as fast<slow or fast<=20")
  }

  /// As it is written.
  public var description: String { "\(name)\(comparison.rawValue)\(other)" }

  func check(_ entry: StrategyEntry) throws(StrategyError) {
    _ = try entry.position(of: name)
    if Double(other) == nil { _ = try entry.position(of: other) }
  }

  func holds(_ values: [Double], _ entry: StrategyEntry) -> Bool {
    func value(_ text: String) -> Double { entry.parameters.firstIndex { $0.name == text }.map { values[$0] } ?? Double(text) ?? .nan }
    let (one, two) = (value(name), value(other))
    return switch comparison {
    case .less: one < two
    case .lessOrEqual: one <= two
    case .greater: one > two
    case .greaterOrEqual: one >= two
    }
  }
}

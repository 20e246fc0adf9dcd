import Assay

/// How `assay backtest` reckons what to trade: `--size`.
struct SizeChoice: Sendable {
  let sizer: any Sizer
  /// In words, for the report.
  let text: String
  /// Whether the sizer looks at true ranges or volatility, which the engine then has to watch.
  let watches: Bool
  /// Whether volatility has to be told per year.
  let needsYear: Bool

  private init(_ sizer: any Sizer, _ text: String, watches: Bool = false, needsYear: Bool = false) {
    self.sizer = sizer
    self.text = text
    self.watches = watches
    self.needsYear = needsYear
  }

  /// The forms that `--size` takes.
  static let expectation =
    "must be a fraction of the equity such as 0.5, or quantity:3, atr:RISK,RANGES (atr:0.01,2), stop:RISK, volatility:0.15, kelly:0.25"

  /// All of the equity.
  static func whole() throws(RiskError) -> SizeChoice { SizeChoice(try FixedFraction(1), "1 of the equity") }

  /// Reads a choice; `nil` if it has no such form.
  init?(_ text: String) throws(RiskError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.count == 2 ? String(parts[0]) : "fraction"
    let numbers = (parts.last ?? "").split(separator: ",", omittingEmptySubsequences: false).map { Double(String($0)) ?? .nan }
    guard let first = numbers.first, numbers.allSatisfy(\.isFinite), numbers.count == (name == "atr" ? 2 : 1) else { return nil }
    switch name {
    case "fraction": self.init(try FixedFraction(first), "\(first) of the equity")
    case "quantity": self.init(try FixedQuantity(first), "\(first) units")
    case "stop": self.init(try StopRisk(risk: first), "\(first) of the equity lost at the stop")
    case "atr":
      self.init(
        try RangeRisk(risk: first, multiple: numbers[1]), "\(first) of the equity lost over \(numbers[1]) average true ranges",
        watches: true)
    case "volatility":
      let target = try VolatilityTarget(first)
      self.init(
        target, "\(first) a year over the volatility, \(target.range.lowerBound) to \(target.range.upperBound) of the equity",
        watches: true,
        needsYear: true)
    case "kelly":
      self.init(try FractionalKelly(first, isShrunk: false), "\(first) of the Kelly share, by the odds that the strategy tells")
    default: return nil
    }
  }
}

extension ValueType where Value == SizeChoice {
  /// How much is traded.
  static let size = ValueType { (text) throws(ValueProblem) in
    let choice: SizeChoice?
    do { choice = try SizeChoice(text) } catch { throw ValueProblem(expectation: "is not possible: \(error)") }
    guard let choice else { throw ValueProblem(expectation: SizeChoice.expectation) }
    return choice
  }
}

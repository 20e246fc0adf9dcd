extension SyntheticMarket {
  /// How the symbols' returns move together.
  public enum Correlation: Hashable, Sendable, CustomStringConvertible {
    /// Every pair has the same correlation, from 0 to 1: one factor moves them all. Symbols may be added without changing the others.
    case common(Double)
    /// The correlations, one row and one column for each symbol: symmetric, positive definite, with 1 on the diagonal. Symbols may be added
    /// at the end without changing the others.
    case matrix([[Double]])

    /// The number, or the size of the matrix.
    public var description: String {
      switch self {
      case .common(let correlation): brief(correlation)
      case .matrix(let rows): "given as a matrix of \(rows.count)"
      }
    }
  }

  /// What is missing from the data. Prices move on unseen, so that they jump where trading resumes.
  public struct Gaps: Hashable, Sendable, CustomStringConvertible {
    /// How many outages a symbol has in a year on average.
    public let outagesPerYear: Double
    /// How long an outage lasts on average; lengths are exponential.
    public let meanOutage: Duration
    /// Whether nothing trades on Saturdays and Sundays (UTC).
    public let closedOnWeekends: Bool

    /// Gaps of a kind; the ranges are checked by the market.
    ///
    /// - Parameters:
    ///   - outagesPerYear: from 0 to 10 000.
    ///   - meanOutage: above 0 and at most 30 days.
    ///   - closedOnWeekends: whether nothing trades on Saturdays and Sundays (UTC).
    public init(outagesPerYear: Double, meanOutage: Duration = .seconds(4 * 3_600), closedOnWeekends: Bool = false) {
      self.outagesPerYear = outagesPerYear
      self.meanOutage = meanOutage
      self.closedOnWeekends = closedOnWeekends
    }

    /// Nothing is missing.
    public static let none = Gaps(outagesPerYear: 0)

    /// What is missing.
    public var description: String {
      var parts: [String] = []
      if outagesPerYear > 0 { parts.append("\(brief(outagesPerYear)) outages a year of \(brief(meanOutage.inSeconds)) s on average") }
      if closedOnWeekends { parts.append("closed on weekends") }
      return parts.isEmpty ? "no gaps" : parts.joined(separator: ", ")
    }
  }

  /// The grid that prices lie on. A price is put on it by chance, up or down in proportion to how near each is, so that its expectation is
  /// what it was: a rule cannot earn from the rounding.
  public enum Rounding: Hashable, Sendable, CustomStringConvertible {
    /// None: prices are any `Double`.
    case none
    /// So many significant digits, from 3 to 15: the grid follows the price.
    case significantDigits(Int)
    /// Multiples of a number from 1e-9 to 1 000. A price that falls to one multiple stays there.
    case tickSize(Double)

    /// The grid.
    public var description: String {
      switch self {
      case .none: "not rounded"
      case .significantDigits(let digits): "\(digits) significant digits"
      case .tickSize(let size): "tick size \(brief(size))"
      }
    }
  }

  /// A regime of volatility, the same for all symbols. It says nothing of direction.
  public enum Regime: String, Hashable, CaseIterable, Codable, Sendable {
    case calm, normal, turbulent
  }

  /// A stretch of time in one regime.
  public struct RegimePeriod: Hashable, Sendable {
    /// The regime.
    public let regime: Regime
    /// When it began.
    public let start: Timestamp
    /// When the next one began.
    public let end: Timestamp
  }
}

// MARK: - Checks

extension SyntheticMarket {
  func check() throws(InvalidSyntheticMarket) {
    guard (1...1_000).contains(symbols.count) else {
      throw InvalidSyntheticMarket(
        "symbols", "\(symbols.count) of them", "1 to 1000 different symbols", "name some, or use SyntheticMarket.symbols(6)")
    }
    var seen: Set<Symbol> = []
    for symbol in symbols where !seen.insert(symbol).inserted {
      throw InvalidSyntheticMarket("symbols", "\(symbol) twice", "different symbols", "remove one of them")
    }
    try check("edge", edge, -30...30, "it is an annual Sharpe ratio; 0 plants nothing")
    try check("annualVolatility", annualVolatility, 0.001...5, "0.6 is 60 % a year")
    if degreesOfFreedom != .infinity { try check("degreesOfFreedom", degreesOfFreedom, 2.5...1e6, "or infinity for normal shocks") }
    try check("gaps.outagesPerYear", gaps.outagesPerYear, 0...10_000, "0 for no outages")
    guard gaps.meanOutage > .zero, gaps.meanOutage <= .seconds(30 * 86_400) else {
      throw InvalidSyntheticMarket("gaps.meanOutage", "\(gaps.meanOutage)", "above 0 and at most 30 days", "4 hours is usual")
    }
    switch rounding {
    case .none: break
    case .significantDigits(let digits):
      guard (3...15).contains(digits) else {
        throw InvalidSyntheticMarket("rounding", "\(digits) significant digits", "3 to 15", "6 is usual")
      }
    case .tickSize(let size): try check("rounding.tickSize", size, 1e-9...1_000, "0.01 is usual")
    }
    if let startPrice {
      try check("startPrice", startPrice, 1e-6...1e9, "or nil for one from the seed")
      if case .tickSize(let size) = rounding, startPrice < 10 * size {
        throw InvalidSyntheticMarket("startPrice", "\(startPrice)", "at least 10 ticks of \(size)", "raise it or use a smaller tick")
      }
    }
    guard start >= SyntheticMarket.earliestStart, start <= SyntheticMarket.latestStart else {
      throw InvalidSyntheticMarket("start", "\(start)", "from \(SyntheticMarket.earliestStart) to \(SyntheticMarket.latestStart)", "")
    }
    try check("ticksPerDay", ticksPerDay, 1...1e8, "20000 is usual")
    switch correlation {
    case .common(let value): try check("correlation", value, 0...1, "give a matrix for negative correlations")
    case .matrix(let rows): _ = try SyntheticMarket.triangularRoot(of: rows, count: symbols.count)
    }
  }

  static let earliestStart = Timestamp(seconds: -8_520_336_000)  // 1700-01-01
  static let latestStart = Timestamp(seconds: 7_258_118_400)  // 2200-01-01

  private func check(_ name: String, _ value: Double, _ range: ClosedRange<Double>, _ remedy: String) throws(InvalidSyntheticMarket) {
    guard range.contains(value) else {
      throw InvalidSyntheticMarket(name, brief(value), "\(brief(range.lowerBound)) to \(brief(range.upperBound))", remedy)
    }
  }

  /// The lower triangular matrix whose product with its transpose is the given one (Cholesky).
  static func triangularRoot(of rows: [[Double]], count: Int) throws(InvalidSyntheticMarket) -> [[Double]] {
    guard rows.count == count, rows.allSatisfy({ $0.count == count }) else {
      throw InvalidSyntheticMarket(
        "correlation", "a matrix with rows of \(Set(rows.map(\.count)).sorted()), \(rows.count) of them",
        "\(count) rows of \(count), as there are symbols", "")
    }
    var root = [[Double]](repeating: [], count: count)
    for row in 0..<count {
      for column in 0...row {
        let value = rows[row][column]
        // Text that was printed with a few digits is still symmetric enough.
        guard (value - rows[column][row]).magnitude <= 1e-9, row == column ? (value - 1).magnitude <= 1e-9 : value.magnitude <= 1 else {
          throw InvalidSyntheticMarket(
            "correlation", "\(value) in row \(row), column \(column) and \(rows[column][row]) opposite",
            "a symmetric matrix of numbers from -1 to 1 with 1 on the diagonal", "")
        }
        var rest = value
        for index in 0..<column { rest -= root[row][index] * root[column][index] }
        if row == column {
          guard rest > 1e-12 else {
            throw InvalidSyntheticMarket(
              "correlation", "a matrix that no symbols can have (row \(row) follows from those above it, or contradicts them)",
              "a positive definite matrix", "bring the correlations nearer to 0")
          }
          root[row].append(rest.squareRoot())
        } else {
          root[row].append(rest / root[column][column])
        }
      }
    }
    return root
  }
}

/// A parameter of a ``SyntheticMarket``, or of what is asked of it, that is out of range.
public struct InvalidSyntheticMarket: Error, Hashable, Sendable, CustomStringConvertible {
  /// Which parameter.
  public let parameter: String
  /// What it was.
  public let value: String
  /// What is allowed.
  public let allowed: String
  /// What to do, or nothing.
  public let remedy: String

  init(_ parameter: String, _ value: String, _ allowed: String, _ remedy: String) {
    self.parameter = parameter
    self.value = value
    self.allowed = allowed
    self.remedy = remedy
  }

  /// What was wrong, what is allowed and what to do.
  public var description: String {
    "synthetic market: \(parameter) is \(value); allowed: \(allowed)" + (remedy.isEmpty ? "" : " (\(remedy))")
  }
}

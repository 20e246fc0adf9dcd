public import Market

/// Looks for all candlestick patterns at once, in one pass over the bars.
///
///     let scan = try PatternScanner().over(series)
///     scan["CDLHAMMER"]                         // a column: 0, 100, −100, and 80 or 200 where TA-Lib gives them
///     for match in scan.matches.suffix(5) { print(match.row, match.code, match.points) }
///
/// What several patterns ask is computed once. Each pattern gives what ``Candlestick`` gives, and with it TA-Lib.
public struct PatternScanner: Sendable {
  /// The codes of the patterns, such as `CDLHAMMER`, in the order of the columns.
  public let codes: [String]
  /// How many bars each pattern consumes before its first answer.
  public let warmUps: [Int]
  private let graph: CandleGraph

  /// A scanner for patterns of these codes, or for all of them; with one penetration for all patterns that ask for one, or each with its own.
  public init(
    codes: [String]? = nil, penetration: Double? = nil, settings: CandleSettings = .standard
  ) throws(InvalidParameter) {
    let patterns = ListedPattern.all.filter { pattern in codes?.contains { $0.uppercased() == pattern.type.code } ?? true }
    if let unknown = codes?.first(where: { code in !patterns.contains { $0.type.code == code.uppercased() } }) {
      throw InvalidParameter(
        indicator: "PatternScanner", parameter: "'\(unknown)'", value: .nan,
        expectation: "the code of a candlestick pattern, such as CDLHAMMER")
    }
    if let penetration, !(0...3e37).contains(penetration) {
      throw InvalidParameter(
        indicator: "PatternScanner", parameter: "penetration", value: penetration, expectation: "a number of at least 0")
    }
    let plans = patterns.map { CandlePlan($0.type, settings) }
    self.codes = patterns.map { $0.type.code }
    warmUps = plans.map(\.warmUp)
    graph = CandleGraph { builder in
      zip(patterns, plans).map { pattern, plan in
        plan.column(pattern.type, settings, penetration ?? pattern.type.penetration ?? 0, builder)
      }
    }
  }

  /// What was found: a column of points for each pattern, as long as the series.
  public struct Scan: Sendable {
    /// The codes of the patterns in the order of the columns.
    public let codes: [String]
    /// How many bars there are.
    public let count: Int
    fileprivate var halves: [[Int8]]

    /// The points of a pattern: 0 where it is not seen.
    public subscript(_ code: String) -> [Int]? {
      codes.firstIndex(of: code.uppercased()).map { column in halves[column].map { 2 * Int($0) } }
    }

    /// The points of a pattern by its place among the codes, at a row.
    public func points(_ column: Int, _ row: Int) -> Int { 2 * Int(halves[column][row]) }

    /// Every pattern that was seen, bar after bar.
    public var matches: [Match] {
      var found: [Match] = []
      for row in 0..<count {
        for column in codes.indices where halves[column][row] != 0 {
          found.append(Match(row: row, code: codes[column], points: points(column, row)))
        }
      }
      return found
    }
  }

  /// A pattern that was seen.
  public struct Match: Hashable, Sendable {
    /// At which bar.
    public let row: Int
    /// Which one.
    public let code: String
    /// Above 0 where prices are expected to rise, below where they are expected to fall.
    public let points: Int
  }

  /// Looks through a series of bars.
  public func over(_ series: BarSeries) -> Scan { over(Bar.Columns(series)) }

  /// Looks through a series of bars.
  public func over(_ input: Bar.Columns) -> Scan {
    let count = input.close.count
    var halves = codes.map { _ in [Int8](repeating: 0, count: count) }
    // Of a few patterns a stretch can be longer and still stay near.
    var run = CandleGraphRun(graph, input, stretch: graph.operations.count > 200 ? 1_024 : 2_048)
    run.overAll { run in
      run.compute()
      for (pattern, outcome) in graph.outcomes.enumerated() {
        let known = max(run.rows.lowerBound, run.first + warmUps[pattern])
        guard known < run.rows.upperBound else { continue }
        var result = halves[pattern].mutableSpan
        run.points(outcome, known..<run.rows.upperBound) { points in
          for index in 0..<points.count { result.put(points.at(index), at: known &+ index) }
        }
      }
    } missing: { _ in
    }
    return Scan(codes: codes, count: count, halves: halves)
  }
}

public import Market
public import Statistics

/// How well a run went: every number with its count and period, the deepest fall, tables by side, month and reason, and what looks impossible.
///
///     let performance = Performance(result)
///     performance["sharpe"]?.value               // nil under 30 trades
///     performance.warnings
///
/// Ratios are per year by the real time between markings of the account: of a market that is open around the clock a year has 365.25 days of
/// bars, of one with sessions as many as were really there.
public struct Performance: Hashable, Codable, Sendable {
  /// Every number, in the order in which they should be read.
  public let metrics: [Measure]
  /// The Sharpe ratio of the account with what it rests on, to be deflated by the number of trials; `nil` under 30 trades or markings, as
  /// that of ``metrics`` is.
  public let sharpe: SharpeRatio?
  /// The deepest fall; `nil` if the account never fell.
  public let drawdown: Drawdown?
  /// How trades ended, by how often.
  public let exits: [ExitCount]
  /// Long and short trades apart.
  public let sides: [SideRow]
  /// Months of the calendar, UTC.
  public let months: [MonthRow]
  /// What can't be, or should not be believed before somebody has looked.
  public let warnings: [String]

  /// How often trades ended for a reason.
  public struct ExitCount: Hashable, Codable, Sendable {
    /// The reason.
    public let reason: ExitReason
    /// How many trades.
    public let trades: Int
    /// What they brought together.
    public let result: Double
  }

  /// The trades of one side.
  public struct SideRow: Hashable, Codable, Sendable {
    /// Buy for long trades, sell for short ones.
    public let side: Side
    /// How many trades.
    public let trades: Int
    /// The share of them that won; `nil` without trades.
    public let winRate: Double?
    /// What they brought together.
    public let result: Double
  }

  /// A month of the calendar.
  public struct MonthRow: Hashable, Codable, Sendable {
    /// The year.
    public let year: Int
    /// The month, 1 to 12.
    public let month: Int
    /// How the account grew, as a fraction.
    public let growth: Double
    /// Trades that ended in it.
    public let trades: Int
    /// What those brought.
    public let result: Double
  }

  /// The number that goes by a name.
  public subscript(name: String) -> Measure? { metrics.first { $0.name == name } }

  /// The numbers of a run.
  ///
  /// - Parameters:
  ///   - result: the run.
  ///   - perYear: how many markings of the account a year has; left out, the time they cover tells.
  /// - Complexity: O(markings + trades).
  public init(_ result: BacktestResult, perYear: Double? = nil) {
    self.init(
      trades: result.trades, times: result.tape.times, equity: result.tape.equity, capital: result.rules.capital, totals: result.totals,
      exposedPoints: result.tape.exposedPoints, benchmark: result.benchmark, perYear: perYear, open: result.open.count)
  }

  /// The numbers of trades and an account.
  ///
  /// - Parameters:
  ///   - trades: trades that are over.
  ///   - times: when the account was marked, ascending.
  ///   - equity: its value then; as long as `times`.
  ///   - capital: what it began with.
  ///   - totals: sums over the run.
  ///   - exposedPoints: at how many markings anything was held.
  ///   - benchmark: prices at the markings to compare with; empty compares with nothing.
  ///   - perYear: how many markings a year has; left out, the time they cover tells.
  ///   - open: how many positions were open at the end.
  public init(
    trades: [TradeRecord], times: [Timestamp], equity: [Double], capital: Double, totals: Totals = Totals(), exposedPoints: Int = 0,
    benchmark: [Double] = [], perYear: Double? = nil, open: Int = 0
  ) {
    precondition(times.count == equity.count, "every marking has a time and a value")
    let returns = Performance.changes(of: equity, from: capital)
    let elapsed = Performance.years(times)
    let perYear = perYear ?? Performance.perYear(times)
    let series = ReturnSeries(returns, perYear: perYear)
    let period = Performance.period(times)
    let drawdown = Drawdown(times: [times.first ?? .distantPast] + times, equity: [capital] + equity)
    var numbers = EquityNumbers(series, period: period, trades: trades.count, drawdown: drawdown, equity: equity, capital: capital).metrics
    if benchmark.count == equity.count, let first = benchmark.first, first > 0 {
      let (alpha, beta) = series.against(Performance.changes(of: benchmark, from: first))
      numbers.append(Measure("alpha", alpha, count: returns.count, period: period))
      numbers.append(Measure("beta", beta, count: returns.count, period: period))
      numbers.append(Measure("benchmark_return", (benchmark.last ?? first) / first - 1, count: 1, period: "run"))
    }
    let years = elapsed > 0 ? elapsed : .nan
    let mean = equity.isEmpty ? Double.nan : equity.reduce(0, +) / Double(equity.count)
    numbers.append(
      Measure("exposure", equity.isEmpty ? nil : Double(exposedPoints) / Double(equity.count), count: equity.count, period: period))
    numbers.append(Measure("turnover", totals.traded / mean / years, count: totals.entriesFilled, period: "year"))
    numbers += TradeNumbers(trades, totals: totals).metrics
    numbers.append(Measure("open_trades", Double(open), count: open, period: "run"))
    metrics = numbers
    let hasSharpe = numbers.contains { $0.name == "sharpe" && $0.value != nil }
    sharpe = hasSharpe ? series.sharpeRatio : nil
    self.drawdown = drawdown
    exits = ExitReason.allCases.compactMap { reason in
      let ended = trades.filter { $0.trade.exitReason == reason }
      return ended.isEmpty ? nil : ExitCount(reason: reason, trades: ended.count, result: ended.reduce(0) { $0 + $1.trade.result })
    }
    sides = Side.allCases.map { side in
      let ones = trades.filter { $0.trade.side == side }
      return SideRow(
        side: side, trades: ones.count,
        winRate: ones.isEmpty ? nil : Double(ones.count { $0.trade.result > 0 }) / Double(ones.count),
        result: ones.reduce(0) { $0 + $1.trade.result })
    }
    months = Performance.months(times: times, equity: equity, capital: capital, trades: trades)
    warnings = Performance.warnings(numbers)
  }
}

extension Performance {
  /// The change from one value to the next, the first from the beginning; nothing follows a value that is not positive.
  static func changes(of values: [Double], from start: Double) -> [Double] {
    var before = start
    return values.map { value in
      // Much of the time nothing is held, and a division is dear.
      if value == before { return 0 }
      defer { before = value }
      return before > 0 ? value / before - 1 : 0
    }
  }

  /// How many markings a year has, by the time they cover.
  static func perYear(_ times: [Timestamp]) -> Double {
    let elapsed = years(times)
    return elapsed > 0 ? Double(max(1, times.count - 1)) / elapsed : .nan
  }

  private static func years(_ times: [Timestamp]) -> Double {
    guard let first = times.first, let last = times.last else { return 0 }
    return (last - first).inSeconds / (365.25 * 86_400)
  }

  /// The most common time between two markings, in words.
  private static func period(_ times: [Timestamp]) -> String {
    guard times.count > 1 else { return "run" }
    // The middle one of a few hundred steps: gaps are rarer than bars.
    let stride = Swift.max(1, times.count / 400)
    var steps: [Int64] = []
    var index = 1
    while index < times.count {
      steps.append((times[index] - times[index - 1]).wholeNanoseconds)
      index += stride
    }
    steps.sort()
    let step = Duration.nanoseconds(steps[steps.count / 2])
    let timeframe = Timeframe.time(step)
    return timeframe.isValid ? timeframe.description : "marking"
  }

  private static func months(times: [Timestamp], equity: [Double], capital: Double, trades: [TradeRecord]) -> [MonthRow] {
    var rows: [(key: Int, first: Double, last: Double)] = []
    var before = capital
    var until = Int64.min
    for (time, value) in zip(times, equity) {
      if time.nanoseconds >= until || rows.isEmpty {
        // A bar that closed at midnight belongs to the day before.
        let date = Timestamp(nanoseconds: time.nanoseconds.subtractingSaturating(1)).date
        rows.append((date.year * 12 + date.month - 1, before, value))
        let next = CivilDate(year: date.month == 12 ? date.year + 1 : date.year, month: date.month == 12 ? 1 : date.month + 1, day: 1)
        until = next.map { Timestamp($0).nanoseconds.addingSaturating(1) } ?? .max
      }
      rows[rows.count - 1].last = value
      before = value
    }
    var sums: [Int: (Int, Double)] = [:]
    for record in trades {
      let date = Timestamp(nanoseconds: record.trade.exitTime.nanoseconds.subtractingSaturating(1)).date
      let sum = sums[date.year * 12 + date.month - 1] ?? (0, 0)
      sums[date.year * 12 + date.month - 1] = (sum.0 + 1, sum.1 + record.trade.result)
    }
    return rows.map { row in
      let (count, result) = sums[row.key] ?? (0, 0)
      return MonthRow(
        year: row.key / 12, month: row.key % 12 + 1, growth: row.first > 0 ? row.last / row.first - 1 : 0, trades: count, result: result)
    }
  }

  /// What can't be, or should not be believed.
  private static func warnings(_ metrics: [Measure]) -> [String] {
    func value(_ name: String) -> Double? { metrics.first { $0.name == name }?.value }
    var warnings: [String] = []
    if let rate = value("win_rate"), let sharpe = value("sharpe") {
      if rate < 0.05, sharpe > 3 {
        warnings.append("a win rate of \(rate) with a Sharpe ratio of \(sharpe) does not go together: look for an error")
      }
      if rate > 0.95 {
        warnings.append("a win rate of \(rate) over \(Evidence.leastTrades) trades and more: look for a look into the future")
      }
      if sharpe > 5 { warnings.append("a Sharpe ratio of \(sharpe) is more than markets give: look for a look into the future") }
    }
    if let total = value("total_return"), let factor = value("profit_factor"), value("open_trades") == 0, (total > 0) != (factor > 1),
      abs(total) > 1e-9
    {
      warnings.append("the account changed by \(total) but the profit factor of the trades is \(factor): interest, or an error")
    }
    return warnings
  }
}

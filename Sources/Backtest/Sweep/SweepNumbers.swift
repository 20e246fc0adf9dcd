import Market
public import Statistics

/// What a sweep keeps of a run: the numbers that are compared, and those that the winner's Sharpe ratio is deflated by.
///
/// They are those of ``Performance``, with the same names and bits, without what a table of a thousand trials has no room for.
public struct SweepNumbers: Hashable, Sendable {
  /// What the account grew by, as a fraction.
  public let totalReturn: Double
  /// The constant growth per year that gives the same; `nil` where the account was lost, or no time passed.
  public let annualReturn: Double?
  /// The standard deviation per year.
  public let volatility: Double?
  /// The Sharpe ratio with what it rests on; `nil` under 30 trades or markings.
  public let sharpe: SharpeRatio?
  /// Mean over downside deviation, per year; `nil` under 30 trades or markings, or where the account never fell.
  public let sortino: Double?
  /// The deepest fall, as a positive fraction of the peak.
  public let maxDrawdown: Double
  /// Trades that are over.
  public let trades: Int
  /// The share of them that won.
  public let winRate: Double?
  /// What the winners brought over what the losers cost.
  public let profitFactor: Double?
  /// The mean result as a fraction of the value at entry.
  public let averageResult: Double?
  /// The mean result in money.
  public let expectancy: Double?
  /// The share of time in which anything was held.
  public let exposure: Double
  /// Fees, slippage and carry.
  public let costs: Double
  /// What the account held at the end.
  public let finalEquity: Double
  /// Positions that were open then.
  public let openTrades: Int

  /// The numbers of a run.
  init(_ result: BacktestResult) {
    let (times, equity, capital) = (result.tape.times, result.tape.equity, result.rules.capital)
    let records = result.trades
    let series = ReturnSeries(Performance.changes(of: equity, from: capital), perYear: Performance.perYear(times))
    let isEnough = records.count >= Evidence.leastTrades && equity.count >= Evidence.leastTrades
    finalEquity = equity.last ?? capital
    totalReturn = finalEquity / capital - 1
    annualReturn = series.annual.finite
    volatility = series.volatility.finite
    sharpe = isEnough ? series.sharpeRatio : nil
    sortino = isEnough ? series.sortino.finite : nil
    maxDrawdown = Self.deepestFall(of: equity, from: capital)
    trades = records.count
    var (wins, losses, gained, lost) = (0, 0, 0.0, 0.0)
    for record in records {
      let result = record.trade.result
      if result > 0 {
        (wins, gained) = (wins + 1, gained + result)
      } else if result < 0 {
        (losses, lost) = (losses + 1, lost - result)
      }
    }
    winRate = records.isEmpty ? nil : Double(wins) / Double(records.count)
    profitFactor = losses > 0 ? gained / lost : nil
    averageResult = records.isEmpty ? nil : Moments(records.map(\.trade.resultFraction)).mean
    expectancy = records.isEmpty ? nil : Moments(records.map(\.trade.result)).mean
    exposure = equity.isEmpty ? 0 : Double(result.tape.exposedPoints) / Double(equity.count)
    costs = result.totals.fees + result.totals.slippage + result.totals.carry
    openTrades = result.open.count
  }

  private static func deepestFall(of equity: [Double], from capital: Double) -> Double {
    var (peak, deepest, last) = (capital, 0.0, capital)
    for value in equity {
      if value == last { continue }
      last = value
      if value >= peak {
        peak = value
      } else {
        let fall = peak > 0 ? 1 - value / peak : 1
        if fall > deepest { deepest = fall }
      }
    }
    return deepest
  }
}

extension Double {
  fileprivate var finite: Double? { isFinite ? self : nil }
}

// MARK: - As columns

extension SweepNumbers {
  /// The names of the columns, in their order.
  static let columns = [
    "total_return", "annual_return", "volatility", "sharpe", "sortino", "max_drawdown", "trades", "win_rate", "profit_factor",
    "average_result", "expectancy", "exposure", "costs", "final_equity", "open_trades", "sharpe_per_period", "markings", "per_year",
    "population_skewness", "population_kurtosis",
  ]

  /// The values in the order of the columns; NaN where there is none.
  var values: [Double] {
    [
      totalReturn, annualReturn ?? .nan, volatility ?? .nan, sharpe?.annualised ?? .nan, sortino ?? .nan, maxDrawdown, Double(trades),
      winRate ?? .nan, profitFactor ?? .nan, averageResult ?? .nan, expectancy ?? .nan, exposure, costs, finalEquity, Double(openTrades),
      sharpe?.perPeriod ?? .nan, sharpe.map { Double($0.count) } ?? .nan, sharpe?.periodsPerYear ?? .nan, sharpe?.skewness ?? .nan,
      sharpe?.kurtosis ?? .nan,
    ]
  }

  /// The numbers of a row; the name of the column that can't be, if one can't.
  init(_ values: [Double]) throws(ImpossibleNumber) {
    func required(_ position: Int) throws(ImpossibleNumber) -> Double {
      guard values[position].isFinite else { throw ImpossibleNumber(column: Self.columns[position]) }
      return values[position]
    }
    func whole(_ position: Int) throws(ImpossibleNumber) -> Int {
      guard let count = Int(exactly: values[position]), count >= 0 else { throw ImpossibleNumber(column: Self.columns[position]) }
      return count
    }
    totalReturn = try required(0)
    annualReturn = values[1].finite
    volatility = values[2].finite
    sortino = values[4].finite
    maxDrawdown = try required(5)
    trades = try whole(6)
    winRate = values[7].finite
    profitFactor = values[8].finite
    averageResult = values[9].finite
    expectancy = values[10].finite
    exposure = try required(11)
    costs = try required(12)
    finalEquity = try required(13)
    openTrades = try whole(14)
    if values[15].isNaN {
      sharpe = nil
    } else {
      do {
        sharpe = try SharpeRatio(
          perPeriod: values[15], count: whole(16), periodsPerYear: values[17], skewness: values[18], kurtosis: values[19])
      } catch { throw ImpossibleNumber(column: Self.columns[15]) }
    }
    // What is written beside the ratio of a period follows from it.
    guard (sharpe?.annualised ?? .nan) == values[3] || (sharpe?.annualised == nil && values[3].isNaN) else {
      throw ImpossibleNumber(column: Self.columns[3])
    }
  }

  struct ImpossibleNumber: Error { let column: String }
}

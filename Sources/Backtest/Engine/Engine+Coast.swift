public import Market

extension Engine {
  /// Takes and settles bars of the only symbol, of which the strategy says nothing, up to the first in which anything happens.
  ///
  /// It does what ``take(_:finer:onto:)`` and ``settle(at:onto:)`` do with each of them, without what they have to be ready for.
  /// - Returns: how many bars were taken, from the first on; the next one has to be taken by itself.
  @usableFromInline
  mutating func coast(_ series: BarSeries, _ rows: Range<Int>, onto tape: inout Tape) -> Int {
    guard isPlain, !watchesMargin, !memory.holdings[0].hasOrder, !rows.isEmpty else { return 0 }
    // A copy in registers: no row has to look the holding up.
    var holding = memory.holdings[0]
    var passed = rows.count
    if holding.quantity == 0 {
      let equity = memory.cash + 0 * series.close[rows.upperBound - 1]
      for row in rows { tape.mark(equity, at: series.end(at: row), isExposed: false) }
      holding.mark = series.close[rows.upperBound - 1]
      holding.bars += rows.count
      memory.peak = max(memory.peak, equity)
    } else {
      let (high, low, close) = (series.high.span, series.low.span, series.close.span)
      var peak = memory.peak
      for row in rows {
        let value = holding.quantity * close[row]
        let equity = memory.cash + value
        let end = series.end(at: row)
        let isQuiet =
          low[row] > holding.exitLow && high[row] < holding.exitHigh && holding.bars &+ 1 < holding.exitAtBar
          && end.nanoseconds < holding.nextFunding && equity > abs(value) * rules.leverage.maintenance
          && !(movesLevels && (holding.quantity > 0 ? high[row] > holding.highest : low[row] < holding.lowest))
        guard isQuiet else {
          passed = row - rows.lowerBound
          break
        }
        if low[row] < holding.lowest { holding.lowest = low[row] }
        if high[row] > holding.highest { holding.highest = high[row] }
        holding.mark = close[row]
        holding.bars &+= 1
        if equity > peak { peak = equity }
        tape.mark(equity, at: end, isExposed: value != 0)
      }
      memory.peak = peak
    }
    memory.holdings[0] = holding
    return passed
  }
}

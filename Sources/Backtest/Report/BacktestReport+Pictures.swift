import Market
import Plots
import Statistics

extension Timestamp {
  /// Seconds since 1970, as pictures count.
  var plotted: Double { Double(nanoseconds) / 1e9 }
}

extension BacktestReport {
  /// Whether numbers grew so much that equal factors should be equal distances.
  private static func axis(_ label: String, of columns: [[Double]]) -> Plot.Axis {
    var (least, greatest) = (Double.infinity, -Double.infinity)
    for column in columns {
      for value in column where value.isFinite { (least, greatest) = (min(least, value), max(greatest, value)) }
    }
    return least > 0 && greatest > 5 * least ? .logarithmic("\(label), logarithmic") : .number(label)
  }

  // MARK: - The account

  var accountPictures: [Page.Item] {
    let (times, equity) = (result.tape.times.map(\.plotted), result.tape.equity)
    guard !equity.isEmpty else { return [.text("No bar was scored.")] }
    var marks = [Plot.Mark.line(x: times, y: equity, name: strategy, ink: .series(0))]
    var columns = [equity]
    if let first = result.benchmark.first, first > 0, result.benchmark.count == equity.count {
      let held = result.benchmark.map { $0 / first * result.rules.capital }
      marks.insert(.line(x: times, y: held, name: "Buy and hold, no costs", ink: .series(1)), at: 0)
      columns.append(held)
    }
    var peak = result.rules.capital
    let falls = equity.map { value in
      peak = max(peak, value)
      return peak > 0 ? value / peak - 1 : -1
    }
    return [
      .plot(
        Plot(
          title: "Account", description: "The account marked to market at every bar.", x: .time(), y: Self.axis("Value", of: columns),
          height: .tall, marks: marks + [.level(result.rules.capital, name: "Start")])),
      .plot(
        Plot(
          title: "Below the last peak", description: "How far the account stood under its highest value so far.", x: .time(),
          y: .number("Drawdown", style: .percent), height: .short, marks: [.area(x: times, y: falls, ink: .series(1))])),
    ]
  }

  // MARK: - Trades on the chart

  var tradePictures: [Page.Item] {
    var items: [Page.Item] = []
    // More markets than a reader would look through are told of by the tables.
    for (instrument, symbol) in result.symbols.enumerated().prefix(6) {
      guard let place = backtest.series.indices.first(where: { backtest.series[$0].symbol == symbol && backtest.executes[$0] }) else {
        continue
      }
      let series = backtest.series[place]
      let records = result.trades.filter { $0.trade.symbol == symbol }
      let window =
        series.firstIndex(
          startingAtOrAfter: backtest.from)..<max(
          series.firstIndex(startingAtOrAfter: backtest.from), series.firstIndex(startingAtOrAfter: backtest.to))
      guard !window.isEmpty else { continue }
      // A market that only leads is not traded.
      if records.isEmpty, instrument > 0, result.open.allSatisfy({ $0.symbol != symbol }) { continue }
      items.append(.plot(chart("Trades in \(symbol)", series, window, records, result.open.filter { $0.symbol == symbol })))
      if let close = closer(series, window, records) { items.append(.plot(close)) }
    }
    return items
  }

  /// Prices, and for each trade a line from its entry to its exit; of very many trades as many as can be told apart.
  private func chart(
    _ title: String, _ series: BarSeries, _ window: Range<Int>, _ records: [TradeRecord], _ open: [OpenTrade]
  ) -> Plot {
    let times = window.map { series.end(at: $0).plotted }
    let closes = Array(series.close[window])
    let stride = max(1, records.count / 150)
    let shown = records.indices.filter { $0 % stride == 0 }.map { records[$0].trade }
    var marks = [Plot.Mark.line(x: times, y: closes, name: "Close", ink: .neutral)]
    for (isWin, name, ink) in [(true, "Won, entry to exit", Plot.Ink.series(0)), (false, "Lost, entry to exit", .series(3))] {
      let trades = shown.filter { ($0.result > 0) == isWin }
      guard !trades.isEmpty else { continue }
      marks.append(
        .line(
          x: trades.flatMap { [$0.entryTime.plotted, $0.exitTime.plotted, .nan] },
          y: trades.flatMap { [$0.entryPrice, $0.exitPrice, .nan] },
          name: name, ink: ink))
    }
    for (side, name, ink) in [(Side.buy, "Bought", Plot.Ink.series(1)), (.sell, "Sold short", .series(4))] {
      let entries =
        shown.filter { $0.side == side }.map { ($0.entryTime, $0.entryPrice) }
        + open.filter { $0.side == side }.map { ($0.entryTime, $0.entryPrice) }
      if !entries.isEmpty { marks.append(.scatter(x: entries.map(\.0.plotted), y: entries.map(\.1), name: name, ink: ink)) }
    }
    return Plot(
      title: stride == 1 ? title : "\(title): one in \(stride) of \(NumberStyle.plain.text(Double(records.count), decimals: 0))",
      description: "\(records.count) trades that are over, \(open.count) open. Each line goes from an entry to its exit.", x: .time(),
      y: Self.axis("Price", of: [closes]), height: .tall, marks: marks)
  }

  /// The last trades by themselves, where there are too many to be told apart.
  private func closer(_ series: BarSeries, _ window: Range<Int>, _ records: [TradeRecord]) -> Plot? {
    guard records.count > 30, window.count > 300 else { return nil }
    let last = records.suffix(12)
    guard let from = last.map(\.trade.entryTime).min() else { return nil }
    // A little of what came before the first of them.
    let first = max(window.lowerBound, series.firstIndex(startingAtOrAfter: from) - 10)
    let open = result.open.filter { $0.symbol == series.symbol }
    var end = window.upperBound
    if open.isEmpty, let over = last.map(\.trade.exitTime).max() {
      let exit = series.firstIndex(startingAtOrAfter: over)
      end = min(end, exit + max(10, (exit - first) / 10))
    }
    guard first < end, end - first < window.count / 2 else { return nil }
    return chart("The last \(last.count) trades, closer", series, first..<end, Array(last), open)
  }
}

import Market
import Plots
import Statistics

extension BacktestReport {
  private func percent(_ value: Double?, _ decimals: Int = 2) -> String { NumberStyle.percent.text(value ?? .nan, decimals: decimals) }
  private func price(_ value: Double) -> String { NumberStyle.plain.text(value, decimals: value >= 1_000 ? 2 : value >= 1 ? 4 : 8) }
  private func money(_ value: Double) -> String { NumberStyle.plain.text(value, decimals: 2) }

  // MARK: - Trades

  var tradeTables: [Page.Item] {
    let records = result.trades
    guard !records.isEmpty else { return [.text("There are no trades that are over.")] }
    var items: [Page.Item] = [.plot(distribution(records.map(\.trade.resultFraction)))]
    items.append(
      .table(
        Page.Table(
          title: "By side", columns: [.text("Side"), .number("Trades"), .number("Win rate"), .number("Result")],
          rows: performance.sides.map {
            [$0.side == .buy ? "long" : "short", counted($0.trades), percent($0.winRate, 1), money($0.result)]
          })))
    items.append(
      .table(
        Page.Table(
          title: "Why they ended", columns: [.text("Reason"), .number("Trades"), .number("Result")],
          rows: performance.exits.map { [$0.reason.words, counted($0.trades), money($0.result)] })))
    if result.symbols.count > 1 {
      let rows = result.symbols.map { symbol in
        let own = records.filter { $0.trade.symbol == symbol }.map(\.trade)
        return [symbol.name, counted(own.count), percent(share(own.map(\.result)), 1), money(own.reduce(0) { $0 + $1.result })]
      }
      items.append(
        .table(
          Page.Table(title: "By symbol", columns: [.text("Symbol"), .number("Trades"), .number("Win rate"), .number("Result")], rows: rows))
      )
    }
    return items
  }

  /// Positions that nobody has closed yet.
  var openTable: [Page.Item] {
    if result.open.isEmpty { return [] }
    let rows = result.open.map {
      ["\($0.symbol)", $0.side == .buy ? "long" : "short", "\($0.entryTime)", price($0.entryPrice), price($0.markPrice), money($0.result)]
    }
    return [
      .table(
        Page.Table(
          title: "Open at the end, marked at the last close",
          columns: [.text("Symbol"), .text("Side"), .number("Since"), .number("Entry"), .number("Mark"), .number("Result")], rows: rows))
    ]
  }

  private func share(_ results: [Double]) -> Double? {
    results.isEmpty ? nil : Double(results.count { $0 > 0 }) / Double(results.count)
  }

  /// How results are spread: bars of equal width, the rarest at both ends together.
  private func distribution(_ results: [Double]) -> Plot {
    let ends = Quantiles.of(results, [0.005, 0.995])
    let (low, high) = (min(ends[0], 0), max(ends[1], 0))
    let count = min(40, max(8, Int(Double(results.count).squareRoot())))
    // A width that puts zero on the border of two bars.
    let width = max((high - low) / Double(count), 1e-9)
    let first = (low / width).rounded(.down)
    var heights = [Double](repeating: 0, count: max(1, Int((high / width).rounded(.up) - first)))
    for value in results {
      // What lies exactly on zero did not win.
      let place = value <= 0 ? (value / width).rounded(.up) - 1 : (value / width).rounded(.down)
      heights[min(heights.count - 1, max(0, Int(min(max(place - first, -1), 1e6))))] += 1
    }
    let middles = heights.indices.map { (first + Double($0) + 0.5) * width }
    let losing = zip(middles, heights).filter { $0.0 < 0 }, winning = zip(middles, heights).filter { $0.0 >= 0 }
    // One column for each kind, of the same middles, so that bars of both are equally wide.
    let mean = results.reduce(0, +) / Double(results.count)
    return Plot(
      title: "Results of trades",
      description:
        "\(losing.reduce(0) { $0 + Int($1.1) }) trades at or below zero, \(winning.reduce(0) { $0 + Int($1.1) }) above; those beyond the first and last bar are counted in them.",
      x: .number("Result after costs, of the value at entry", style: .percent), y: .number("Trades"),
      marks: [
        .bars(x: middles, y: heights, name: "Trades", ink: .series(0)), .moment(0, name: "Nothing won or lost", ink: .neutral),
        .moment(mean, name: "Mean, \(percent(mean))", ink: .series(1)),
      ])
  }

  // MARK: - By time

  var timeTables: [Page.Item] {
    var items: [Page.Item] = []
    items += months
    let trades = result.trades.map(\.trade)
    guard !trades.isEmpty else { return items }
    let hours = Dictionary(grouping: trades) { Int($0.entryTime.timeOfDay.inSeconds) / 3_600 }
    if hours.count > 1 {
      let means = (0..<24).map { hour in hours[hour].map { mean($0) } ?? .nan }
      items.append(
        .plot(
          Plot(
            title: "Mean result by hour of entry", description: "Hours of the UTC day.",
            x: .categories((0..<24).map(String.init), label: "Hour, UTC"), y: .number("Mean of a trade", style: .percent), height: .short,
            marks: [.bars(x: (0..<24).map(Double.init), y: means, ink: .signed)])))
      items.append(.table(table("By hour of entry, UTC", "Hour", (0..<24).map { (String($0), hours[$0] ?? []) })))
    }
    let days = Dictionary(grouping: trades) { $0.entryTime.date.weekday }
    if days.count > 1 {
      items.append(.table(table("By day of entry, UTC", "Day", Weekday.allCases.map { ("\($0)".capitalised, days[$0] ?? []) })))
    }
    return items
  }

  private var months: [Page.Item] {
    let months = performance.months
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let years = Array(Set(months.map(\.year))).sorted()
    let list = Page.Table(
      title: "By month", columns: [.number("Month"), .number("Growth"), .number("Trades"), .number("Result")],
      rows: months.map { ["\(names[$0.month - 1]) \($0.year)", percent($0.growth), counted($0.trades), money($0.result)] })
    guard months.count > 1 else { return months.isEmpty ? [] : [.table(list)] }
    var values = [[Double]](repeating: [Double](repeating: .nan, count: 12), count: years.count)
    for row in months { if let place = years.firstIndex(of: row.year) { values[place][row.month - 1] = 100 * row.growth } }
    let picture = HeatMap(
      title: "Growth of the account by month, in percent", columns: names, rows: years.map(String.init), values: values, decimals: 1)
    if months.count <= 12 { return [.heatMap(picture), .table(list)] }
    func cell(_ value: Double) -> String { NumberStyle.plain.text(value, decimals: abs(value) < 100 ? 1 : 0) }
    let rows = zip(years, values).map { year, row in
      let whole = row.reduce(1) { $1.isNaN ? $0 : $0 * (1 + $1 / 100) }
      return ["\(year)"] + row.map(cell) + [cell(100 * (whole - 1))]
    }
    let table = Page.Table(
      title: "Growth by month, in percent", columns: [.text("")] + names.map { .number($0) } + [.number("Year")], rows: rows)
    return [.heatMap(picture), .table(table)]
  }

  private func mean(_ trades: [Trade]) -> Double { trades.reduce(0) { $0 + $1.resultFraction } / Double(trades.count) }

  private func table(_ title: String, _ what: String, _ groups: [(String, [Trade])]) -> Page.Table {
    Page.Table(
      title: title, columns: [.text(what), .number("Trades"), .number("Win rate"), .number("Mean"), .number("Result")],
      rows: groups.filter { !$0.1.isEmpty }.map { name, trades in
        [
          name, counted(trades.count), percent(share(trades.map(\.result)), 1), percent(mean(trades)),
          money(trades.reduce(0) { $0 + $1.result }),
        ]
      })
  }

  // MARK: - Steadiness

  /// The Sharpe ratio of a window that moves along, over returns of days, or of hours where the run is short.
  var steadiness: [Page.Item] {
    let times = result.tape.times
    guard let first = times.first, let last = times.last, times.count > 60 else { return [] }
    let elapsed = (last - first).inSeconds
    let day = 86_400.0
    let unit = elapsed >= 120 * day ? day : elapsed >= 5 * day ? 3_600 : elapsed / 300
    let window =
      switch elapsed {
      case (8 * 365.25 * day)...: 365
      case (2 * 365.25 * day)...: 180
      case (120 * day)...: 60
      case (5 * day)...: Int(min(max(elapsed / 3_600 / 8, 24), 24 * 14))
      default: 60
      }
    // The last marking of each unit; units without a bar are not there, and count for nothing.
    var ends: [(time: Double, value: Double)] = []
    var place = Int64.min
    for (time, value) in zip(times, result.tape.equity) {
      let own = Int64((Double(time.nanoseconds.subtractingSaturating(1)) / 1e9 / unit).rounded(.down))
      if own != place { ends.append((time.plotted, value)) } else { ends[ends.count - 1] = (time.plotted, value) }
      place = own
    }
    guard ends.count > window + 2 else { return [] }
    let perYear = Double(ends.count - 1) / (elapsed / (365.25 * day))
    var rolling = RollingMoments(window: window)
    var (xs, ys): ([Double], [Double]) = ([], [])
    var before = result.rules.capital
    for (time, value) in ends {
      let change = before > 0 ? value / before - 1 : 0
      before = value
      guard let moments = rolling.update(change) else { continue }
      let deviation = moments.standardDeviation
      xs.append(time)
      ys.append(deviation > abs(moments.mean) * 1e-9 && deviation > 1e-12 ? moments.mean / deviation * perYear.squareRoot() : .nan)
    }
    let name = unit == day ? "\(window) days" : unit == 3_600 ? "\(window) hours" : "\(window) stretches of time"
    var marks = [Plot.Mark.line(x: xs, y: ys, ink: .series(0)), .level(0)]
    if let whole = performance["sharpe"]?.value {
      marks.append(.level(whole, name: "The whole run, \(NumberStyle.plain.text(whole, decimals: 2))", ink: .series(1)))
    }
    return [
      .plot(
        Plot(
          title: "Sharpe ratio of the last \(name)", description: "Per year; left out where the account did not change.", x: .time(),
          y: .number("Sharpe ratio"), marks: marks)),
      .text(
        "A window of \(name) says little by itself: with a true ratio of 0, one window in twenty lies beyond ±\(NumberStyle.plain.text(1.96 * (perYear / Double(window)).squareRoot(), decimals: 1))."
      ),
    ]
  }
}

extension ExitReason {
  /// As a reader would say it.
  var words: String {
    var words = ""
    for character in rawValue { words += character.isUppercase ? " \(character.lowercased())" : String(character) }
    return words.replacing("_", with: " ")
  }
}

extension String {
  fileprivate var capitalised: String { prefix(1).uppercased() + dropFirst() }
}

import Plots

/// A page with one of everything, ordinary and hostile: looked at by tests, and by a browser where there is one (`.ci/check-pages`).
enum Gallery {
  static let hostile = "</text></svg><script>alert('x')</script> & \"quotes\" \u{202E}gnihton \u{0} 漢字 👩‍👩‍👧 ﷽ Ω"
  static let long = String(repeating: "a very long name without end ", count: 40)

  /// Pseudorandom numbers from −1 to 1 that are the same everywhere.
  static func noise(_ count: Int, seed: UInt64 = 1) -> [Double] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) * 0x1p-52 - 1
    }
  }

  static func walk(_ count: Int, seed: UInt64 = 1) -> [Double] {
    var level = 0.0
    return noise(count, seed: seed).map {
      level += $0
      return level
    }
  }

  static func grid(_ rows: Int, _ columns: Int, _ value: (Int, Int) -> Double) -> [[Double]] {
    (0..<rows).map { row in (0..<columns).map { column in value(row, column) } }
  }

  static func counted(_ count: Int) -> [String] { (0..<count).map(String.init) }

  static let plots: [Plot] = {
    let hours = (0..<8_760).map { 1_672_531_200 + Double($0) * 3_600 }
    let equity = walk(8_760).map { 10_000 + 40 * $0 }
    var broken = Array(equity.prefix(200))
    for index in stride(from: 40, to: 200, by: 40) { broken[index] = .nan }
    broken[90] = .infinity
    let few = (0..<12).map(Double.init)
    return [
      Plot(
        title: "Equity over a year", description: "Account value by hour.", x: .time(), y: .number("Account in USDT"),
        marks: [
          .line(x: hours, y: equity, name: "Strategy"),
          .line(x: hours, y: walk(8_760, seed: 2).map { 10_000 + 40 * $0 }, name: "Buy and hold"),
          .level(10_000, name: "Start"), .moment(hours[5_000], name: "Retrained"),
        ]),
      Plot(
        title: "Drawdown", x: .time(), y: .number("Below the peak", style: .percent), height: .short,
        marks: [.area(x: hours, y: walk(8_760, seed: 3).map { -abs($0) / 500 }, ink: .negative)]),
      Plot(title: "Gaps and infinities", x: .time(), marks: [.line(x: Array(hours.prefix(200)), y: broken, name: "Broken")]),
      Plot(
        title: "Results by hour", x: .categories((0..<24).map { "\($0):00" }, label: "Hour, UTC"),
        y: .number("Mean result", style: .percent),
        marks: [
          .bars(x: (0..<24).map(Double.init), y: noise(24).map { $0 / 100 }, name: "Result", ink: .signed),
          .intervals(
            x: (0..<24).map(Double.init), lower: noise(24).map { $0 / 100 - 0.004 }, upper: noise(24).map { $0 / 100 + 0.004 },
            name: "95 %", ink: .neutral),
        ]),
      Plot(
        title: "Reliability", x: .number("Predicted", range: 0...1), y: .number("Observed", range: 0...1), height: .tall,
        marks: [
          .band(x: few.map { $0 / 11 }, lower: few.map { $0 / 11 - 0.05 }, upper: few.map { $0 / 11 + 0.05 }, name: "Interval"),
          .line(x: [0, 1], y: [0, 1], name: "Perfect", ink: .neutral),
          .scatter(x: few.map { $0 / 11 }, y: few.map { $0 / 11 }, name: "Model"),
        ]),
      Plot(
        title: "Six series", y: .number("Level"),
        marks: (0..<6).map { k in .line(x: few, y: noise(12, seed: UInt64(k + 5)).map { $0 + Double(k) }, name: "Series \(k + 1)") }),
      Plot(
        title: "Six clouds",
        marks: (0..<6).map { k in
          .scatter(x: noise(20, seed: UInt64(k + 20)), y: noise(20, seed: UInt64(k + 40)).map { $0 + Double(k) }, name: "Cloud \(k + 1)")
        }),
      Plot(
        title: "Impact", x: .logarithmic("Size"), y: .logarithmic("Cost"),
        marks: [
          .scatter(x: (1..<400).map { Double($0 * $0) }, y: (1..<400).map { 1e-6 * Double($0) * (1.2 + noise(1, seed: UInt64($0))[0]) })
        ]),
      Plot(title: "Many points", marks: [.scatter(x: noise(30_000, seed: 8), y: noise(30_000, seed: 9))]),
      Plot(title: "Many bars", marks: [.bars(x: (0..<5_000).map(Double.init), y: noise(5_000, seed: 4), ink: .signed)]),
      Plot(
        title: "Two kinds of bars", x: .categories(["Stop", "Target", "Time limit", "Signal"]),
        marks: [
          .bars(x: [0, 1, 2, 3], y: [12, 30, 44, 8], name: "Before"), .bars(x: [0, 1, 2, 3], y: [10, 41, 39, 9], name: "After"),
        ]),
      Plot(
        title: hostile, x: .number(hostile), y: .number(hostile),
        marks: [.line(x: [1, 2], y: [3, 4], name: hostile), .line(x: [1, 2], y: [4, 3], name: long)]),
      Plot(
        title: long, x: .categories([long, hostile, "c"], label: long), y: .number(long),
        marks: [.bars(x: [0, 1, 2], y: [1e-7, 3e-7, 2e-7])]),
      Plot(title: "Nothing", marks: []),
      Plot(title: "Nothing but holes", marks: [.line(x: [1, 2], y: [.nan, .infinity], name: "Holes")]),
      Plot(title: "One value", marks: [.line(x: [5], y: [1_234_567.5])]),
      Plot(title: "Great numbers", marks: [.line(x: [-1e299, 1e299], y: [1e15, 8e15])]),
      Plot(
        title: "Minutes", x: .time("Time"), height: .short,
        marks: [.line(x: (0..<300).map { 1_709_164_000 + Double($0) * 60 }, y: walk(300))]),
      Plot(title: "Decades", x: .time("Time"), height: .short, marks: [.line(x: (0..<300).map { -1e9 + Double($0) * 1e7 }, y: walk(300))]),
    ]
      + (0..<40).map { k in
        // Ranges of every size, for the ticks of both axes.
        let scale = DecimalPower.of(k - 20)
        return Plot(
          title: "Range \(k)", x: k % 2 == 0 ? .number("x") : .time("x", range: 1_700_000_000...1_700_000_000 + 10 * scale * 1e14),
          height: .short,
          marks: [.line(x: [scale, 3.3 * scale], y: [-1.7 * scale, 97 * scale])])
      }
  }()

  static let maps: [HeatMap] = [
    HeatMap(
      title: "Result by month", columns: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
      rows: ["2022", "2023", "2024"], values: grid(3, 12) { row, column in Double((row * 7 + column * 5) % 11 - 5) / 50 }, style: .percent,
      decimals: 1),
    HeatMap(
      title: "Hours and days", columns: counted(24), rows: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
      values: grid(7, 24) { row, column in (row + column) % 9 == 0 ? .nan : Double(row * column) }, scale: .sequential, decimals: 0),
    HeatMap(
      title: "A sweep", columns: counted(900), rows: counted(300), values: grid(300, 900) { Double($0 * $1) }, scale: .sequential),
    HeatMap(title: hostile, columns: [hostile, long], rows: [long, hostile], values: [[1, -1], [.infinity, .nan]]),
    HeatMap(title: "Empty", columns: [], rows: [], values: []),
  ]

  static let page = Page(
    title: "Gallery", subtitle: "Everything that can be drawn",
    sections: [
      Page.Section(
        "Words and tables",
        [
          .text("A paragraph. " + hostile), .notice("Made-up data: " + hostile),
          .facts([
            Page.Fact("Sharpe ratio", "1.31", note: "412 trades, 0.4 to 2.2"), Page.Fact("Return", "12.4%"),
            Page.Fact(hostile, hostile, note: long),
            Page.Fact("Worst drawdown", "−8.1%"),
          ]),
          .table(
            Page.Table(
              title: "Trades",
              columns: [
                .text("Symbol"), .text("Entry"), .text("Exit"), .number("Price"), .number("Quantity"), .number("Result"), .text("Reason"),
              ],
              rows: (0..<5).map {
                ["BTC-USDT", "2024-03-0\($0 + 1) 10:00", "2024-03-0\($0 + 1) 12:00", "61,230.50", "0.0125", "12.4%", hostile]
              })),
        ]), Page.Section("Pictures", plots.map(Page.Item.plot)), Page.Section("Maps", maps.map(Page.Item.heatMap)),
    ])
}

enum DecimalPower {
  static func of(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? 1 }
}

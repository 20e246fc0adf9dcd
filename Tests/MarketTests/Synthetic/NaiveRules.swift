import Market

/// A trading rule of the kind people try first: what position to hold after each bar, from that bar and those before it.
struct NaiveRule: Sendable, CustomStringConvertible {
  let description: String
  let positions: @Sendable (BarSeries) -> [Double]

  init(_ description: String, _ positions: @escaping @Sendable (BarSeries) -> [Double]) {
    self.description = description
    self.positions = positions
  }

  /// What the rule earns without costs: decided at a close, filled at the next open, held until the open after it.
  func result(on bars: BarSeries) -> Double {
    let positions = positions(bars)
    var sum = 0.0
    for index in 0..<(bars.count - 2) { sum += positions[index] * (bars.open[index + 2] / bars.open[index + 1] - 1) }
    return sum
  }

  static let all: [NaiveRule] = [
    NaiveRule("always long") { bars in bars.indices.map { _ in 1 } },
    NaiveRule("momentum of 1 bar") { bars in bars.indices.map { $0 < 1 ? 0 : sign(bars.close[$0] - bars.close[$0 - 1]) } },
    NaiveRule("momentum of 12 bars") { bars in bars.indices.map { $0 < 12 ? 0 : sign(bars.close[$0] - bars.close[$0 - 12]) } },
    NaiveRule("reversal of 3 bars by size") { bars in
      bars.indices.map { $0 < 3 ? 0 : 100 * (1 - bars.close[$0] / bars.close[$0 - 3]) }
    },
    NaiveRule("planted rule") { SyntheticMarket.PlantedRule.positions(closes: $0.close) },
    NaiveRule("long on Mondays") { bars in
      bars.indices.map { (bars.time[$0].nanoseconds / 86_400_000_000_000) % 7 == 4 ? 1 : 0 }
    },
    NaiveRule("long in the afternoon, short at night") { bars in
      bars.indices.map { (bars.time[$0].nanoseconds / 3_600_000_000_000) % 24 >= 12 ? 1 : -1 }
    },
    NaiveRule("follow moves on high volume, fade them on low") { bars in
      bars.indices.map { index in
        guard index >= 10 else { return 0 }
        let mean = bars.volume[index - 10..<index].reduce(0, +) / 10
        return sign(bars.close[index] - bars.open[index]) * (bars.volume[index] > mean ? 1 : -1)
      }
    },
    NaiveRule("buy closes near the low, sell closes near the high") { bars in
      bars.indices.map { index in
        let range = bars.high[index] - bars.low[index]
        return range > 0 ? 1 - 2 * (bars.close[index] - bars.low[index]) / range : 0
      }
    },
    NaiveRule("fade the gap from the last close to the open") { bars in
      bars.indices.map { $0 < 1 ? 0 : -sign(bars.open[$0] - bars.close[$0 - 1]) }
    },
    NaiveRule("breakout of 10 bars") { bars in
      bars.indices.map { index in
        guard index >= 10 else { return 0 }
        let past = index - 10..<index
        let high = past.reduce(0) { max($0, bars.high[$1]) }
        let low = past.reduce(Double.infinity) { min($0, bars.low[$1]) }
        return bars.close[index] > high ? 1 : bars.close[index] < low ? -1 : 0
      }
    },
    NaiveRule("long while volatility falls") { bars in
      bars.indices.map { index in
        guard index >= 20 else { return 0 }
        func range(_ bars: BarSeries, _ part: Range<Int>) -> Double {
          part.reduce(0) { $0 + (bars.high[$1] - bars.low[$1]) / bars.low[$1] }
        }
        return range(bars, index - 9..<index + 1) < range(bars, index - 19..<index - 9) ? 1 : -1
      }
    },
    NaiveRule("fade the second of two equal moves") { bars in
      bars.indices.map { index in
        guard index >= 2 else { return 0 }
        let last = sign(bars.close[index] - bars.close[index - 1])
        return last == sign(bars.close[index - 1] - bars.close[index - 2]) ? -last : 0
      }
    },
    NaiveRule("short against long upper shadows") { bars in
      bars.indices.map { index in
        let upper = bars.high[index] - max(bars.open[index], bars.close[index])
        let lower = min(bars.open[index], bars.close[index]) - bars.low[index]
        return sign(lower - upper)
      }
    },
  ]
}

func sign(_ value: Double) -> Double { value > 0 ? 1 : value < 0 ? -1 : 0 }

/// How many standard errors the mean of independent results is from 0.
func standardErrors(of values: [Double]) -> Double {
  let count = Double(values.count)
  let mean = values.reduce(0, +) / count
  let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return mean / (squares / (count - 1) / count).squareRoot()
}

internal import Backtest
internal import Indicators

/// Swings of price and of an oscillator that disagree.
///
/// A swing is a low (high) below (above) those of `wing` bars on both sides, and known only when the last of them has closed.
struct Divergence: Sendable {
  private struct Swing {
    let price: Double
    let oscillator: Double
    let bar: Int
  }

  private var lows: ExtremumWindow
  private var highs: ExtremumWindow
  private var recent: [Double] = []
  private var low: Swing?
  private var high: Swing?
  private var count = 0
  private let wing: Int
  private let reach: Int

  init(wing: Int, reach: Int) {
    precondition(wing >= 1 && reach >= 1, "a swing needs a bar on each side, and another within reach")
    lows = ExtremumWindow(.minimum, 2 * wing + 1)
    highs = ExtremumWindow(.maximum, 2 * wing + 1)
    self.wing = wing
    self.reach = reach
  }

  /// Takes a bar and the oscillator at its close: whether a lower low has come with a higher oscillator, or a higher high with a lower one.
  mutating func update(_ bar: ClosedBar, _ oscillator: Double) -> (bullish: Bool, bearish: Bool) {
    recent.append(oscillator)
    if recent.count > wing + 1 { recent.removeFirst() }
    count += 1
    var answer = (bullish: false, bearish: false)
    if let lowest = lows.update(bar.low), lowest.age == wing {
      let swing = Swing(price: lowest.value, oscillator: recent[0], bar: count)
      if let low, swing.bar - low.bar <= reach {
        answer.bullish = swing.price < low.price && swing.oscillator > low.oscillator
      }
      low = swing
    }
    if let highest = highs.update(bar.high), highest.age == wing {
      let swing = Swing(price: highest.value, oscillator: recent[0], bar: count)
      if let high, swing.bar - high.bar <= reach {
        answer.bearish = swing.price > high.price && swing.oscillator < high.oscillator
      }
      high = swing
    }
    return answer
  }
}

extension StrategyParameter {
  static let wing = StrategyParameter("wing", "bars on each side of a swing", 3, in: 1...1_000)
  static let reach = StrategyParameter("reach", "greatest distance of two swings in bars", 60, in: 1...100_000)
}

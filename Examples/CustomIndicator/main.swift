// An indicator of your own: a value with one step. What follows from that is there without another line: whole series, chains with other indicators,
// a state that can be saved, and the proof that it does not look ahead.
//
//   swift run -c release custom-indicator
//
// It prints:
//
//   series: nan nan 0.08 0.146
//   live equals the series: true
//   warm-up of the chain: 28
//   goes on after a restart: true
//   pass - 1 columns stayed the same at 48 cuts
//   fail - 1 of 1 columns depend on bars that came later: efficiency_centred
import Assay
import Foundation

/// The efficiency of a market's way: how far it came, as a share of how far it went (Kaufman). 1 is a straight line, 0 a walk in circles.
struct Efficiency: SeriesIndicator {
  typealias Input = Double
  typealias Output = Double

  let period: Int
  private var closes: [Double] = []

  init(_ period: Int) { self.period = period }

  /// The first answer is to input number `warmUp`, counted from 0.
  var warmUp: Int { period }

  mutating func update(_ close: Double) -> Double? {
    closes.append(close)
    guard closes.count > period else { return nil }
    if closes.count > period + 1 { closes.removeFirst() }
    let way = zip(closes.dropFirst(), closes).reduce(0) { $0 + abs($1.0 - $1.1) }
    return way > 0 ? abs(closes[period] - closes[0]) / way : 0
  }
}

let hours = try SyntheticMarket(seed: 3).bars(.hours(1), count: 1_000)[0]
func shown(_ value: Double) -> String { value.isNaN ? "nan" : "\((value * 1_000).rounded() / 1_000)" }

// One at a time, as prices come in, and all at once: the same numbers, NaN while warming up.
var live = Efficiency(20)
let series = live.over(hours.close)
print("series:", series[18...21].map(shown).joined(separator: " "))
let steps = hours.close.map { live.update($0) ?? .nan }
print("live equals the series:", zip(steps, series).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })

// Chained: its own average over the typical price. Warm-ups add up.
let smooth = try Efficiency(20).then(EMA(9)).on(\.typical)
print("warm-up of the chain:", smooth.warmUp)

// Put away and taken up again, it goes on to the bit.
var resumed = try JSONDecoder().decode(Efficiency.self, from: JSONEncoder().encode(live))
print("goes on after a restart:", resumed.update(100) == live.update(100))

// History is cut at many bars and the future replaced: a value that changes has seen it.
let honest = try LookaheadAudit().run(on: hours) { [.init("efficiency_20", Efficiency(20).over($0.close))] }
print(honest.verdict.outcome, "-", honest.verdict.reason)
let centred = try LookaheadAudit().run(on: hours) { bars in
  let values = Efficiency(20).over(bars.close)
  return [.init("efficiency_centred", Array(values.dropFirst(10)) + [Double](repeating: .nan, count: min(10, values.count)))]
}
print(centred.verdict.outcome, "-", centred.verdict.reason)

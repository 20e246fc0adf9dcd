import Features
import Foundation
import Market
import Testing

/// Made-up bars for the tests, by a generator of their own so that a defect in the library's cannot hide one here.
enum TestMarket {
  struct Xorshift: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }

    mutating func unit() -> Double { Double(next() >> 11) / 0x1p53 }
  }

  static let start = Timestamp(seconds: 1_704_067_200)  // 2024-01-01, a Monday

  /// Bars that wander; `leavesOut` is the share of bars that are missing.
  static func bars(
    _ count: Int, seed: UInt64 = 1, symbol: Symbol = "BTC-USDT", timeframe: Timeframe = .minutes(5), price: Double = 40_000,
    leavesOut: Double = 0, from start: Timestamp = start, zeroVolume: Double = 0
  ) throws -> BarSeries {
    var random = Xorshift(state: seed &* 0xD134_2543_DE82_EF95 | 1)
    let length = try #require(timeframe.duration)
    var bars: [Bar] = []
    var close = price
    var time = start
    while bars.count < count {
      defer { time += length }
      if random.unit() < leavesOut { continue }
      let open = close * (1 + 0.002 * (random.unit() - 0.5))
      close = open * (1 + 0.02 * (random.unit() - 0.5))
      bars.append(
        try Bar(
          start: time, end: time + length, open: open, high: max(open, close) * (1 + 0.005 * random.unit()),
          low: min(open, close) * (1 - 0.005 * random.unit()), close: close,
          volume: random.unit() < zeroVolume ? 0 : (1 + 9 * random.unit()).rounded()))
    }
    return try BarSeries(symbol: symbol, timeframe: timeframe, bars: bars)
  }

  /// Bars whose prices lie on a coarse grid and move by no more than a few steps of it: every other bar at first, later one in a dozen.
  static func coarse(_ count: Int, seed: UInt64, symbol: Symbol = "BTC-USDT") throws -> BarSeries {
    var random = Xorshift(state: seed &* 0xD134_2543_DE82_EF95 | 1)
    var close = 200
    return try BarSeries(
      symbol: symbol, timeframe: .minutes(5),
      bars: (0..<count).map { row in
        let open = close
        // Back to the middle again and again, so that the same prices and returns come often.
        if Int(random.unit() * (row < count * 3 / 5 ? 2 : 12)) == 0 {
          close += close > 204 ? -1 : close < 196 ? 1 : Int(random.unit() * 5) - 2
        }
        let (high, low) = (max(open, close) + Int(random.unit() * 2), min(open, close) - Int(random.unit() * 2))
        return try Bar(
          start: start + .seconds(300 * row), end: start + .seconds(300 * (row + 1)), open: Double(open) / 10, high: Double(high) / 10,
          low: Double(low) / 10, close: Double(close) / 10, volume: Double(Int(random.unit() * 4)) / 10)
      })
  }

  /// Bars at which every price is the same.
  static func flat(_ count: Int, price: Double = 100, volume: Double = 5) throws -> BarSeries {
    let column = [Double](repeating: price, count: count)
    return try BarSeries(
      symbol: "BTC-USDT", timeframe: .minutes(5), time: (0..<count).map { start + .seconds(300 * $0) }, open: column, high: column,
      low: column,
      close: column, volume: [Double](repeating: volume, count: count))
  }

  static func plan(
    _ names: [String], of series: BarSeries, calendar: TradingCalendar = .continuous, others: [Symbol: Timeframe] = [:]
  ) throws -> FeaturePlan {
    try FeaturePlan(FeatureSet(names), symbol: series.symbol, timeframe: series.timeframe, calendar: calendar, others: others)
  }

  static func matrix(_ names: [String], of series: BarSeries, others: [BarSeries] = []) throws -> FeatureMatrix {
    try plan(names, of: series).matrix(of: series, others: others)
  }

  /// A column of a single feature.
  static func column(_ name: String, of series: BarSeries, others: [BarSeries] = []) throws -> [Double] {
    try matrix([name], of: series, others: others).columns[0]
  }
}

/// The first row in which two columns differ: in their bits, or by more than a tolerance relative to the greater.
func firstDifference(_ left: [Double], _ right: [Double], within tolerance: Double = 0) -> Int? {
  if left.count != right.count { return min(left.count, right.count) }
  return left.indices.first { row in
    let (a, b) = (left[row], right[row])
    if a.isNaN && b.isNaN || a == b { return false }
    return !(abs(a - b) <= tolerance * max(abs(a), abs(b), 1))
  }
}

/// Writes a value down as JSON and reads it back.
func throughJSON<Value: Codable>(_ value: Value) throws -> Value {
  try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
}

import Features
import Foundation
import Market
import Testing

@Suite("A label")
struct LabelTests {
  /// Bars from closes; each opens at the close before it, and its wicks reach as far as told.
  private func series(_ closes: [Double], high: [Int: Double] = [:], low: [Int: Double] = [:], symbol: Symbol = "A") throws -> BarSeries {
    var bars: [Bar] = []
    for (row, close) in closes.enumerated() {
      let open = row == 0 ? close : closes[row - 1]
      let start = TestMarket.start + .seconds(60 * row)
      bars.append(
        try Bar(
          start: start, end: start + .seconds(60), open: open, high: max(open, close, high[row] ?? 0),
          low: min(open, close, low[row] ?? .infinity), close: close, volume: 1))
    }
    return try BarSeries(symbol: symbol, timeframe: .minutes(1), bars: bars)
  }

  @Test(
    "has its value and its end, and neither where the series does not reach",
    arguments: [
      ("direction:2", [1, -1, 1, nil, nil], [2, 3, 4, nil, nil]),
      ("direction:2,0.15", [0, -1, 1, nil, nil], [2, 3, 4, nil, nil]),
      ("direction:1,0.5", [0, 0, 0, 1, nil], [1, 2, 3, 4, nil]),
      ("forward_return:2", [0.1, -0.5, 1.0 / 11, nil, nil], [2, 3, 4, nil, nil]),
      ("momentum_change:2", [nil, nil, 1.0 / 11 - 0.1, nil, nil], [nil, nil, 4, nil, nil]),
      ("risk:2", [0, 0.5, 6.0 / 11, nil, nil], [2, 3, 4, nil, nil]),
      ("risk_short:2", [0.2, 0, 1.0 / 11, nil, nil], [2, 3, 4, nil, nil]),
    ] as [(String, [Double?], [Int?])])
  func values(_ text: String, _ values: [Double?], _ ends: [Int?]) throws {
    let series = try series([100, 120, 110, 60, 120], low: [3: 50])
    // The third direction: from 110 to 120; the risk looks at lows, and 50 is the lowest.
    let labels = try Label(text).of(series)
    for row in series.indices {
      if text == "risk:2", row == 1 {
        #expect(abs(labels.values[1] - 70.0 / 120) < 1e-12)
      } else if text == "direction:2,0.15", row == 2 {
        #expect(labels.values[2] == 0)
      } else if let value = values[row] {
        #expect(abs(labels.values[row] - value) < 1e-12, "row \(row): \(labels.values[row])")
      } else {
        #expect(labels.values[row].isNaN, "row \(row)")
      }
      #expect(labels.endRows[row] == ends[row])
      #expect(labels.ends[row] == ends[row].map { series.end(at: $0) })
    }
    #expect(labels.resolvedRows == ends.indices.filter { ends[$0] != nil })
  }

  @Test("of volatility looks at the bars to come only")
  func volatility() throws {
    let series = try TestMarket.bars(30)
    let labels = try Label.forwardVolatility(over: 4).of(series)
    let returns = (8...11).map { log(series.close[$0] / series.close[$0 - 1]) }
    let mean = returns.reduce(0, +) / 4
    let expected = (returns.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 3).squareRoot()
    #expect(abs(labels.values[7] - expected) < 1e-15)
    #expect(labels.values[25].isFinite && labels.values[26].isNaN)
  }

  @Test("of three barriers is what is touched first by highs and lows, and against where a bar touches both")
  func barriers() throws {
    let flat = [Double](repeating: 100, count: 8)
    let label = try Label("triple_barrier:0.02,0.01,3")
    let profit = try label.of(series(flat, high: [2: 102]))
    #expect(profit.values[0] == 1 && profit.endRows[0] == 2)
    #expect(profit.values[1] == 1 && profit.endRows[1] == 2)
    // The bar of the row itself is over: its own high is no touch.
    #expect(profit.values[2] == 0 && profit.endRows[2] == 5)
    let loss = try label.of(series(flat, high: [3: 105], low: [2: 99]))
    #expect(loss.values[0] == -1 && loss.endRows[0] == 2)
    #expect(loss.values[2] == 1 && loss.endRows[2] == 3)
    let both = try label.of(series(flat, high: [1: 103], low: [1: 98]))
    #expect(both.values[0] == -1 && both.endRows[0] == 1)
    // What is near the end is resolved if a barrier was touched, and missing otherwise.
    let late = try label.of(series(flat, low: [7: 98]))
    #expect(late.values[4] == -1 && late.values[5] == -1 && late.endRows[6] == 7 && late.endRows[7] == nil)
    let open = try label.of(series(flat))
    #expect(open.values[4] == 0 && open.values[5].isNaN && open.ends[5] == nil)
    // A short position has its barriers the other way round.
    let short = try Label.tripleBarrier(.init(profit: 0.02, loss: 0.01, limit: 3, side: .sell)).of(
      series(flat, high: [2: 101], low: [1: 98.5]))
    #expect(short.values[0] == -1 && short.endRows[0] == 2)
  }

  @Test("of barriers in true ranges waits until there is one")
  func averageTrueRange() throws {
    let series = try TestMarket.bars(60)
    let labels = try Label("atr_barrier:1,1,10,5").of(series)
    #expect(labels.values.prefix(5).allSatisfy { $0.isNaN } && !labels.values[5].isNaN)
    let range = try TestMarket.column("atr_5", of: series)
    for row in 5..<49 {
      let (above, below) = (series.close[row] + range[row], series.close[row] - range[row])
      var expected = (0.0, row + 10)
      for next in row + 1...row + 10 where series.low[next] <= below || series.high[next] >= above {
        expected = (series.low[next] <= below ? -1 : 1, next)
        break
      }
      #expect(labels.values[row] == expected.0 && labels.endRows[row] == expected.1, "row \(row)")
    }
  }

  @Test("of the trend is the sign at which a line is clearest, known when the longest has been seen")
  func trendScanning() throws {
    let series = try TestMarket.bars(60, seed: 4)
    let labels = try Label("trend_scanning:3,9").of(series)
    for row in 0..<50 {
      var best = 0.0
      for horizon in 3...9 {
        let values = series.close[row...row + horizon].map(\.self)
        let count = Double(values.count)
        let (middle, mean) = ((count - 1) / 2, values.reduce(0, +) / count)
        let spread = values.indices.map { (Double($0) - middle) * (Double($0) - middle) }.reduce(0, +)
        let slope = values.enumerated().map { (Double($0) - middle) * ($1 - mean) }.reduce(0, +) / spread
        let left = values.enumerated().map { pow($1 - mean - slope * (Double($0) - middle), 2) }.reduce(0, +)
        let clarity = slope / (left / (count - 2) / spread).squareRoot()
        if abs(clarity) > abs(best) { best = clarity }
      }
      #expect(labels.values[row] == (best > 0 ? 1 : -1), "row \(row)")
      #expect(labels.endRows[row] == row + 9)
    }
    #expect(labels.endRows[51] == nil)
    #expect(try Label("trend_scanning:3,9").of(TestMarket.flat(20)).values[0] == 0)
    #expect(try Label("trend_scanning:3,5").of(self.series([1, 2, 3, 4, 5, 6, 7])).values[0] == 1)
  }

  @Test("of a strategy's entries says which were worth making")
  func meta() throws {
    let series = try series([100, 100, 100, 101, 100, 100, 100, 100, 99.5, 99.5], high: [2: 103])
    let barriers = Label.Barriers(profit: 0.02, loss: 0.02, limit: 3)
    let labels = try Labels.meta(
      [
        .init(row: 0, side: .buy), .init(row: 1, side: .sell), .init(row: 2, side: .buy), .init(row: 6, side: .sell),
        .init(row: 8, side: .buy),
      ],
      on: series, barriers: barriers)
    // Profit; loss; time runs out where it began; ahead when time runs out; not resolved.
    #expect(labels.values[0] == 1 && labels.values[1] == 0 && labels.values[2] == 0 && labels.values[6] == 1 && labels.values[8].isNaN)
    #expect(labels.endRows[0] == 2 && labels.endRows[2] == 5 && labels.values[3].isNaN)
    #expect(throws: FeatureError.self) { try Labels.meta([.init(row: 10, side: .buy)], on: series, barriers: barriers) }
    #expect(throws: FeatureError.self) {
      try Labels.meta([.init(row: 1, side: .buy), .init(row: 1, side: .sell)], on: series, barriers: barriers)
    }
  }

  @Test(
    "that cannot be is refused with what is allowed",
    arguments: [
      "direction", "direction:0", "direction:1.5", "direction:x", "direction:5,1", "direction:5,0,3", "dirction:5", "forward_volatility:1",
      "triple_barrier:0,1,5", "triple_barrier:0.1,0.1,0", "trend_scanning:5,3", "atr_barrier:1,1,5,0", "direction:1e300",
    ])
  func refused(_ text: String) { #expect(throws: FeatureError.self) { try Label(text) } }

  @Test("changes neither value nor end when more bars come", arguments: Label.grammar.map(\.example))
  func growsOnly(_ text: String) throws {
    let series = try TestMarket.bars(160)
    let label = try Label(text)
    let whole = try label.of(series)
    let part = try label.of(series.part(0..<100))
    for row in 0..<100 where part.endRows[row] != nil {
      #expect(part.values[row] == whole.values[row] && part.ends[row] == whole.ends[row])
    }
    // What is resolved looked at no bar after its end.
    for row in stride(from: 0, to: 100, by: 9) {
      guard let end = whole.endRows[row] else { continue }
      let seen = try label.of(series.part(0..<end + 1))
      #expect(seen.values[row] == whole.values[row], "row \(row)")
    }
  }
}

@Suite("Sample weights")
struct SampleWeightTests {
  @Test("by uniqueness are shared among labels that look at the same bars")
  func uniqueness() throws {
    let series = try TestMarket.bars(12)
    let single = try Label.forwardReturn(after: 1).of(series)
    #expect(SampleWeights.uniqueness(of: single) == [Double](repeating: 1, count: 11) + [0])
    // Labels over three bars: the middle ones share every bar with two others.
    let weights = SampleWeights.uniqueness(of: try Label.forwardReturn(after: 3).of(series))
    #expect(abs(weights[5] - 1.0 / 3) < 1e-12)
    #expect(abs(weights[0] - (1 + 1.0 / 2 + 1.0 / 3) / 3) < 1e-12)
    #expect(Array(weights.suffix(3)) == [0, 0, 0])
  }

  @Test("count every symbol by itself")
  func symbols() throws {
    let parts = try ["AAA", "BBB"].map { try Label.forwardReturn(after: 4).of(TestMarket.bars(30, symbol: Symbol($0))) }
    let joined = try Labels(joining: parts)
    #expect(SampleWeights.uniqueness(of: joined) == parts.flatMap { SampleWeights.uniqueness(of: $0) })
    #expect(joined.values[26].isNaN, "the last rows of a symbol do not see the next one's bars")
    #expect(throws: FeatureError.self) { try Labels(joining: [parts[0], parts[0]]) }
  }

  @Test("by age halve with every half-life")
  func age() throws {
    let labels = try Label.direction(after: 1).of(TestMarket.bars(25, timeframe: .hours(1)))
    let weights = try SampleWeights.timeDecay(of: labels, halfLife: .seconds(12 * 3_600))
    #expect(abs(weights[23] - 1) < 1e-12 && abs(weights[11] - 0.5) < 1e-12 && weights[24] == 0)
    #expect(throws: FeatureError.self) { try SampleWeights.timeDecay(of: labels, halfLife: .zero) }
    let line = try SampleWeights.linearDecay(of: labels, oldest: 0)
    #expect(abs(line[23] - 1) < 1e-12 && abs(line[11] - 0.5) < 1e-12 && abs(line[0] - 1.0 / 24) < 1e-12)
    #expect(try SampleWeights.linearDecay(of: labels, oldest: -0.5)[10] == 0)
    #expect(throws: FeatureError.self) { try SampleWeights.linearDecay(of: labels, oldest: 2) }
  }
}

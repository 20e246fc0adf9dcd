import Foundation
import Indicators
import Market
import Testing

/// What TA-Lib does not have, and what stands on structures of its own, computed again from the definition at every row.
@Suite("From the definition alone follow the values of")
struct RecomputationTests {
  private static let seed: UInt64 = 20_240_611

  private func prices(_ count: Int, rounded: Bool = false) -> [Double] {
    var random = Xorshift(state: Self.seed)
    var price = 100.0
    return (0..<count).map { _ in
      price *= 1 + 0.03 * (random.unit() - 0.5)
      return rounded ? (price / 4).rounded() * 4 : price
    }
  }

  /// Compares with what `definition` says of every whole window.
  private func expect(
    _ values: [Double], _ inputs: [Double], _ length: Int, _ what: String, _ definition: ([Double]) -> Double
  ) {
    for row in inputs.indices {
      if row < length - 1 {
        #expect(values[row].isNaN, "\(what), row \(row), seed \(Self.seed)")
      } else {
        let expected = definition(Array(inputs[row - length + 1...row]))
        #expect(abs(values[row] - expected) <= 1e-9 * max(1, abs(expected)), "\(what), row \(row): \(values[row]), not \(expected)")
      }
    }
  }

  @Test("the z-score", arguments: 2...12)
  func zScore(_ period: Int) throws {
    let prices = prices(60)
    expect(try ZScore(period).over(prices), prices, period, "ZSCORE \(period)") { window in
      let mean = window.reduce(0, +) / Double(period)
      let variance = window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(period)
      return (window[period - 1] - mean) / variance.squareRoot()
    }
    #expect(try ZScore(2).over([1, 3, 4]).suffix(2) == [1, 1])
    #expect(try ZScore(3).over([7, 7, 7, 7]).suffix(2) == [0, 0])
  }

  @Test("the line of least squares and what it explains", arguments: 2...12)
  func lines(_ period: Int) throws {
    let ys = prices(60)
    let xs = ys.enumerated().map { sin(Double($0.offset)) * 3 + $0.element / 2 }
    let ols = try OLS(period).over(Pair.Columns(x: xs, y: ys))
    let trend = try Trend(period).over(ys)
    for row in (period - 1)..<60 {
      let rows = (row - period + 1)...row
      for (line, positions) in [(ols, Array(xs[rows])), (trend, (0..<period).map(Double.init))] {
        let (slope, intercept, r2) = fit(positions, Array(ys[rows]))
        #expect(abs(line.slope[row] - slope) <= 1e-8 * max(1, abs(slope)), "period \(period), row \(row)")
        #expect(abs(line.intercept[row] - intercept) <= 1e-8 * max(1, abs(intercept)), "period \(period), row \(row)")
        #expect(abs(line.r2[row] - r2) <= 1e-8, "period \(period), row \(row)")
      }
    }
  }

  private func fit(_ xs: [Double], _ ys: [Double]) -> (slope: Double, intercept: Double, r2: Double) {
    let count = Double(xs.count)
    let (meanX, meanY) = (xs.reduce(0, +) / count, ys.reduce(0, +) / count)
    let products = zip(xs, ys).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    let slope = products / xs.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    let intercept = meanY - slope * meanX
    let left = zip(xs, ys).reduce(0) { $0 + ($1.1 - intercept - slope * $1.0) * ($1.1 - intercept - slope * $1.0) }
    return (slope, intercept, 1 - left / ys.reduce(0) { $0 + ($1 - meanY) * ($1 - meanY) })
  }

  @Test("the Hurst exponent", arguments: [16, 33, 64])
  func hurst(_ period: Int) throws {
    let prices = prices(140)
    expect(try Hurst(period).over(prices), prices, period, "HURST \(period)") { window in
      var (lags, sizes): ([Double], [Double]) = ([], [])
      var lag = 1
      while lag <= period / 4 {
        let squares = (lag..<period).map { pow(log(window[$0] / window[$0 - lag]), 2) }
        lags.append(log(Double(lag)))
        sizes.append(log(squares.reduce(0, +) / Double(squares.count)))
        lag *= 2
      }
      return fit(lags, sizes).slope / 2
    }
  }

  @Test("the Hurst exponent: about a half for a random walk, one for a straight run, none for prices that turn back at every step")
  func hurstOfKnownWalks() throws {
    var random = Xorshift(state: Self.seed)
    var walk = [1_000.0]
    for _ in 0..<20_000 { walk.append(walk[walk.count - 1] * exp(0.01 * (random.unit() - 0.5))) }
    let exponents = try Hurst(4_000).over(walk).filter { !$0.isNaN }
    let mean = exponents.reduce(0, +) / Double(exponents.count)
    #expect(abs(mean - 0.5) < 0.04, "\(mean), seed \(Self.seed)")
    let run = try Hurst(64).over((0..<80).map { exp(Double($0) / 100) })
    #expect(abs(run[79] - 1) < 1e-9)
    let noise = try Hurst(2_000).over((0..<2_500).map { _ in 100 + random.unit() })
    #expect(abs(noise[2_400]) < 0.05, "\(noise[2_400]), seed \(Self.seed)")
  }

  @Test(
    "percentile and percent rank, among equal and missing values and in windows of many runs", arguments: [2, 3, 17, 128, 129, 300, 520])
  func ranks(_ period: Int) throws {
    var prices = prices(period * 2 + 200, rounded: true)
    for row in [period + 5, period + 6, 2 * period + 60] { prices[row] = .nan }
    for percentile in [0.0, 12.5, 50, 99, 100] {
      var live = try PERCENTILE(period, percentile)
      for row in prices.indices {
        let value = live.update(prices[row])
        guard row >= period - 1 else {
          #expect(value == nil)
          continue
        }
        let window = prices[(row - period + 1)...row]
        let rank = max(Int((percentile * Double(period) / 100).rounded(.up)), 1)
        let expected = window.contains { $0.isNaN } ? .nan : window.sorted()[rank - 1]
        #expect(value == expected || value?.isNaN == true && expected.isNaN, "period \(period), row \(row)")
      }
    }
    var live = try PERCENTRANK(period)
    for row in prices.indices {
      let value = live.update(prices[row])
      guard row >= period else { continue }
      let window = prices[(row - period)..<row]
      let isMissing = prices[row].isNaN || window.contains { $0.isNaN }
      let expected = Double(window.count { $0 < prices[row] }) / Double(period) * 100
      #expect(isMissing ? value?.isNaN == true : value == expected, "period \(period), row \(row)")
    }
  }

  @Test("logarithms of quotients, near 1 and far from it, of the largest numbers and of none")
  func quotients() throws {
    var random = Xorshift(state: Self.seed)
    let near = (0..<2_000).map { _ in (1 + (random.unit() - 0.5) * pow(10, -9 * random.unit()), 1.0) }
    let far = (0..<500).map { _ in (100 * exp(20 * (random.unit() - 0.5)), 100.0) }
    let edges = [
      (2.0.squareRoot(), 1.0), (1.0, 2.0.squareRoot()), (1.7e308, 1.1e308), (1e200, 1e-100),
      (.leastNonzeroMagnitude, 2 * .leastNonzeroMagnitude), (7, 7), (-3, -2),
    ]
    for (high, low) in near + far + edges {
      let pairs = Bar.Columns(open: [low], high: [high], low: [low], close: [low], volume: [1])
      // Of one bar the root of a square. A quotient near 1 has lost digits of the logarithm, the difference has not.
      let exact = abs(high / low - 1) < 0.5 ? log1p((high - low) / low) : log(high / low)
      let expected = abs(exact) / (4 * log(2.0)).squareRoot()
      let value = try Parkinson(1).over(pairs)[0]
      #expect(abs(value - expected) <= 2e-15 * expected, "\(high) over \(low), seed \(Self.seed)")
    }
    for (high, low) in [(1.0, 0.0), (-1, 1), (.nan, 1), (.infinity, .infinity), (0, 0)] as [(Double, Double)] {
      let pairs = Bar.Columns(open: [low], high: [high], low: [low], close: [low], volume: [1])
      #expect(try !Parkinson(1).over(pairs)[0].isFinite, "\(high) over \(low)")
    }
  }

  @Test("the order-flow imbalance")
  func orderFlow() throws {
    let run = try IndicatorCatalogue.run("OFI:3")
    let imbalance = run.over([[1, 2, 3, 4, 5], [2, 1, 3, 5, 4], [10, 20, 30, 40, 0]])[0]
    // Up 10, down 20, even 30, up 40, down 0.
    #expect(imbalance[1].isNaN)
    #expect(imbalance[2] == -10.0 / 60)
    #expect(imbalance[3] == 20.0 / 90)
    #expect(imbalance[4] == 40.0 / 70)
    #expect(run.over([[1, 2, 3], [2, 3, 4], [0, 0, 0]])[0][2] == 0)
  }

  @Test("the volatilities of bars", arguments: 2...9)
  func volatilities(_ period: Int) throws {
    let columns = try CatalogueCase(code: "YANGZHANG", parameters: [], seed: Self.seed).columns(count: 40)
    let (open, high, low, close) = (columns[0], columns[1], columns[2], columns[3])
    func logs(_ rows: Range<Int>, _ value: (Int) -> Double) -> [Double] { rows.map { log(value($0)) } }
    func spread(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(values.count)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    }
    func run(_ code: String, _ columns: [[Double]]) throws -> [Double] {
      try IndicatorCatalogue.run("\(code):\(period),252").over(columns)[0]
    }
    let parkinson = try run("PARKINSON", [high, low])
    let (garman, rogers) = (try run("GARMANKLASS", columns), try run("ROGERSSATCHELL", columns))
    let yang = try run("YANGZHANG", columns)
    for row in period..<40 {
      let rows = row - period + 1..<row + 1
      let count = Double(period)
      let reach = logs(rows) { high[$0] / low[$0] }.map { $0 * $0 }
      let ways = logs(rows) { close[$0] / open[$0] }
      let drifts = rows.map { log(high[$0] / close[$0]) * log(high[$0] / open[$0]) + log(low[$0] / close[$0]) * log(low[$0] / open[$0]) }
      let garmanKlass = zip(reach, ways).map { $0 / 2 - (2 * log(2) - 1) * $1 * $1 }
      let share = 0.34 / (1.34 + (count + 1) / (count - 1))
      let mixed =
        spread(logs(rows) { open[$0] / close[$0 - 1] }) + share * spread(ways) + (1 - share) * drifts.reduce(0, +) / count
      for (name, ours, variance) in [
        ("PARKINSON", parkinson, reach.reduce(0, +) / (4 * log(2)) / count), ("GARMANKLASS", garman, garmanKlass.reduce(0, +) / count),
        ("ROGERSSATCHELL", rogers, drifts.reduce(0, +) / count), ("YANGZHANG", yang, mixed),
      ] {
        let expected = (variance * 252).squareRoot()
        #expect(abs(ours[row] - expected) <= 1e-10 * expected, "\(name) \(period), row \(row): \(ours[row]), not \(expected)")
      }
    }
  }

  @Test("the extremes and when they were", arguments: [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 15, 16, 17, 30, 31, 32, 33, 64, 100, 129, 300])
  func extremes(_ period: Int) throws {
    for hasGaps in [false, true] {
      var prices = prices(1_400 + 2 * period, rounded: true)
      if hasGaps { for row in [0, 17, 18, 700, 1_040 + period] { prices[row] = .nan } }
      for kind in [ExtremumWindow.Kind.maximum, .minimum] {
        var window = ExtremumWindow(kind, period)
        let series = period < 2 ? nil : kind == .maximum ? try MAX(period).over(prices) : try MIN(period).over(prices)
        for row in prices.indices {
          let extremum = window.update(prices[row])
          guard row >= period - 1 else {
            #expect(extremum == nil)
            continue
          }
          // The latest of the best, nil if anything is missing; in a loop of the plainest kind, because debug builds go through millions of rows.
          var (best, place): (Double?, Int) = (nil, row - period + 1)
          for other in place...row {
            guard !prices[other].isNaN else {
              best = nil
              break
            }
            if let known = best, kind == .maximum ? prices[other] < known : prices[other] > known { continue }
            (best, place) = (prices[other], other)
          }
          guard let best else {
            #expect(extremum?.value.isNaN == true && series?[row].isNaN != false, "\(kind) \(period), row \(row)")
            continue
          }
          #expect(extremum?.value == best && series.map { $0[row] == best } != false, "\(kind) \(period), row \(row), seed \(Self.seed)")
          #expect(extremum.map { row - $0.age } == place, "\(kind) \(period), row \(row), seed \(Self.seed)")
        }
      }
    }
  }
}

import Statistics
import Testing

@Suite("Quantiles")
struct QuantileTests {
  /// Type 7 by its definition, on sorted values.
  func naive(_ values: [Double], _ probability: Double) -> Double {
    let sorted = values.sorted()
    let position = probability * Double(sorted.count - 1)
    let low = Int(position)
    let high = min(low + 1, sorted.count - 1)
    return sorted[low] + (position - Double(low)) * (sorted[high] - sorted[low])
  }

  // numpy 2.4: quantile, median; scipy 1.17: median_abs_deviation.
  @Test("agrees with numpy")
  func numpy() {
    #expect(
      areClose(
        Quantiles.of(Series.a, [0, 0.1, 0.25, 0.333, 0.5, 0.9, 1]),
        [-1.321, -1.1481, -0.23775000000000002, -0.05098199999999997, 0.2445, 1.0413000000000001, 1.619]))
    #expect(Quantiles.median(Series.b) == 1.642)
    #expect(isClose(Quantiles.medianAbsoluteDeviation(Series.a), 0.626))
  }

  @Test("agrees with sorting at all small sizes, with and without ties", arguments: 1...70, [3, 1000])
  func naive(count: Int, distinct: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    let values = (0..<count).map { _ in Double(generator.integer(below: distinct)) }
    let probabilities = [0.7, 0, 1, 0.5, 0.01, 0.25, 0.25, 0.99]
    let expected = probabilities.map { naive(values, $0) }
    #expect(areClose(Quantiles.of(values, probabilities), expected), "seed \(count)")
    #expect(areClose(Quantiles.ofSorted(values.sorted(), probabilities), expected), "seed \(count)")
  }

  static let patterns: [(String, @Sendable (Int) -> Double)] = [
    ("ascending", { Double($0) }), ("descending", { -Double($0) }), ("constant", { _ in 4 }), ("two values", { Double($0 % 2) }),
    ("organ pipe", { Double(min($0, 9000 - $0)) }), ("saw", { Double($0 % 97) }), ("negative zero", { $0 % 3 == 0 ? -0.0 : 0 }),
    ("mostly one", { $0 % 50 == 0 ? Double($0) : 1 }),
  ]

  @Test("selects from thousands of values in awkward orders", arguments: patterns.indices)
  func awkward(index: Int) {
    let values = (0..<9000).map(Self.patterns[index].1)
    let probabilities = [0, 0.001, 0.3, 0.5, 0.77, 0.999, 1]
    #expect(Quantiles.of(values, probabilities) == probabilities.map { naive(values, $0) }, "\(Self.patterns[index].0)")
  }

  @Test("NaN is passed on or left out as asked, infinities are values")
  func special() {
    #expect(Quantiles.of([1, .nan, 3], [0, 0.5]).allSatisfy { $0.isNaN })
    #expect(Quantiles.of([1, .nan, 3], [0, 0.5], nan: .omit) == [1, 2])
    #expect(Quantiles.median([.nan], nan: .omit).isNaN)
    #expect(Quantiles.median([]).isNaN && Quantiles.ofSorted([], [0.5])[0].isNaN)
    #expect(Quantiles.of([-.infinity, -.infinity, 0, .infinity, .infinity], [0.1, 0.5, 0.9]) == [-.infinity, 0, .infinity])
    #expect(Quantiles.of([7], [0, 0.3, 1]) == [7, 7, 7])
  }
}

@Suite("Ranks")
struct RankTests {
  // scipy 1.17: rankdata.
  @Test("agrees with scipy")
  func scipy() {
    #expect(Ranks.average([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]) == [4.5, 1.5, 6, 1.5, 8, 11, 3, 10, 8, 4.5, 8])
  }

  // 1500 is where sorting changes its algorithm.
  @Test("agrees with counting", arguments: [0, 1, 2, 3, 10, 50, 400, 1499, 1500, 1700], [5, 1_000_000])
  func counting(count: Int, distinct: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    let values = (0..<count).map { _ in Double(generator.integer(below: distinct) - distinct / 2) / 8 }
    let sorted = values.sorted()
    let expected = values.map { value in
      var low = 0
      while sorted[low] < value { low += 1 }
      var high = low
      while high < count && sorted[high] == value { high += 1 }
      return Double(low + 1 + high) / 2
    }
    #expect(Ranks.average(values) == expected, "seed \(count)")
  }

  @Test("sorts every kind of number by its bits")
  func bits() {
    let odd: [Double] = [0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1e308, -1e308, 1, -1]
    let values = (0..<2000).map { odd[$0 % 10] }
    let ranks = Ranks.average(values)
    // The two zeros tie with each other: 400 of them after 4 × 200 lower ones.
    #expect(ranks[0] == 1000.5 && ranks[1] == 1000.5)
    #expect(ranks[3] == 100.5 && ranks[7] == 300.5 && ranks[9] == 500.5 && ranks[5] == 700.5)
    #expect(ranks[4] == 1300.5 && ranks[8] == 1500.5 && ranks[6] == 1700.5 && ranks[2] == 1900.5)
  }

  @Test("a NaN leaves nothing ranked")
  func missing() { #expect(Ranks.average([1, .nan, 2]).allSatisfy { $0.isNaN }) }
}

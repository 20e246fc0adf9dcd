import Foundation
import Statistics
import Testing

@Suite("Moments")
struct MomentsTests {
  /// The definitions, term by term.
  struct Naive {
    var mean, m2, m3, m4: Double
    let n: Double

    init(_ values: [Double]) {
      n = Double(values.count)
      let mean = values.reduce(0, +) / n
      self.mean = mean
      m2 = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
      m3 = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) * ($1 - mean) } / n
      m4 = values.reduce(0) { $0 + pow($1 - mean, 4) } / n
    }
  }

  func values(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in generator.studentT(degreesOfFreedom: 5) * 2 + 3 }
  }

  // scipy 1.17: mean, var(ddof=1), std, skew, kurtosis, skew(bias=False), kurtosis(bias=False), sem.
  @Test("agrees with scipy")
  func scipy() {
    let series = zip(Series.golden(100), 0..<100).map { $0 + sin(Double($1) / 3) }
    let moments = Moments(series)
    #expect(
      areClose(
        [
          moments.mean, moments.variance, moments.populationStandardDeviation, moments.skewness, moments.excessKurtosis,
          moments.sampleSkewness, moments.sampleExcessKurtosis, moments.standardError,
        ],
        [
          0.5358323052081445, 0.6118191769785053, 0.7782679392142017, -0.096224649794869, -1.145174856877873,
          -0.09769624253661098, -1.1420790441744006, 0.07821887093141304,
        ]))
  }

  @Test("agrees with the definitions at all small sizes and across blocks", arguments: Array(2...40) + [1023, 1024, 1025, 2500])
  func naive(count: Int) {
    let seed = UInt64(count)
    let values = values(count, seed: seed)
    let expected = Naive(values)
    var single = Moments()
    for value in values { single.add(value) }
    for moments in [Moments(values), single] {
      #expect(moments.count == count)
      #expect(isClose(moments.mean, expected.mean, relative: 1e-13), "seed \(seed)")
      #expect(isClose(moments.populationVariance, expected.m2, relative: 1e-13), "seed \(seed)")
      #expect(isClose(moments.variance, expected.m2 * expected.n / (expected.n - 1), relative: 1e-13), "seed \(seed)")
      #expect(isClose(moments.skewness, expected.m3 / pow(expected.m2, 1.5), relative: 1e-11, absolute: 1e-13), "seed \(seed)")
      #expect(
        isClose(moments.excessKurtosis, expected.m4 / (expected.m2 * expected.m2) - 3, relative: 1e-11, absolute: 1e-12),
        "seed \(seed)")
    }
  }

  @Test("merging equals one pass, wherever the cut is", arguments: 0...20)
  func merging(cut: Int) {
    let values = values(20, seed: 7)
    var merged = Moments(Array(values[..<cut]))
    merged.merge(Moments(Array(values[cut...])))
    let whole = Moments(values)
    #expect(merged.count == 20)
    #expect(isClose(merged.mean, whole.mean, relative: 1e-14))
    #expect(isClose(merged.variance, whole.variance, relative: 1e-13))
    #expect(isClose(merged.skewness, whole.skewness, relative: 1e-12))
    #expect(isClose(merged.excessKurtosis, whole.excessKurtosis, relative: 1e-12))
  }

  @Test("a large offset does no harm", arguments: [0, 1e6, 1e9, -1e12])
  func offset(offset: Double) {
    let moments = Moments((0..<3000).map { offset + Double($0 % 3) })
    #expect(moments.mean == offset + 1)
    #expect(isClose(moments.populationVariance, 2.0 / 3))
    #expect(isClose(moments.excessKurtosis, -1.5))
  }

  @Test("a constant has no spread at all, and no shape", arguments: [0.1, 1e300, -3e-300, 0])
  func constant(value: Double) {
    let moments = Moments([Double](repeating: value, count: 1500))
    #expect(moments.mean == value)
    #expect(moments.variance == 0)
    #expect(moments.skewness.isNaN && moments.excessKurtosis.isNaN)
  }

  @Test("what is undefined is NaN")
  func undefined() {
    #expect(Moments().mean.isNaN && Moments([]).variance.isNaN && Moments([1]).variance.isNaN)
    #expect(Moments([1]).mean == 1 && Moments([1]).populationVariance == 0)
    #expect(Moments([1, 2]).sampleSkewness.isNaN && Moments([1, 2, 4]).sampleExcessKurtosis.isNaN)
    #expect(Moments([1, .nan, 3]).mean.isNaN && Moments([1, .nan, 3]).variance.isNaN)
    #expect(Moments([1, .infinity, 3]).variance.isNaN)
  }
}

@Suite("RollingMoments")
struct RollingMomentsTests {
  @Test("equals the moments of the last values, for every window", arguments: 1...12)
  func naive(window: Int) throws {
    var generator = SeededGenerator(seed: UInt64(window))
    let values = (0..<60).map { _ in 1e7 + generator.normal() }
    var rolling = RollingMoments(window: window)
    #expect(rolling.warmUp == window - 1)
    for index in values.indices {
      let result = rolling.update(values[index])
      if index < window - 1 {
        #expect(result == nil)
        continue
      }
      let expected = Moments(Array(values[(index - window + 1)...index]))
      let moments = try #require(result)
      #expect(moments.count == window)
      #expect(isClose(moments.mean, expected.mean, relative: 1e-15))
      #expect(isClose(moments.variance, expected.variance, relative: 1e-6, absolute: 1e-14))
    }
  }

  @Test("forgets a bad value the moment it leaves", arguments: [Double.nan, .infinity, 1e200], [3, 4, 5, 6, 7, 8, 9])
  func heals(bad: Double, at place: Int) throws {
    var dirty = RollingMoments(window: 4)
    var clean = RollingMoments(window: 4)
    for index in 0..<30 {
      let value = Double(index * index % 7)
      let a = dirty.update(index == place ? bad : value)
      let b = clean.update(value)
      let touched = index >= place && index < place + 4
      if index >= 3 { #expect((a == b) == !touched, "index \(index)") }
    }
  }
}

@Suite("CompensatedSum")
struct CompensatedSumTests {
  @Test("keeps what rounding would lose")
  func keeps() {
    #expect(CompensatedSum([1, 1e100, 1, -1e100]).value == 2)
    #expect(CompensatedSum([Double](repeating: 0.1, count: 10_000)).value == 1000)
    #expect(CompensatedSum([]).value == 0)
    #expect(CompensatedSum([3]).value == 3)
  }

  @Test("overflow and missing values are not hidden")
  func special() {
    #expect(CompensatedSum([1, .infinity, 2]).value == .infinity)
    #expect(CompensatedSum([1, .infinity, -.infinity]).value.isNaN)
    #expect(CompensatedSum([1, .nan]).value.isNaN)
    #expect(CompensatedSum([1e308, 1e308, 1]).value == .infinity)
  }
}

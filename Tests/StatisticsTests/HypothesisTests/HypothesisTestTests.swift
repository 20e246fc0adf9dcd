import Foundation
import Statistics
import Testing

@Suite("WelchTest")
struct WelchTests {
  // scipy 1.17: ttest_ind(equal_var=False).
  @Test("agrees with scipy")
  func scipy() throws {
    let test = try WelchTest(Series.a, Series.b)
    #expect(isClose(test.statistic, -1.202735069998407))
    #expect(isClose(test.degreesOfFreedom, 10.882697269204197))
    #expect(isClose(test.pValue, 0.2545933145202076))
    #expect(isClose(test.interval.lowerBound, -2.300768421240437) && isClose(test.interval.upperBound, 0.6761573101293259))
    #expect(test.firstCount == 12 && test.secondCount == 9)
    let less = try WelchTest(Series.a, Series.b, alternative: .less, confidence: 0.9)
    #expect(isClose(less.pValue, 0.1272966572601038))
    #expect(less.interval.lowerBound == -.infinity && isClose(less.interval.upperBound, 0.10916442060191656))
    let greater = try WelchTest(Series.a, Series.b, alternative: .greater)
    #expect(isClose(greater.pValue, 0.8727033427398962) && greater.interval.upperBound == .infinity)
  }

  @Test("refuses what cannot be tested")
  func refuses() {
    func kind(_ a: [Double], _ b: [Double], confidence: Double = 0.95) -> StatisticsError.Kind? {
      do throws(StatisticsError) {
        _ = try WelchTest(a, b, confidence: confidence)
        return nil
      } catch { return error.kind }
    }
    #expect(kind([1], [1, 2]) == .tooFewValues && kind([1, 2], []) == .tooFewValues)
    #expect(kind([1, .nan], [1, 2]) == .notFinite && kind([1, 2], [.infinity, 1]) == .notFinite)
    #expect(kind([1, 1], [2, 2]) == .constant)
    #expect(kind([1, 1], [1, 2]) == nil)
    #expect(kind([1, 2], [1, 2], confidence: 1) == .outOfRange && kind([1, 2], [1, 2], confidence: .nan) == .outOfRange)
    #expect(kind([1e308, -1e308], [1, 2]) == .notFinite)
  }

  @Test("its verdict has all three answers")
  func verdicts() throws {
    #expect(try WelchTest(Series.a, Series.b).verdict("same_mean", failsAtOrBelow: 0.05).outcome == .pass)
    #expect(try WelchTest(Series.a, Series.a.map { $0 + 9 }).verdict("same_mean", failsAtOrBelow: 0.05).outcome == .fail)
    do throws(StatisticsError) {
      _ = try WelchTest([1], [2])
      Issue.record("one value each must not be enough")
    } catch {
      #expect(Verdict.insufficient("same_mean", error).outcome == .insufficient)
    }
  }
}

@Suite("MannWhitneyTest")
struct MannWhitneyTests {
  struct Case: Sendable {
    let alternative: Alternative
    let exact, normal, ties: Double
  }

  // scipy 1.17: mannwhitneyu, exact and asymptotic, and with ties.
  static let cases = [
    Case(alternative: .twoSided, exact: 0.09545129792807813, normal: 0.0949050641750451, ties: 0.07602292502190708),
    Case(alternative: .less, exact: 0.047725648964039066, normal: 0.04745253208752255, ties: 0.03801146251095354),
    Case(alternative: .greater, exact: 0.9592283877113599, normal: 0.9591704077816059, ties: 0.968327786310242),
  ]

  @Test("agrees with scipy", arguments: cases)
  func scipy(expected: Case) throws {
    let exact = try MannWhitneyTest(Series.a, Series.b, alternative: expected.alternative, method: .exact)
    #expect(exact.statistic == 30 && isClose(exact.pValue, expected.exact))
    let normal = try MannWhitneyTest(Series.a, Series.b, alternative: expected.alternative)
    #expect(normal.method == .normal && isClose(normal.pValue, expected.normal))
    let ties = try MannWhitneyTest(Series.c, Series.d, alternative: expected.alternative)
    #expect(ties.method == .normal && ties.statistic == 23 && isClose(ties.pValue, expected.ties))
  }

  // scipy's documentation of mannwhitneyu: ages of diabetics.
  @Test("agrees with the textbook")
  func textbook() throws {
    let test = try MannWhitneyTest([19, 22, 16, 29, 24], [20, 11, 17, 12])
    #expect(test.statistic == 17 && isClose(test.pValue, 0.1111111111111111) && test.method == .exact)
    #expect(test.probabilityOfSuperiority == 0.85)
    let large = try MannWhitneyTest(Series.golden(500), Series.plastic(300) { pow($0, 1.1) })
    #expect(large.statistic == 78_649 && isClose(large.pValue, 0.2488953698578038))
  }

  @Test("the exact p-value equals counting all orders", arguments: 1...5, 1...5)
  func counting(m: Int, n: Int) throws {
    // Every choice of places for the first sample, as the bits of a number.
    var counts: [Int: Int] = [:]
    var total = 0
    for bits in 0..<(1 << (m + n)) where bits.nonzeroBitCount == m {
      var (u, below) = (0, 0)
      for place in 0..<(m + n) {
        if bits >> place & 1 == 1 { u += below } else { below += 1 }
      }
      counts[u, default: 0] += 1
      total += 1
    }
    for shift in 0...(m + n) {
      let first = (0..<m).map { Double($0 * 2 + shift) + 0.5 }
      let second = (0..<n).map { Double($0 * 3) }
      let test = try MannWhitneyTest(first, second, alternative: .greater, method: .exact)
      let u = Int(test.statistic)
      let expected = Double(counts.filter { $0.key >= u }.values.reduce(0, +)) / Double(total)
      #expect(isClose(test.pValue, expected), "m \(m), n \(n), U \(u)")
    }
  }

  @Test("refuses what cannot be tested")
  func refuses() {
    #expect(throws: StatisticsError.self) { try MannWhitneyTest([], [1]) }
    #expect(throws: StatisticsError.self) { try MannWhitneyTest([.nan], [1]) }
    #expect(throws: StatisticsError.self) { try MannWhitneyTest([2, 2], [2]) }
  }
}

@Suite("KolmogorovSmirnovTest")
struct KolmogorovSmirnovTests {
  // scipy 1.17: ks_2samp.
  @Test("agrees with scipy")
  func scipy() throws {
    let test = try KolmogorovSmirnovTest(Series.a, Series.b)
    #expect(isClose(test.statistic, 0.5555555555555556) && isClose(test.pValue, 0.06063348416289592) && test.location == 1.619)
    let ties = try KolmogorovSmirnovTest(Series.c, Series.d)
    #expect(isClose(ties.statistic, 0.37777777777777777) && isClose(ties.pValue, 0.39258264954859384))
    let equal = try KolmogorovSmirnovTest(Array(Series.a[..<8]), Array(Series.b[..<8]))
    #expect(equal.statistic == 0.5 && isClose(equal.pValue, 0.2826728826728826))
    let large = try KolmogorovSmirnovTest(Series.golden(500), Series.plastic(300) { pow($0, 1.1) })
    #expect(isClose(large.statistic, 0.04) && isClose(large.pValue, 0.9143464041379267) && large.method == .exact)
  }

  // scipy 1.17 uses the exact one-sample distribution of the same effective size here, 0.9124… .
  @Test("the asymptotic p-value is close to scipy's")
  func asymptotic() throws {
    let large = try KolmogorovSmirnovTest(Series.golden(500), Series.plastic(300) { pow($0, 1.1) }, method: .asymptotic)
    #expect(isClose(large.pValue, 0.9124213890728623, relative: 2e-3))
  }

  @Test("the exact p-value equals counting all orders", arguments: 1...6, 1...6)
  func counting(m: Int, n: Int) throws {
    var distances: [Int: Int] = [:]
    var total = 0
    for bits in 0..<(1 << (m + n)) where bits.nonzeroBitCount == m {
      var (i, j, greatest) = (0, 0, 0)
      for place in 0..<(m + n) {
        if bits >> place & 1 == 1 { i += 1 } else { j += 1 }
        greatest = max(greatest, abs(i * n - j * m))
      }
      distances[greatest, default: 0] += 1
      total += 1
    }
    for shift in 0...(m + n) {
      let first = (0..<m).map { Double($0 * 2 + shift) + 0.5 }
      let second = (0..<n).map { Double($0 * 3) }
      let test = try KolmogorovSmirnovTest(first, second, method: .exact)
      let steps = Int((test.statistic * Double(m * n)).rounded())
      let expected = Double(distances.filter { $0.key >= steps }.values.reduce(0, +)) / Double(total)
      #expect(isClose(test.pValue, expected), "m \(m), n \(n), distance \(steps)")
    }
  }

  @Test("samples of one value agree, disjoint ones do not")
  func extremes() throws {
    let same = try KolmogorovSmirnovTest([2, 2, 2], [2, 2])
    #expect(same.statistic == 0 && same.pValue == 1)
    let disjoint = try KolmogorovSmirnovTest((0..<50).map(Double.init), (100..<150).map(Double.init))
    #expect(disjoint.statistic == 1)
    // 2 / C(100, 50)
    #expect(isClose(disjoint.pValue, 2 / 100_891_344_545_564_193_334_812_497_256.0))
    #expect(throws: StatisticsError.self) { try KolmogorovSmirnovTest([], [1]) }
    #expect(throws: StatisticsError.self) { try KolmogorovSmirnovTest([1], [.infinity]) }
  }

  @Test("does not cry wolf, and fires at a real shift")
  func power() throws {
    var generator = SeededGenerator(seed: 23)
    var alarms = 0
    for _ in 0..<300 {
      let first = (0..<60).map { _ in generator.normal() }
      let second = (0..<40).map { _ in generator.normal() }
      alarms += try KolmogorovSmirnovTest(first, second).pValue <= 0.05 ? 1 : 0
      #expect(try KolmogorovSmirnovTest(first, second.map { $0 + 2 }).pValue < 1e-5, "seed 23")
    }
    #expect(alarms <= 27, "seed 23")
  }
}

@Suite("PopulationStabilityIndex")
struct PopulationStabilityIndexTests {
  @Test("equals its definition where no bin is empty")
  func definition() throws {
    let reference = (0..<100).map(Double.init)
    // 25 of the reference in each quarter; 10, 20, 30 and 40 of the sample.
    let sample = [(10, 5.0), (20, 30), (30, 60), (40, 90)].flatMap { [Double](repeating: $0.1, count: $0.0) }
    let index = try PopulationStabilityIndex(reference: reference, sample: sample, bins: 4)
    #expect(index.bins.map(\.referenceCount) == [25, 25, 25, 25] && index.bins.map(\.sampleCount) == [10, 20, 30, 40])
    let expected = [0.1, 0.2, 0.3, 0.4].reduce(0) { $0 + ($1 - 0.25) * log($1 / 0.25) }
    #expect(isClose(index.value, expected))
    #expect(isClose(index.pValue, ChiSquaredDistribution(degreesOfFreedom: 3).survival(expected * 50)))
    #expect(index.verdict("drift").outcome == .fail)
  }

  @Test("disjoint samples score high, whichever lies lower", arguments: [-1000.0, 1000])
  func disjoint(offset: Double) throws {
    let reference = (0..<200).map(Double.init)
    let index = try PopulationStabilityIndex(reference: reference, sample: reference.map { $0 + offset })
    #expect(index.value > 2 && index.pValue < 1e-9)
    #expect(index.bins.map(\.sampleCount).reduce(0, +) == 200 && index.bins.last?.upperBound == .infinity)
    #expect(index.verdict("drift").outcome == .fail)
  }

  @Test("a constant reference sees a sample that moved, and one that did not", arguments: [-1.0, 0, 1e-9])
  func constant(offset: Double) throws {
    let reference = [Double](repeating: 7, count: 100)
    let index = try PopulationStabilityIndex(reference: reference, sample: reference.map { $0 + offset })
    if offset == 0 {
      #expect(index.value == 0 && index.pValue == 1 && index.verdict("drift").outcome == .pass)
    } else {
      #expect(index.value > 5 && index.verdict("drift").outcome == .fail)
    }
  }

  @Test("a value many share has a bin of its own")
  func zeros() throws {
    let reference = (0..<100).map { $0 < 50 ? 0 : Double($0) }
    let moved = reference.map { $0 == 0 ? -1 : $0 }
    #expect(try PopulationStabilityIndex(reference: reference, sample: reference).value == 0)
    #expect(try PopulationStabilityIndex(reference: reference, sample: moved).value > 2)
  }

  @Test("too few values are insufficient, not healthy")
  func insufficient() throws {
    var generator = SeededGenerator(seed: 29)
    let reference = (0..<500).map { _ in generator.normal() }
    let few = try PopulationStabilityIndex(reference: reference, sample: Array(reference[..<20]))
    #expect(few.verdict("drift").outcome == .insufficient)
    let enough = try PopulationStabilityIndex(reference: reference, sample: (0..<400).map { _ in generator.normal() })
    #expect(enough.verdict("drift").outcome == .pass, "seed 29")
    #expect(throws: StatisticsError.self) { try PopulationStabilityIndex(reference: reference, sample: []) }
    #expect(throws: StatisticsError.self) { try PopulationStabilityIndex(reference: [1, 2, 3], sample: [1]) }
    #expect(throws: StatisticsError.self) { try PopulationStabilityIndex(reference: reference, sample: [.nan]) }
    #expect(throws: StatisticsError.self) { try PopulationStabilityIndex(reference: reference, sample: [1], bins: 1) }
  }

  @Test("its p-value keeps its promise where nothing moved")
  func falseAlarms() throws {
    var generator = SeededGenerator(seed: 31)
    var alarms = 0
    for _ in 0..<200 {
      let index = try PopulationStabilityIndex(
        reference: (0..<300).map { _ in generator.normal() }, sample: (0..<150).map { _ in generator.normal() }, bins: 6)
      alarms += index.pValue <= 0.05 ? 1 : 0
    }
    #expect(alarms >= 1 && alarms <= 22, "seed 31: \(alarms)")
  }
}

@Suite("JarqueBeraTest and LjungBoxTest")
struct ResidualTests {
  // scipy 1.17: jarque_bera.
  @Test("Jarque-Bera agrees with scipy")
  func jarqueBera() throws {
    let test = try JarqueBeraTest(Series.a)
    #expect(isClose(test.statistic, 0.5841316503653609) && isClose(test.pValue, 0.7467193814158783))
    let uniform = try JarqueBeraTest(Series.golden(500))
    #expect(isClose(uniform.statistic, 30.019198575380493) && isClose(uniform.pValue, 3.029799250203327e-07))
    #expect(throws: StatisticsError.self) { try JarqueBeraTest([1, 2]) }
    #expect(throws: StatisticsError.self) { try JarqueBeraTest([1, 1, 1]) }
  }

  // statsmodels 0.15: acorr_ljungbox.
  @Test("Ljung-Box agrees with statsmodels")
  func ljungBox() throws {
    let series = zip(Series.golden(100), 0..<100).map { $0 + sin(Double($1) / 3) }
    let test = try LjungBoxTest(series, lags: 5)
    #expect(isClose(test.statistic, 129.290511, relative: 1e-8) && isClose(test.pValue, 3.366112e-26, relative: 1e-6))
    #expect(throws: StatisticsError.self) { try LjungBoxTest(series, lags: 0) }
    #expect(throws: StatisticsError.self) { try LjungBoxTest(series, lags: 100) }
    #expect(throws: StatisticsError.self) { try LjungBoxTest(series, lags: 2, fitted: 2) }
    #expect(throws: StatisticsError.self) { try LjungBoxTest([1, 1, 1, 1], lags: 2) }
  }
}

@Suite("MultipleTesting")
struct MultipleTestingTests {
  static let pValues = [0.01, 0.04, 0.03, 0.5, 0.001, 0.2, 0.04, 1, 0.8, 0]

  // scipy 1.17: false_discovery_control; statsmodels 0.15: multipletests.
  @Test("agrees with scipy and statsmodels")
  func scipy() throws {
    #expect(
      areClose(
        try MultipleTesting.benjaminiHochberg(Self.pValues),
        [
          0.03333333333333333, 0.06666666666666667, 0.06666666666666667, 0.625, 0.005, 0.28571428571428575, 0.06666666666666667, 1,
          0.888888888888889, 0,
        ]))
    #expect(
      areClose(
        try MultipleTesting.benjaminiYekutieli(Self.pValues),
        [
          0.09763227513227513, 0.19526455026455025, 0.19526455026455025, 1, 0.01464484126984127, 0.8368480725623584,
          0.19526455026455025, 1, 1, 0,
        ]))
    #expect(
      areClose(try MultipleTesting.holm(Self.pValues), [0.08, 0.24, 0.21, 1, 0.009000000000000001, 0.8, 0.24, 1, 1, 0]))
    #expect(areClose(try MultipleTesting.bonferroni(Self.pValues), [0.1, 0.4, 0.3, 1, 0.01, 1, 0.4, 1, 1, 0]))
  }

  @Test("a test that could not be done is not counted")
  func missing() throws {
    #expect(areClose(try MultipleTesting.benjaminiHochberg([0.01, .nan, 0.04]), [0.02, .nan, 0.04]))
    #expect(areClose(try MultipleTesting.holm([.nan, 0.01, 0.04]), [.nan, 0.02, 0.04]))
    #expect(areClose(try MultipleTesting.bonferroni([0.01, .nan]), [0.01, .nan]))
    #expect(try MultipleTesting.benjaminiHochberg([]).isEmpty && MultipleTesting.holm([]).isEmpty)
    #expect(throws: StatisticsError.self) { try MultipleTesting.benjaminiHochberg([0.1, 1.5]) }
    #expect(throws: StatisticsError.self) { try MultipleTesting.holm([-0.1]) }
  }

  @Test("any of six at 0.1 would cry wolf; adjusted, it keeps its promise")
  func falseAlarms() throws {
    var generator = SeededGenerator(seed: 37)
    var (raw, adjusted) = (0, 0)
    for _ in 0..<2000 {
      let pValues = (0..<6).map { _ in generator.uniform() }
      raw += pValues.contains { $0 <= 0.1 } ? 1 : 0
      adjusted += try MultipleTesting.holm(pValues).contains { $0 <= 0.1 } ? 1 : 0
    }
    #expect(raw > 850 && adjusted < 240, "seed 37")
  }
}

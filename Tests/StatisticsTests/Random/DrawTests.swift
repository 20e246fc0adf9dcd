import Foundation
import Testing

@testable import Statistics

@Suite("Draws")
struct DrawTests {
  // The same algorithms transcribed to Python, its own `math.exp` and `math.log` deciding the rare rejections.
  @Test("give the numbers of an independent transcription")
  func knownAnswers() {
    var generator = SeededGenerator(seed: 42)
    #expect(
      (0..<5).map { _ in generator.normal() } == [
        0.4308938916401375, 1.1740240343013952, -0.8407721166471052, -0.19788956983411782, -0.028387836503147287,
      ])
    generator = SeededGenerator(seed: 42)
    for _ in 0..<100_000 { _ = generator.normal() }
    #expect(generator.next() == 17_261_125_004_171_995_100)
    generator = SeededGenerator(seed: 42)
    #expect(
      (0..<5).map { _ in generator.exponential() } == [
        0.34250067685184493, 0.642566519346196, 0.8735035140708329, 1.1877514348048173, 2.034390578695823,
      ])
    generator = SeededGenerator(seed: 42)
    for _ in 0..<100_000 { _ = generator.exponential() }
    #expect(generator.next() == 785_060_363_095_427_951)
    generator = SeededGenerator(seed: 42)
    #expect((0..<3).map { _ in generator.uniform() } == [0.08386297105988216, 0.3789802506626686, 0.6800434110281394])
    generator = SeededGenerator(seed: 42)
    #expect((0..<8).map { _ in generator.integer(below: 1000) } == [83, 378, 680, 924, 991, 769, 719, 850])
    generator = SeededGenerator(seed: 42)
    #expect(generator.permutation(of: 8) == [7, 1, 6, 3, 5, 4, 2, 0])
  }

  @Test("rejects without bias where a bound does not divide the range")
  func rejects() {
    var generator = SeededGenerator(seed: 7)
    let bound = (1 << 62) + 12_345
    #expect(
      (0..<6).map { _ in generator.integer(below: bound) } == [
        1_285_513_147_583_699_109, 3_872_098_226_623_170_274, 4_524_514_661_162_306_527, 4_024_959_370_558_737_704,
        280_169_515_587_410_178, 481_625_069_074_505_088,
      ])
    #expect(generator.next() == 7_447_070_967_899_653_408)
  }

  static let laws: [(name: String, draw: @Sendable (inout SeededGenerator) -> Double, cumulative: @Sendable (Double) -> Double)] = [
    ("uniform", { $0.uniform() }, { max(0, min(1, $0)) }),
    ("range", { $0.uniform(in: -3..<5) }, { max(0, min(1, ($0 + 3) / 8)) }),
    ("normal", { $0.normal(mean: 2, standardDeviation: 3) }, { NormalDistribution(mean: 2, standardDeviation: 3).cumulative($0) }),
    ("exponential", { $0.exponential(rate: 4) }, { $0 < 0 ? 0 : -expm1(-4 * $0) }),
    ("t 0.5", { $0.studentT(degreesOfFreedom: 0.5) }, { StudentTDistribution(degreesOfFreedom: 0.5).cumulative($0) }),
    ("t 3", { $0.studentT(degreesOfFreedom: 3) }, { StudentTDistribution(degreesOfFreedom: 3).cumulative($0) }),
    ("t 400", { $0.studentT(degreesOfFreedom: 400) }, { StudentTDistribution(degreesOfFreedom: 400).cumulative($0) }),
    ("gamma 0.3", { $0.gamma(shape: 0.3) }, { GammaDistribution(shape: 0.3).cumulative($0) }),
    ("gamma 7", { $0.gamma(shape: 7) }, { GammaDistribution(shape: 7).cumulative($0) }),
    ("die", { Double($0.integer(below: 6)) + $0.uniform() }, { max(0, min(1, $0 / 6)) }),
  ]

  @Test("follow their distributions", arguments: laws.indices)
  func follows(index: Int) {
    let law = Self.laws[index]
    let seed = UInt64(100 + index)
    var generator = SeededGenerator(seed: seed)
    let n = 20_000
    let values = (0..<n).map { _ in law.draw(&generator) }.sorted()
    var distance = 0.0
    for (place, value) in values.enumerated() {
      let cumulative = law.cumulative(value)
      distance = max(distance, cumulative - Double(place) / Double(n), Double(place + 1) / Double(n) - cumulative)
    }
    // Kolmogorov's 1 in 10 000 point; the seeds are fixed, so this either always holds or never.
    #expect(distance < 2.23 / Double(n).squareRoot(), "\(law.name), seed \(seed)")
  }

  @Test("the layers of the ziggurats have equal areas, wedges and tail included")
  func layers() {
    let normal = NormalZiggurat.edges.map { exp(-0.5 * $0 * $0) }
    let base = NormalZiggurat.tail * normal[1] + (Double.pi / 2).squareRoot() * erfc(NormalZiggurat.tail / 2.0.squareRoot())
    #expect(isClose(NormalZiggurat.edges[0] * normal[1], base, relative: 1e-13))
    for layer in 1..<256 {
      #expect(isClose(NormalZiggurat.edges[layer] * (normal[layer + 1] - normal[layer]), base, relative: 1e-12))
    }
    let exponential = ExponentialZiggurat.edges.map { exp(-$0) }
    let area = (ExponentialZiggurat.tail + 1) * exponential[1]
    for layer in 1..<256 {
      #expect(isClose(ExponentialZiggurat.edges[layer] * (exponential[layer + 1] - exponential[layer]), area, relative: 1e-12))
    }
    #expect(NormalZiggurat.edges.count == 257 && ExponentialZiggurat.edges.count == 257)
  }

  @Test("logarithm and exponential agree with the C library's to the last bits")
  func stableMath() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<5000 {
      let x = exp(generator.uniform(in: -700..<700))
      #expect(isClose(StableMath.log(x), log(x), relative: 4e-16, absolute: 2e-16), "\(x)")
      let y = generator.uniform(in: -700..<700)
      #expect(isClose(StableMath.exp(y), exp(y), relative: 4e-16), "\(y)")
      let z = generator.uniform(in: -1..<1)
      #expect(isClose(StableMath.expMinusOne(z * z * z), expm1(z * z * z), relative: 6e-16), "\(z)")
      let length = 1 + exp(generator.uniform(in: -5..<30))
      #expect(isClose(StableMath.logOneMinusReciprocal(length), log1p(-1 / length), relative: 4e-15), "\(length)")
    }
    #expect(StableMath.exp(-800) == 0 && StableMath.exp(800) == .infinity && StableMath.exp(.nan).isNaN && StableMath.log(1) == 0)
  }

  @Test("a shuffle keeps the elements, and every order is as likely")
  func shuffles() {
    var generator = SeededGenerator(seed: 11)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<6000 { counts[generator.permutation(of: 3), default: 0] += 1 }
    #expect(counts.count == 6)
    for count in counts.values { #expect(abs(count - 1000) < 130) }
    #expect(generator.permutation(of: 0) == [] && generator.permutation(of: 1) == [0])
    var slice = Array(0..<10)[3..<7]
    generator.shuffle(&slice)
    #expect(slice.sorted() == [3, 4, 5, 6])
  }

  // An eighth of the population is where the algorithm changes.
  @Test("a sample has no value twice, and every value is as likely", arguments: [0, 1, 2, 5, 20, 40])
  func samples(size: Int) {
    var generator = SeededGenerator(seed: 13)
    var counts = [Int](repeating: 0, count: 40)
    for _ in 0..<2000 {
      let sample = generator.sample(size, from: 40)
      #expect(sample.count == size && Set(sample).count == size)
      for value in sample { counts[value] += 1 }
    }
    let expected = Double(2000 * size) / 40
    for count in counts { #expect((Double(count) - expected).magnitude <= 5 * expected.squareRoot()) }
  }

  @Test("weights are chances; without any there is no answer")
  func weights() {
    var generator = SeededGenerator(seed: 17)
    var counts = [0, 0, 0, 0]
    for _ in 0..<6000 { if let index = generator.index(weights: [1, 0, 2, 3]) { counts[index] += 1 } }
    #expect(counts[1] == 0 && abs(counts[0] - 1000) < 130 && abs(counts[2] - 2000) < 180 && abs(counts[3] - 3000) < 200)
    #expect(generator.index(weights: []) == nil && generator.index(weights: [0, -1, .nan]) == nil)
    #expect(generator.index(weights: [.infinity, 1]) == nil)
    #expect(generator.element(of: [Int]()) == nil && generator.element(of: [5]) == 5)
    #expect(generator.chance(1) && !generator.chance(0))
  }
}

import Statistics
import Testing

@Suite("Distributions")
struct DistributionTests {
  func evaluate(_ distribution: some ContinuousDistribution, _ function: DistributionValue.Function, _ x: Double) -> Double {
    switch function {
    case .cumulative: distribution.cumulative(x)
    case .survival: distribution.survival(x)
    case .density: distribution.density(x)
    case .quantile: distribution.quantile(x)
    case .upperQuantile: distribution.upperQuantile(x)
    }
  }

  func evaluate(_ value: DistributionValue) -> Double {
    let p = value.parameters
    switch value.family {
    case .normal: return evaluate(NormalDistribution.standard, value.function, value.argument)
    case .studentT: return evaluate(StudentTDistribution(degreesOfFreedom: p[0]), value.function, value.argument)
    case .chiSquared: return evaluate(ChiSquaredDistribution(degreesOfFreedom: p[0]), value.function, value.argument)
    case .beta: return evaluate(BetaDistribution(p[0], p[1]), value.function, value.argument)
    case .fisher: return evaluate(FDistribution(numerator: p[0], denominator: p[1]), value.function, value.argument)
    }
  }

  static let all: [[DistributionValue]] = [
    DistributionValue.normal, DistributionValue.studentT, DistributionValue.chiSquared, DistributionValue.beta,
    DistributionValue.fisher, DistributionValue.quantiles,
  ]

  @Test("agree with 40-digit arithmetic to 1e-12 relative, tails included", arguments: all.indices)
  func exact(index: Int) {
    for value in Self.all[index] {
      let result = evaluate(value)
      #expect(relativeError(result, value.value) < 1e-12, "\(value): \(result)")
    }
  }

  static let shapes: [any ContinuousDistribution] = [
    NormalDistribution(mean: -3, standardDeviation: 0.5), StudentTDistribution(degreesOfFreedom: 0.8),
    StudentTDistribution(degreesOfFreedom: 4.5), StudentTDistribution(degreesOfFreedom: 1e6),
    StudentTDistribution(degreesOfFreedom: .infinity), ChiSquaredDistribution(degreesOfFreedom: 0.1),
    ChiSquaredDistribution(degreesOfFreedom: 12), ChiSquaredDistribution(degreesOfFreedom: 1e5), GammaDistribution(shape: 3, scale: 7),
    BetaDistribution(0.5, 0.7), BetaDistribution(40, 3), BetaDistribution(1, 1), FDistribution(numerator: 5, denominator: 2.5),
    FDistribution(numerator: 300, denominator: 400),
  ]
  static let probabilities = [1e-40, 1e-9, 0.001, 0.2, 0.45, 0.5, 0.55, 0.9, 1 - 1e-9]

  @Test("a quantile leads back to its probability", arguments: shapes.indices, probabilities)
  func roundTrip(index: Int, probability: Double) {
    func check(_ distribution: some ContinuousDistribution) {
      let low = distribution.quantile(probability)
      let high = distribution.upperQuantile(probability)
      // A Double near a bound of the support, or far out of a flat tail, may not be able to say where exactly.
      if low > distribution.support.lowerBound && low < distribution.support.upperBound {
        let reach = (low.nextUp - low) * distribution.density(low)
        #expect(isClose(distribution.cumulative(low), probability, relative: 1e-11, absolute: 2 * reach), "\(distribution)")
      }
      if high > distribution.support.lowerBound && high < distribution.support.upperBound {
        let reach = (high.nextUp - high).magnitude * distribution.density(high)
        #expect(isClose(distribution.survival(high), probability, relative: 1e-11, absolute: 2 * reach), "\(distribution)")
      }
    }
    check(Self.shapes[index])
  }

  @Test("the two tails add up to one, rise and fall", arguments: shapes.indices)
  func tails(index: Int) {
    func check(_ distribution: some ContinuousDistribution) {
      var last = 0.0
      for step in 1..<200 {
        let x = distribution.quantile(Double(step) / 200)
        let cumulative = distribution.cumulative(x)
        #expect(isClose(cumulative + distribution.survival(x), 1, relative: 1e-14), "\(distribution) at \(x)")
        #expect(cumulative > last, "\(distribution) at \(x)")
        last = cumulative
      }
    }
    check(Self.shapes[index])
  }

  @Test("the density is the slope of the cumulative probability", arguments: shapes.indices, [0.03, 0.3, 0.6, 0.97])
  func slope(index: Int, probability: Double) {
    func check(_ distribution: some ContinuousDistribution) {
      let x = distribution.quantile(probability)
      let width = min(x - distribution.support.lowerBound, 1 / distribution.density(x)) * 1e-5
      let slope = distribution.probability(in: x - width...x + width) / (2 * width)
      #expect(isClose(distribution.density(x), slope, relative: 1e-5), "\(distribution) at \(x)")
    }
    check(Self.shapes[index])
  }

  @Test("outside the support and at its ends nothing is invented", arguments: shapes.indices)
  func ends(index: Int) {
    func check(_ distribution: some ContinuousDistribution) {
      let support = distribution.support
      #expect(distribution.cumulative(support.lowerBound) == 0 && distribution.survival(support.lowerBound) == 1)
      #expect(distribution.cumulative(support.upperBound) == 1 && distribution.survival(support.upperBound) == 0)
      #expect(distribution.cumulative(-.infinity) == 0 && distribution.survival(.infinity) == 0)
      #expect(distribution.quantile(0) == support.lowerBound && distribution.quantile(1) == support.upperBound)
      #expect(distribution.upperQuantile(0) == support.upperBound && distribution.upperQuantile(1) == support.lowerBound)
      for bad in [Double.nan, -0.1, 1.1, .infinity] {
        #expect(distribution.quantile(bad).isNaN && distribution.upperQuantile(bad).isNaN, "\(distribution) of \(bad)")
      }
      #expect(distribution.cumulative(.nan).isNaN && distribution.survival(.nan).isNaN && distribution.density(.nan).isNaN)
      #expect(distribution.density(support.lowerBound - 1) == 0 || support.lowerBound == -.infinity)
    }
    check(Self.shapes[index])
  }

  @Test("means and variances are those of the draws", arguments: shapes.indices)
  func meansByQuadrature(index: Int) {
    func check(_ distribution: some ContinuousDistribution) {
      guard distribution.variance.isFinite, distribution.variance < 1e6 else { return }
      // The mean of many evenly spread quantiles.
      let n = 4000
      let moments = Moments((0..<n).map { distribution.quantile((Double($0) + 0.5) / Double(n)) })
      #expect(isClose(moments.mean, distribution.mean, relative: 0.01, absolute: 0.01), "\(distribution)")
      #expect(isClose(moments.variance, distribution.variance, relative: 0.05), "\(distribution)")
    }
    check(Self.shapes[index])
  }

  @Test("absurd parameters end, and end in a probability", arguments: [2e-290, 1e-100, 1e-5, 1e5, 1e11, 1e100, 1e290])
  func absurd(degrees: Double) {
    func check(_ distribution: some ContinuousDistribution) {
      for x in [0, .leastNonzeroMagnitude, 1e-200, 0.5, 1, degrees, 1e200, .greatestFiniteMagnitude] {
        let (low, high) = (distribution.cumulative(x), distribution.survival(x))
        #expect(low >= 0 && low <= 1 && high >= 0 && high <= 1, "\(distribution) at \(x): \(low), \(high)")
        #expect(!distribution.density(x).isNaN, "\(distribution) at \(x)")
      }
      for p in [0, .leastNonzeroMagnitude, 1e-100, 0.3, 0.9, 1] {
        #expect(!distribution.quantile(p).isNaN && !distribution.upperQuantile(p).isNaN, "\(distribution) of \(p)")
      }
    }
    check(StudentTDistribution(degreesOfFreedom: degrees))
    check(ChiSquaredDistribution(degreesOfFreedom: degrees))
    if degrees > 1e200 { return }
    check(FDistribution(numerator: degrees, denominator: 3))
    check(FDistribution(numerator: 3, denominator: degrees))
  }

  @Test("a t distribution without mean or variance says so")
  func undefined() {
    #expect(StudentTDistribution(degreesOfFreedom: 1).mean.isNaN && StudentTDistribution(degreesOfFreedom: 1).variance.isNaN)
    #expect(StudentTDistribution(degreesOfFreedom: 2).variance == .infinity)
    #expect(StudentTDistribution(degreesOfFreedom: 3).variance == 3)
    #expect(FDistribution(numerator: 1, denominator: 2).mean == .infinity)
  }

  @Test("a quantile nearer to a bound than numbers go is the bound")
  func bound() {
    #expect(BetaDistribution(2.2, 0.4).upperQuantile(1e-165) == 1)
    #expect(BetaDistribution(0.4, 2.2).quantile(1e-165) == 0)
    #expect(StudentTDistribution(degreesOfFreedom: 0.2).upperQuantile(1e-165) == .infinity)
  }

  // scipy 1.17: binom.
  @Test("the binomial distribution agrees with scipy")
  func binomial() {
    #expect(isClose(BinomialDistribution(trials: 10, probability: 0.5).mass(5), 0.24609375))
    #expect(isClose(BinomialDistribution(trials: 20, probability: 0.3).cumulative(3), 0.10708680450373087))
    #expect(isClose(BinomialDistribution(trials: 100, probability: 0.5).survival(60), 0.017600100108852428))
    #expect(isClose(BinomialDistribution(trials: 10_000, probability: 0.1).mass(1000), 0.013296955574587897, relative: 1e-10))
    #expect(isClose(BinomialDistribution(trials: 1000, probability: 0.5).survival(900), 7.427818096436323e-163, relative: 1e-10))
    let distribution = BinomialDistribution(trials: 20, probability: 0.3)
    #expect([0.1, 0.5, 0.99].map { distribution.quantile($0) } == [3, 6, 11])
    #expect(distribution.quantile(.nan) == nil && distribution.quantile(1) == 20 && distribution.quantile(0) == 0)
  }

  @Test("binomial masses add up", arguments: [0, 1, 7, 60], [0, 0.05, 0.5, 1])
  func masses(trials: Int, probability: Double) {
    let distribution = BinomialDistribution(trials: trials, probability: probability)
    var total = 0.0
    for k in 0...trials {
      total += distribution.mass(k)
      #expect(isClose(distribution.cumulative(k), total, relative: 1e-12, absolute: 1e-15))
    }
    #expect(distribution.mass(-1) == 0 && distribution.mass(trials + 1) == 0)
    #expect(distribution.cumulative(-1) == 0 && distribution.survival(-1) == 1 && distribution.survival(trials) == 0)
  }
}

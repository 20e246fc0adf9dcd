import Statistics
import Testing

@Suite struct SharpeRatioTests {
  @Test("Is the mean over the deviation, and a year of it only from 30 observations on", arguments: [2, 3, 29, 30, 31, 200])
  func definition(count: Int) throws {
    var generator = SeededGenerator(seed: UInt64(count))
    let returns = (0..<count).map { _ in Double.random(in: -1...1.1, using: &generator) }
    let mean = returns.reduce(0, +) / Double(count)
    let deviation = (returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
    let sharpe = try SharpeRatio(of: returns, periodsPerYear: 252)
    #expect(abs(sharpe.perPeriod - mean / deviation) < 1e-13)
    #expect((sharpe.annualised != nil) == (count >= 30))
    #expect(sharpe.verdict("edge").isInsufficient == (count < 30))
    #expect(abs(sharpe.tRatio - sharpe.perPeriod * Double(count).squareRoot()) < 1e-12)
  }

  // Bailey & López de Prado, "The Sharpe ratio efficient frontier", 2012, numerical example: 24 monthly returns with an annual ratio of 1.585,
  // skewness −2.448 and kurtosis 10.164 exceed 0 with probability 0.913, where normal returns would with 0.982.
  @Test("Agrees with the example of its authors", arguments: [(-2.448, 10.164, 0.913), (0, 3, 0.982)])
  func published(skewness: Double, kurtosis: Double, probability: Double) throws {
    let sharpe = try SharpeRatio(
      perPeriod: 1.585 / 12.0.squareRoot(), count: 24, periodsPerYear: 12, skewness: skewness, kurtosis: kurtosis)
    #expect(abs(sharpe.probability(ofMoreThan: 0) - probability) < 5e-4)
  }

  @Test("The standard error is the spread of the ratio over many samples")
  func standardError() throws {
    var generator = SeededGenerator(seed: 5)
    var ratios = Moments()
    var errors = Moments()
    for _ in 0..<1_000 {
      // Skewed on purpose: squares of uniform draws.
      let returns = (0..<150).map { _ in
        let draw = Double.random(in: 0...1, using: &generator)
        return draw * draw - 0.25
      }
      let sharpe = try SharpeRatio(of: returns, periodsPerYear: 1)
      ratios.add(sharpe.perPeriod)
      errors.add(sharpe.standardError)
    }
    #expect(abs(errors.mean / ratios.standardDeviation - 1) < 0.08)
  }

  @Test("The minimum track record is the length at which the probability is reached")
  func trackRecord() throws {
    let sharpe = try SharpeRatio(perPeriod: 0.12, count: 100, periodsPerYear: 252, skewness: -0.5, kurtosis: 5)
    let length = try #require(try sharpe.minimumTrackRecordLength(toExceed: 0.02))
    let longer = try SharpeRatio(perPeriod: 0.12, count: Int(length.rounded(.up)), periodsPerYear: 252, skewness: -0.5, kurtosis: 5)
    let shorter = try SharpeRatio(perPeriod: 0.12, count: Int(length.rounded(.down)) - 1, periodsPerYear: 252, skewness: -0.5, kurtosis: 5)
    #expect(longer.probability(ofMoreThan: 0.02) >= 0.95)
    #expect(shorter.probability(ofMoreThan: 0.02) < 0.95)
    #expect(try sharpe.minimumTrackRecordLength(toExceed: 0.12) == nil)
  }

  @Test("Refuses what has no ratio, and says why")
  func refusals() {
    #expect(throws: StatisticsError.self) { try SharpeRatio(of: [1], periodsPerYear: 1) }
    #expect(throws: StatisticsError.self) { try SharpeRatio(of: [1, 1, 1], periodsPerYear: 1) }
    #expect(throws: StatisticsError.self) { try SharpeRatio(of: [1, .nan], periodsPerYear: 1) }
    #expect(throws: StatisticsError.self) { try SharpeRatio(of: [1, 2], periodsPerYear: 0) }
    #expect(throws: StatisticsError.self) { try SharpeRatio(perPeriod: 1, count: 9, periodsPerYear: 1, skewness: 3, kurtosis: 3) }
  }
}

import Foundation
import Market
import Risk
import Statistics
import TestSupport
import Testing

/// The last 500 daily returns of twenty shares.
private let shares: [[Double]] = {
  guard let text = try? String(contentsOfFile: SharedData.path("data/portfolio/sp500-20-adjusted-closes.csv"), encoding: .utf8) else {
    return []
  }
  let rows = text.split(whereSeparator: \.isNewline).suffix(501).map { $0.split(separator: ",").dropFirst().compactMap { Double($0) } }
  return (0..<20).map { (asset: Int) -> [Double] in
    (1..<rows.count).map { (row: Int) -> Double in rows[row][asset] / rows[row - 1][asset] - 1 }
  }
}()
private let equal: [Double] = (0..<(shares.first?.count ?? 0)).map { (row: Int) -> Double in
  var sum = 0.0
  for share in shares { sum += share[row] }
  return sum / 20
}

private func expectNear(
  _ values: [Double], _ expected: [Double], within tolerance: Double = 1e-6, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(values.count == expected.count, sourceLocation: sourceLocation)
  for (index, pair) in zip(values, expected).enumerated() {
    #expect(abs(pair.0 - pair.1) <= tolerance, "at \(index): \(pair.0), expected \(pair.1)", sourceLocation: sourceLocation)
  }
}

/// Relative for numbers that are small by nature.
private func expectClose(_ values: [Double], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation) {
  expectNear(zip(values, expected).map { $0 / $1 }, expected.map { _ in 1 }, within: 1e-9, sourceLocation: sourceLocation)
}

/// Covariances of random returns with a common factor.
private func randomCovariance(_ assets: Int, seed: UInt64) throws -> SymmetricMatrix {
  var random = SeededGenerator(seed: seed)
  let market = (0..<100).map { _ in random.normal() }
  var returns: [[Double]] = []
  for _ in 0..<assets {
    let beta = random.uniform() * 2 - 0.3
    let own = 0.3 + random.uniform()
    returns.append(market.map { (move: Double) -> Double in 0.01 * (beta * move + own * random.normal()) })
  }
  return try CovarianceEstimate(returns, by: .sample).matrix
}

@Suite(.enabled(if: SharedData.isPresent, SharedData.absence)) struct PeerTests {
  @Test func shrunkCovariancesAreScikitLearns() throws {
    let ledoitWolf = try CovarianceEstimate(shares, by: .ledoitWolf)
    expectClose([ledoitWolf.shrinkage], PortfolioValues.ledoitWolfShrinkage)
    expectClose(ledoitWolf.matrix.rows[0], PortfolioValues.ledoitWolfFirstRow)
    let oracle = try CovarianceEstimate(shares, by: .oracleApproximating)
    expectClose([oracle.shrinkage], PortfolioValues.oracleApproximatingShrinkage)
    expectClose(oracle.matrix.rows[0], PortfolioValues.oracleApproximatingFirstRow)
  }

  @Test func exponentialCovariancesAreSkfolios() throws {
    expectClose(try CovarianceEstimate(shares, by: .exponential(halfLife: 40)).matrix.rows[0], PortfolioValues.exponentialFirstRow)
  }

  @Test func tailsAreSkfoliosAndSciPys() throws {
    var found: [Double] = []
    for confidence in [0.95, 0.99, 0.973] {
      let risk = try TailRisk(of: equal, confidence: confidence, method: .historical)
      found += [risk.valueAtRisk, risk.conditional]
    }
    expectClose(found, PortfolioValues.historical)
    let normal = try TailRisk(of: equal, confidence: 0.95, method: .parametric)
    expectClose([normal.valueAtRisk, normal.conditional], PortfolioValues.parametric)
    let bent = try TailRisk(of: equal, confidence: 0.95, method: .cornishFisher)
    expectClose([bent.valueAtRisk, bent.conditional], PortfolioValues.cornishFisher)
  }

  @Test func aBootstrapLiesAroundTheHistoricalTail() throws {
    let method = TailRisk.Method.bootstrap(replicates: 500, scheme: .stationaryBlocks(meanLength: 5), seed: 3)
    let risk = try TailRisk(of: equal, confidence: 0.95, method: method)
    let interval = try #require(risk.valueAtRiskInterval)
    #expect(interval.contains(PortfolioValues.historical[0]))
    #expect(try #require(risk.conditionalInterval).contains(PortfolioValues.historical[1]))
    #expect(risk.conditional > risk.valueAtRisk)
    #expect(try TailRisk(of: equal, confidence: 0.95, method: method) == risk)
  }

  @Test func backtestsOfValueAtRiskAreSciPys() throws {
    let passed = (0..<500).map { $0 % 15 == 0 && $0 / 15 < 33 }
    let coverage = try ValueAtRiskTest(passed: passed, confidence: 0.95).coverage
    expectNear([coverage.statistic, coverage.pValue], PortfolioValues.kupiec, within: 1e-9)
    let limit = Quantiles.of(equal, 0.06)
    let test = try ValueAtRiskTest(passed: equal.map { $0 < limit }, confidence: 0.94)
    #expect(Double(test.exceedances) == PortfolioValues.hitCount[0])
    let independence = try #require(test.independence)
    expectNear([independence.statistic, independence.pValue], PortfolioValues.christoffersen, within: 1e-9)
  }

  @Test func weightsAreSkfolios() throws {
    let covariance = try CovarianceEstimate(shares, by: .sample).matrix
    let even = Array(repeating: 0.05, count: 20)
    expectClose(try RiskContributions(of: even, covariance).contributions, PortfolioValues.contributions)
    expectNear(try PortfolioWeights.inverseVolatility(covariance), PortfolioValues.inverseVolatility)
    expectNear(try PortfolioWeights.riskParity(covariance), PortfolioValues.riskParity)
    expectNear(try PortfolioWeights.minimumVariance(covariance), PortfolioValues.minimumVariance)
    expectNear(try PortfolioWeights.minimumVariance(covariance, bounds: 0...0.1), PortfolioValues.minimumVarianceCapped)
    expectNear(try PortfolioWeights.maximumDiversification(covariance), PortfolioValues.maximumDiversification)
    let means = shares.map { Moments($0).mean }
    expectClose(means, PortfolioValues.meanReturns)
    let costly = try PortfolioWeights.meanVariance(
      covariance, expectedReturns: means, aversion: 5, turnoverCost: 0.0005, previous: even, bounds: 0...0.3)
    expectNear(costly, PortfolioValues.meanVarianceCost)
  }

  @Test func hierarchicalWeightsAreWhatSkfolioAnswersUnlessTold() throws {
    expectNear(
      try PortfolioWeights.hierarchicalRiskParity(CovarianceEstimate(shares, by: .sample).matrix), PortfolioValues.hierarchicalDefault)
  }

  @Test(arguments: [
    (CorrelationClusters.Linkage.ward, PortfolioValues.hierarchicalWard, PortfolioValues.hierarchicalDefault),
    (.single, PortfolioValues.hierarchicalSingle, PortfolioValues.hierarchicalSingleOrdered),
    (.average, PortfolioValues.hierarchicalAverage, PortfolioValues.hierarchicalAverageOrdered),
  ]) func hierarchicalWeightsAreSkfolios(linkage: CorrelationClusters.Linkage, joined: [Double], stepwise: [Double]) throws {
    let covariance = try CovarianceEstimate(shares, by: .sample).matrix
    expectNear(try PortfolioWeights.hierarchicalRiskParity(covariance, linkage: linkage, leaves: .joined), joined)
    expectNear(try PortfolioWeights.hierarchicalRiskParity(covariance, linkage: linkage), stepwise)
  }

  @Test(arguments: [
    (CorrelationClusters.Linkage.ward, PortfolioValues.wardLeaves, PortfolioValues.wardLeavesOrdered),
    (.single, PortfolioValues.singleLeaves, PortfolioValues.singleLeavesOrdered),
    (.complete, PortfolioValues.completeLeaves, PortfolioValues.completeLeavesOrdered),
    (.average, PortfolioValues.averageLeaves, PortfolioValues.averageLeavesOrdered),
  ]) func leavesStandAsSciPyOrdersThem(linkage: CorrelationClusters.Linkage, joined: [Int], stepwise: [Int]) throws {
    let clusters = try CorrelationClusters(CovarianceEstimate(shares, by: .sample).matrix, linkage: linkage)
    #expect(clusters.leaves(.joined) == joined)
    #expect(clusters.leaves(.stepwise) == stepwise)
  }

  @Test func clustersAreSciPys() throws {
    let clusters = try CorrelationClusters(CovarianceEstimate(shares, by: .sample).matrix, linkage: .average)
    expectNear(clusters.joins.map(\.height), PortfolioValues.averageHeights, within: 1e-9)
    let labels = PortfolioValues.clustersAtHalf
    let expected = Set((0..<20).map { asset in (0..<20).filter { labels[$0] == labels[asset] } })
    #expect(Set(try clusters.groups(correlatedAtLeast: 0.5)) == expected)
  }
}

@Suite struct PortfolioTests {
  @Test(arguments: 1...8) func weightsKeepTheirConditionsWhateverTheAssets(assets: Int) throws {
    for seed in UInt64(1)...6 {
      let covariance = try randomCovariance(assets, seed: seed &* 31 &+ UInt64(assets))
      let minimum = try PortfolioWeights.minimumVariance(covariance)
      #expect(abs(minimum.reduce(0, +) - 1) < 1e-12 && minimum.allSatisfy { $0 >= 0 }, "seed \(seed)")
      // Least: whoever is held has the same slope, nobody else a lower one.
      let slope = covariance.times(minimum)
      let price = covariance.quadratic(minimum)
      for asset in 0..<assets {
        #expect(
          minimum[asset] > 1e-9 ? abs(slope[asset] - price) < 1e-9 * price : slope[asset] > price * (1 - 1e-9),
          "seed \(seed), asset \(asset)")
      }
      let shares = try RiskContributions(of: PortfolioWeights.riskParity(covariance), covariance).shares
      #expect(shares.allSatisfy { abs($0 - 1 / Double(assets)) < 1e-10 }, "seed \(seed)")
      for linkage in CorrelationClusters.Linkage.allCases {
        let weights = try PortfolioWeights.hierarchicalRiskParity(covariance, linkage: linkage)
        #expect(abs(weights.reduce(0, +) - 1) < 1e-12 && weights.allSatisfy { $0 > 0 }, "seed \(seed), \(linkage)")
      }
      let budgets = (1...assets).map(Double.init)
      let budgeted = try RiskContributions(of: PortfolioWeights.riskParity(covariance, budgets: budgets), covariance).shares
      let total = Double(assets * (assets + 1) / 2)
      for asset in 0..<assets { #expect(abs(budgeted[asset] - budgets[asset] / total) < 1e-9, "seed \(seed)") }
    }
  }

  @Test func noRandomPortfolioIsBetterThanTheBest() throws {
    let covariance = try randomCovariance(5, seed: 9)
    let means = [0.001, 0.002, -0.001, 0.0005, 0.0015]
    let previous = [0.5, 0.5, 0, 0, 0]
    func dot(_ one: [Double], _ other: [Double]) -> Double {
      var sum = 0.0
      for index in one.indices { sum += one[index] * other[index] }
      return sum
    }
    func utility(_ w: [Double]) -> Double {
      var turnover = 0.0
      for index in w.indices { turnover += abs(w[index] - previous[index]) }
      return dot(w, means) - 3 * covariance.quadratic(w) - 0.0004 * turnover
    }
    let best = try PortfolioWeights.meanVariance(
      covariance, expectedReturns: means, aversion: 3, turnoverCost: 0.0004, previous: previous, bounds: 0...0.6)
    let diversified = try PortfolioWeights.maximumDiversification(covariance)
    let deviations = covariance.diagonal.map { $0.squareRoot() }
    func ratio(_ w: [Double]) -> Double { dot(w, deviations) / covariance.quadratic(w).squareRoot() }
    var random = SeededGenerator(seed: 5)
    for _ in 0..<3_000 {
      let draws = (0..<5).map { _ in random.exponential() }
      let weights = draws.map { $0 / draws.reduce(0, +) }
      #expect(ratio(weights) <= ratio(diversified) + 1e-12)
      if weights.allSatisfy({ $0 <= 0.6 }) { #expect(utility(weights) <= utility(best) + 1e-15) }
    }
  }

  @Test func duplicatedAssetsAreNamedWhereAnInverseIsNeeded() throws {
    let one = try randomCovariance(3, seed: 2).rows
    let twice = try SymmetricMatrix([0, 1, 2, 1].map { row in [0, 1, 2, 1].map { one[row][$0] } })
    let error = #expect(throws: RiskError.self) { try PortfolioWeights.minimumVariance(twice) }
    #expect(error?.kind == .notPositiveDefinite)
    #expect(error?.description.contains("at asset 3: it is a combination of those before it (a duplicate of asset 1)") == true)
    #expect(throws: RiskError.self) { try PortfolioWeights.riskParity(twice) }
    let hierarchical = try PortfolioWeights.hierarchicalRiskParity(twice)
    #expect(abs(hierarchical.reduce(0, +) - 1) < 1e-12)
  }

  @Test func matricesThatCannotBeCovariancesAreErrors() throws {
    #expect(throws: RiskError.self) { try SymmetricMatrix([]) }
    #expect(throws: RiskError.self) { try SymmetricMatrix([[1, 2]]) }
    #expect(throws: RiskError.self) { try SymmetricMatrix([[1, .nan], [.nan, 1]]) }
    #expect(throws: RiskError.self) { try SymmetricMatrix([[1, 0.5], [0.4, 1]]) }
    let indefinite = try SymmetricMatrix([[1, 2], [2, 1]])
    #expect(throws: RiskError.self) { try PortfolioWeights.minimumVariance(indefinite) }
    let still = try SymmetricMatrix([[1, 0], [0, 0]])
    #expect(throws: RiskError.self) { try PortfolioWeights.inverseVolatility(still) }
    #expect(throws: RiskError.self) { try PortfolioWeights.minimumVariance(SymmetricMatrix([[1, 0], [0, 1]]), bounds: 0...0.4) }
    #expect(throws: RiskError.self) { try CovarianceEstimate([[1, 2, .infinity]], by: .sample) }
    #expect(throws: RiskError.self) { try CovarianceEstimate([[1, 2], [1]], by: .ledoitWolf) }
    #expect(throws: RiskError.self) { try CovarianceEstimate([], by: .sample) }
    #expect(throws: RiskError.self) { try CovarianceEstimate([[1, 2]], by: .exponential(halfLife: 0)) }
    #expect(throws: RiskError.self) { try TailRisk(of: Array(repeating: 0, count: 19), confidence: 0.95, method: .historical) }
    #expect(throws: RiskError.self) { try TailRisk(of: Array(repeating: 0, count: 30), confidence: 1, method: .historical) }
    #expect(throws: RiskError.self) { try ValueAtRiskTest(passed: [true], confidence: 0.95) }
  }

  @Test(arguments: 1...7) func eigenvaluesGiveTheMatrixBack(size: Int) throws {
    let matrix = try randomCovariance(size, seed: UInt64(size))
    let eigen = try Eigenvalues(of: matrix)
    #expect(eigen.values == eigen.values.sorted())
    for i in 0..<size {
      for j in 0..<size {
        var sum = 0.0
        for k in 0..<size {
          let product: Double = eigen.vectors[k][i] * eigen.vectors[k][j]
          sum += eigen.values[k] * product
        }
        #expect(abs(sum - matrix[i, j]) < 1e-16)
      }
    }
    let right = (0..<size).map(Double.init)
    let solved = try matrix.times(Cholesky(matrix).solve(right))
    #expect(zip(solved, right).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test func clustersOfWardAndCompleteJoinTheNearest() throws {
    let matrix = try SymmetricMatrix([[1, 0.9, 0.1, 0], [0.9, 1, 0.1, 0], [0.1, 0.1, 1, 0.8], [0, 0, 0.8, 1]])
    for linkage in CorrelationClusters.Linkage.allCases {
      let clusters = try CorrelationClusters(matrix, linkage: linkage)
      #expect(try clusters.groups(correlatedAtLeast: 0.7) == [[0, 1], [2, 3]])
      #expect(clusters.leaves(.joined) == [0, 1, 2, 3])
      #expect(clusters.joins.map(\.count) == [2, 2, 4])
    }
  }
}

@Suite struct StressTests {
  private func account() throws -> PortfolioLedger {
    let start = Timestamp(seconds: 0)
    var ledger = try PortfolioLedger(cash: 10_000, symbols: ["AAA", "BBB"], opened: start)
    for (symbol, side, quantity) in [("AAA", Side.buy, 40.0), ("BBB", .sell, 10.0)] {
      try ledger.record(
        Fill(
          symbol: Symbol(symbol), side: side, quantity: quantity, price: 100, referencePrice: 100, decided: start, time: start, fee: 0,
          liquidity: .taker))
    }
    return ledger
  }

  @Test func shocksAreReplayed() throws {
    let outcome = try StressTest(account()).replay(["AAA": -0.5, "BBB": 0.2])
    #expect(outcome.equityAfter == 10_000 - 2_000 - 200)
    #expect(outcome.results == ["AAA": -2_000, "BBB": -200])
    #expect(outcome.lossFraction == 0.22)
    #expect(throws: RiskError.self) { try StressTest(account()).replay(["ZZZ": 0.1]) }
    #expect(throws: RiskError.self) { try StressTest(account()).replay(["AAA": .nan]) }
    #expect(throws: RiskError.self) { try StressTest(account()).replay(["AAA": -1]) }
  }

  @Test func aGapIsFilledBeyondTheStop() throws {
    let stress = StressTest(try account())
    // Stops at 95 and 105: the gap of 25 % jumps both, one of 3 % reaches neither.
    #expect(try stress.gap(0.25, stops: ["AAA": 95, "BBB": 105]).results == ["AAA": -1_000, "BBB": -250])
    #expect(try stress.gap(0.03125, stops: ["AAA": 95, "BBB": 105]).results == ["AAA": -200, "BBB": -50])
    #expect(try stress.gap(0.03125).results == ["AAA": -125, "BBB": -31.25])
    #expect(throws: RiskError.self) { try stress.gap(1.5) }
    #expect(throws: RiskError.self) { try stress.gap(0.1, stops: ["AAA": -1]) }
  }

  @Test func correlationsOfOneTakeDiversificationAway() throws {
    let covariance = try SymmetricMatrix([[0.04, 0], [0, 0.09]])
    let stress = try CorrelationStress([0.5, 0.5], covariance, amount: 1)
    #expect(abs(stress.volatility - 0.0325.squareRoot()) < 1e-15)
    #expect(abs(stress.stressed - 0.25) < 1e-15)
    let hedged = try CorrelationStress([0.6, -0.4], covariance, amount: 0.5)
    #expect(abs(hedged.allTogether) < 1e-15)
    #expect(abs(hedged.worst - 0.24) < 1e-15)
    #expect(throws: RiskError.self) { try CorrelationStress([1], covariance, amount: 0.5) }
  }

  @Test func ruinOfThreeTradesIsThatOfAllTheirOrders() throws {
    // Orders of -50 %, -20 %, +150 %: ruin at 0.45 comes if both losses come before the gain, 2 of 6 orders.
    let simulation = try TradeOrderSimulation([-0.5, -0.2, 1.5], ruin: 0.45, paths: 20_000, seed: 7)
    #expect(abs(simulation.ruinProbability - 1 / 3) < 0.015)
    #expect(simulation.finals.allSatisfy { abs($0 - 1) < 1e-12 })
    #expect(abs(simulation.drawdown(atConfidence: 1) - 0.6) < 1e-12)
    #expect(try TradeOrderSimulation([-0.5, -0.2, 1.5], ruin: 0.45, paths: 20_000, seed: 7, threads: 1) == simulation)
    #expect(simulation.verdict(limit: 0.05, trades: 3).isInsufficient)
    #expect(simulation.verdict(limit: 0.05, trades: 30).isFail)
    #expect(simulation.verdict(limit: 0.5, trades: 30).isPass)
  }

  @Test func resampledPathsEndDifferently() throws {
    let simulation = try TradeOrderSimulation(
      [-0.1, 0.2, -1], ruin: 0.1, paths: 3_000, order: .resampled(.independent), seed: 1)
    // The trade that loses everything is missed by (2/3)³ of the paths.
    #expect(abs(simulation.ruinProbability - (1 - 8.0 / 27)) < 0.03)
    #expect(throws: RiskError.self) { try TradeOrderSimulation([0.1, -2], ruin: 0.1, paths: 10, seed: 1) }
    #expect(throws: RiskError.self) {
      try TradeOrderSimulation([0.1, 0.2], ruin: 0.1, paths: 10, order: .resampled(.stationaryBlocks(meanLength: -3)), seed: 1)
    }
  }
}

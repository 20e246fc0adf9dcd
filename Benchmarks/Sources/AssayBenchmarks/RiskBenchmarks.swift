import Assay
import BenchmarkHarness
import Risk

/// Checks of orders, sizes of trades, books kept, and weights of portfolios.
enum RiskBenchmarks {
  static var all: [Benchmark] {
    [
      Benchmark("risk.check", per: "order", units: 10_000) {
        var checker = try checker()
        let orders = symbols.map { OrderRequest(symbol: $0, side: .buy, quantity: 0.5, price: 100, time: start) }
        return {
          for index in 0..<10_000 {
            let approved = try checker.check(orders[index % orders.count])
            try checker.release(approved.order.symbol, .buy, 0.5)
          }
          blackHole(checker.ledger.equity)
        }
      },
      Benchmark("risk.size", per: "request", units: 10_000) {
        let sizer = try RiskPolicy.normal.sizer()
        var request = try checker().request("AAA", .buy, at: 100, time: start)
        request.annualVolatility = 0.4
        return {
          var sum = 0.0
          for index in 0..<10_000 {
            request.confidence = Double(index & 127) / 127
            sum += sizer.size(request).quantity
          }
          blackHole(sum)
        }
      },
      Benchmark("risk.mark", per: "price", units: 10_000) {
        var checker = try checker()
        return {
          for index in 0..<10_000 { try checker.mark("AAA", at: 100 + Double(index & 7) / 100, time: start) }
          blackHole(checker.ledger.equity)
        }
      },
      portfolio("ledoit-wolf") { returns, _ in try CovarianceEstimate(returns, by: .ledoitWolf) },
      portfolio("risk-parity") { try PortfolioWeights.riskParity($1) },
      portfolio("hierarchical") { try PortfolioWeights.hierarchicalRiskParity($1) },
      portfolio("minimum-variance") { try PortfolioWeights.minimumVariance($1, bounds: 0...0.1) },
    ]
  }

  private static let symbols: [Symbol] = ["AAA", "BBB", "CCC", "DDD", "EEE"]
  private static let start = Timestamp(seconds: 1_700_000_000)

  private static func checker() throws -> RiskChecker {
    var policy = RiskPolicy.normal
    // The rate is kept and asked as ever, but all orders of a benchmark fall into one minute.
    policy.ordersPerMinute = 100_000
    policy.groups = ["pair": ["AAA", "BBB"]]
    var checker = try RiskChecker(policy, cash: 10_000, symbols: symbols, opened: start - .seconds(1))
    try checker.mark(symbols.map { ($0, 100) }, time: start)
    return checker
  }

  /// Twenty assets with a common factor, 500 observations, as in the tests on real shares.
  private static func portfolio<Answer>(
    _ name: String, _ body: @escaping ([[Double]], SymmetricMatrix) throws -> Answer
  ) -> Benchmark {
    Benchmark("risk.\(name)", per: "portfolio", units: 1) {
      var random = SeededGenerator(seed: 1)
      let market = (0..<500).map { _ in random.normal() }
      let returns = (0..<20).map { asset in market.map { 0.01 * ((0.5 + Double(asset) / 20) * $0 + random.normal()) } }
      let covariance = try CovarianceEstimate(returns, by: .sample).matrix
      return { blackHole(try body(returns, covariance)) }
    }
  }
}

import Market
import Testing

/// A request that a synthetic market must refuse, and the parameter it must name.
struct BadParameter: Sendable, CustomStringConvertible {
  let parameter: String
  let attempt: @Sendable () throws -> Void
  var description: String { parameter }

  init(_ parameter: String, _ attempt: @escaping @Sendable () throws -> Void) {
    self.parameter = parameter
    self.attempt = attempt
  }

  static let all: [BadParameter] = [
    BadParameter("symbols") { _ = try SyntheticMarket(symbols: []) },
    BadParameter("symbols") { _ = try SyntheticMarket(symbols: ["A", "B", "A"]) },
    BadParameter("symbols") { _ = try SyntheticMarket(symbols: SyntheticMarket.symbols(1_001)) },
    BadParameter("edge") { _ = try SyntheticMarket(edge: .nan) },
    BadParameter("edge") { _ = try SyntheticMarket(edge: -30.1) },
    BadParameter("edge") { _ = try SyntheticMarket(edge: .infinity) },
    BadParameter("annualVolatility") { _ = try SyntheticMarket(annualVolatility: 0) },
    BadParameter("annualVolatility") { _ = try SyntheticMarket(annualVolatility: .nan) },
    BadParameter("correlation") { _ = try SyntheticMarket(correlation: .common(-0.1)) },
    BadParameter("correlation") { _ = try SyntheticMarket(correlation: .common(.nan)) },
    BadParameter("correlation") { _ = try SyntheticMarket(symbols: ["A", "B"], correlation: .matrix([[1]])) },
    BadParameter("correlation") { _ = try SyntheticMarket(symbols: ["A", "B"], correlation: .matrix([[1, 0], [0]])) },
    BadParameter("correlation") { _ = try SyntheticMarket(symbols: ["A", "B"], correlation: .matrix([[1, 0.5], [0.4, 1]])) },
    BadParameter("correlation") { _ = try SyntheticMarket(symbols: ["A", "B"], correlation: .matrix([[1, 1], [1, 1]])) },
    BadParameter("correlation") { _ = try SyntheticMarket(symbols: ["A", "B"], correlation: .matrix([[1, .nan], [.nan, 1]])) },
    BadParameter("correlation") { _ = try SyntheticMarket(symbols: ["A"], correlation: .matrix([[.nan]])) },
    BadParameter("correlation") {
      _ = try SyntheticMarket(symbols: ["A", "B", "C"], correlation: .matrix([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]))
    },
    BadParameter("degreesOfFreedom") { _ = try SyntheticMarket(degreesOfFreedom: 2) },
    BadParameter("degreesOfFreedom") { _ = try SyntheticMarket(degreesOfFreedom: .nan) },
    BadParameter("gaps.outagesPerYear") { _ = try SyntheticMarket(gaps: .init(outagesPerYear: -1)) },
    BadParameter("gaps.meanOutage") { _ = try SyntheticMarket(gaps: .init(outagesPerYear: 1, meanOutage: .zero)) },
    BadParameter("rounding") { _ = try SyntheticMarket(rounding: .significantDigits(2)) },
    BadParameter("rounding.tickSize") { _ = try SyntheticMarket(rounding: .tickSize(0)) },
    BadParameter("startPrice") { _ = try SyntheticMarket(startPrice: 0) },
    BadParameter("startPrice") { _ = try SyntheticMarket(rounding: .tickSize(1), startPrice: 9) },
    BadParameter("start") { _ = try SyntheticMarket(start: .distantFuture) },
    BadParameter("ticksPerDay") { _ = try SyntheticMarket(ticksPerDay: 0.5) },
    BadParameter("count") { _ = try SyntheticMarket().bars(count: -1) },
    BadParameter("count") { _ = try SyntheticMarket().bars(count: .max) },
    BadParameter("count") { _ = try SyntheticMarket(symbols: ["A", "B"]).ticks(count: 50_000_001) },
    BadParameter("count") {
      _ = try SyntheticMarket(start: Timestamp(seconds: 7_258_118_400)).bars(.time(.seconds(400 * 86_400)), count: 100)
    },
    BadParameter("timeframe") { _ = try SyntheticMarket().bars(.ticks(100), count: 1) },
    BadParameter("timeframe") { _ = try SyntheticMarket().bars(.time(.zero), count: 1) },
    BadParameter("timeframe") { _ = try SyntheticMarket().bars(.time(.nanoseconds(3_600_000_000_007)), count: 1) },
    BadParameter("symbol") { _ = try SyntheticMarket().tickStream(of: "B") },
  ]
}

@Suite struct SyntheticParameterTests {
  @Test("Parameters out of range are named", arguments: BadParameter.all)
  func badParameters(bad: BadParameter) {
    let error = #expect(throws: InvalidSyntheticMarket.self) { try bad.attempt() }
    #expect(error?.parameter == bad.parameter, "\(error?.description ?? "")")
    #expect(error?.description.contains("allowed: ") == true)
  }
}

import Backtest
import Market
import Store

@testable import Pipeline

/// A small market and a roster for tests of paper trading.
struct PaperMarket {
  let series: [BarSeries]
  let seats: [PaperSeat]
  let from: Timestamp
  let settings: PaperSettings

  /// - Parameters:
  ///   - days: of hourly bars, the first ten of which only warm up.
  ///   - roster: strategies with their parameters; each trades every symbol.
  init(
    days: Int = 40, symbols: Int = 2, seed: UInt64 = 11, edge: Double = 0, warmUpDays: Int = 10,
    roster: [(String, [String: Double])] = PaperMarket.roster, settings: PaperSettings? = nil
  ) throws {
    let market = try SyntheticMarket(symbols: SyntheticMarket.symbols(symbols), seed: seed, edge: edge)
    series = try market.bars(.hours(1), count: 24 * days)
    let begin = market.start + .seconds(86_400 * warmUpDays)
    from = begin
    self.settings = try settings ?? PaperSettings(costs: Costs(makerFee: 0.0002, takerFee: 0.0005, slippage: 0.0002))
    seats = try market.symbols.flatMap { symbol in
      try roster.map { name, values in
        try PaperSeat(StrategySpecification(name, values, symbol: symbol, timeframe: .hours(1)), from: begin)
      }
    }
  }

  static let roster: [(String, [String: Double])] = [
    ("ema_crossover", ["fast": 5, "slow": 15, "short": 1]), ("rsi_extremes", [:]), ("random_entry", ["chance": 0.1, "hold": 7]),
  ]

  func trader(_ book: PaperBook = PaperBook(), seats: [PaperSeat]? = nil) throws -> PaperTrader {
    try PaperTrader(book, settings, seats: seats ?? self.seats, bars: series)
  }

  /// The instants at which days end, from the first that is traded on.
  var evenings: [Timestamp] {
    var evenings: [Timestamp] = []
    var evening = from + .seconds(86_400)
    while let last = series[0].indices.last, evening <= series[0].end(at: last) {
      evenings.append(evening)
      evening = evening + .seconds(86_400)
    }
    return evenings
  }
}

/// Everything in a store, as text: what two runs must agree on.
func contents(of store: some Storage) async throws -> [String] {
  var lines: [String] = []
  for document in try await store.documents(under: "") { lines.append("\(document.key) \(document.version) \(document.json)") }
  for journal in try await store.journals() {
    for try await record in store.read(journal) { lines.append("\(journal) \(record.position) \(record.time) \(record.json)") }
  }
  return lines
}

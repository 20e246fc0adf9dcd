import Backtest
import Market
import Risk
import Statistics
import Testing

/// Money is neither made nor lost, at any bar of any market under any rules: the account is added up again from nothing but fills, the bars
/// that were fed and the sums of carry and interest.
@Suite struct ConservationTests {
  /// What an accountant would know who sees only the fills and the bars.
  private struct Books {
    var cash: Double
    var fees = 0.0
    var quantities: [Symbol: Double] = [:]
    var closes: [Symbol: Double] = [:]
    private var seen = 0

    init(capital: Double) { cash = capital }

    mutating func read(_ tape: Tape) {
      for fill in tape.fills[seen...] {
        cash -= fill.side.sign * fill.price * fill.quantity + fill.fee
        fees += fill.fee
        quantities[fill.symbol, default: 0] += fill.side.sign * fill.quantity
      }
      seen = tape.fills.count
    }

    var positions: Double { quantities.reduce(0) { $0 + $1.value * (closes[$1.key] ?? 0) } }
  }

  private static func isNear(_ one: Double, _ other: Double) -> Bool { abs(one - other) <= 1e-9 * max(10_000, abs(one), abs(other)) }

  /// The first thing that does not add up; `nil` if all of it does.
  private static func leak(_ seed: UInt64, bars: Int) throws -> (text: String?, fills: Int) {
    let scenario = try Scenario(seed: seed, bars: bars)
    let backtest = try scenario.backtest()
    var session = Session(try backtest.engine(), Signals(scenario.wishes))
    var books = Books(capital: scenario.rules.capital)
    for step in MarketClock(scenario.series) {
      let one = scenario.series[step.series]
      let isShortest = !scenario.series.contains { $0.symbol == one.symbol && $0[0].end - $0[0].start < one[0].end - one[0].start }
      let instrument = backtest.symbols.firstIndex(of: one.symbol) ?? 0
      let bar = ClosedBar(
        one[step.index], series: step.series, instrument: instrument, executes: isShortest, isLastAtItsTime: step.isLastAtItsTime)
      try session.feed(bar, finer: backtest.finer[instrument])
      books.read(session.tape)
      if isShortest { books.closes[one.symbol] = bar.close }
      let engine = session.engine
      let totals = engine.totals
      let open = engine.openTrades(at: step.time)
      let cash = books.cash - totals.carry - totals.interest
      let checks: [(String, Double, Double)] = [
        ("cash", engine.cash, cash),
        ("equity of the engine", engine.equity, cash + books.positions),
        ("fees of the fills", totals.fees, books.fees),
        (
          "fees of the trades", totals.fees,
          session.tape.trades.reduce(0) { $0 + $1.trade.fees } + open.reduce(0) { $0 + $1.fees }
        ),
        (
          "carry of the trades", totals.carry,
          session.tape.trades.reduce(0) { $0 + $1.trade.carry } + open.reduce(0) { $0 + $1.carry }
        ),
        (
          "results of the trades", engine.equity - scenario.rules.capital + totals.interest,
          session.tape.trades.reduce(0) { $0 + $1.trade.result } + open.reduce(0) { $0 + $1.result }
        ),
        ("marked equity", step.isLastAtItsTime ? session.tape.equity.last ?? .nan : engine.equity, engine.equity),
      ]
      for (name, one, other) in checks where !isNear(one, other) {
        return ("seed \(seed), at \(step.time): \(name) is \(one), but adds up to \(other)", session.tape.fills.count)
      }
      for (number, symbol) in backtest.symbols.enumerated()
      where !isNear(engine.quantity(of: number), books.quantities[symbol] ?? 0) {
        return ("seed \(seed), at \(step.time): \(engine.quantity(of: number)) of \(symbol)", session.tape.fills.count)
      }
    }
    return (nil, session.tape.fills.count)
  }

  @Test(arguments: 0..<30) func theAccountAddsUpAtEveryBar(block: Int) throws {
    var fills = 0
    for seed in UInt64(20_000 + block * 5)..<UInt64(20_000 + block * 5 + 5) {
      let (leak, count) = try Self.leak(seed, bars: 100)
      if let leak { Issue.record("\(leak)") }
      fills += count
    }
    // An account in which nothing is traded adds up without any merit.
    #expect(fills > 20)
  }
}

// Trade a roster on paper, stop in the middle, and go on as if nothing had happened.
//
//   swift run -c release paper-trading
//
// It prints:
//
//   Day 30: went on with 55 trades and 3 open positions.
//   ema_crossover(fast=10,short=1,slow=40)@SYN-A/1h: 25 trades, 139 earned
//   breakout(exit=10,period=20,short=1,volume=1.5)@SYN-A/1h: 28 trades, 84 earned
//   ema_crossover(fast=10,short=1,slow=40)@SYN-B/1h: 33 trades, 95 earned
//   breakout(exit=10,period=20,short=1,volume=1.5)@SYN-B/1h: 25 trades, 107 earned
//   Portfolio: 10437 of 10000 after 60 days; the books balance.
import Assay

// Two made-up markets with a planted edge, three months of hours; the first month only warms up.
let market = try SyntheticMarket(symbols: SyntheticMarket.symbols(2), seed: 7, edge: 6)
let series = try market.bars(.hours(1), count: 24 * 90)
let begin = market.start + .seconds(30 * 86_400)

let seats = try market.symbols.flatMap { symbol in
  try [("ema_crossover", ["fast": 10, "slow": 40, "short": 1]), ("breakout", ["short": 1])].map { name, values in
    try PaperSeat(StrategySpecification(name, values, symbol: symbol, timeframe: .hours(1)), from: begin)
  }
}
let settings = try PaperSettings(capital: 10_000, costs: Costs(makerFee: 0.0002, takerFee: 0.0005, slippage: 0.0002))

// A store that lives as long as the program; JSONFileStore.open("store") lives longer.
let store = MemoryStore()
var trader = try await PaperTrader(store.paperBook(), settings, seats: seats, bars: series)
var evening = begin
for day in 1...60 {
  evening = evening + .seconds(86_400)
  try trader.feed(series, through: evening)
  // State and journals in one commit: what it returned from survives anything.
  try await store.commit(trader.takeChanges())
  if day == 30 {
    // The power goes, and comes back. Strategies are made again from their bars, and must come to the account that was kept.
    trader = try await PaperTrader(store.paperBook(), settings, seats: seats, bars: series)
    print("Day 30: went on with \(trader.trades.count) trades and \(trader.openTrades.count) open positions.")
  }
}

for seat in seats {
  let results = trader.trades(of: seat.specification).map(\.record.trade.result)
  print("\(seat.name): \(results.count) trades, \(Int(results.reduce(0, +).rounded())) earned")
}
if let ledger = trader.state.portfolio?.ledger {
  let balance = abs(ledger.imbalance) < 1e-6 ? "the books balance" : "the books are off by \(ledger.imbalance)"
  print("Portfolio: \(Int(ledger.equity.rounded())) of 10000 after \(ledger.days.count) days; \(balance).")
}

// How much to trade, whether it may be traded at all, and what stops it: one day in the life of an account.
//
//   swift run -c release size-a-trade
//
// It prints:
//
//   sizing:   0.011250000000000001 units: fixed_fraction 0.2 × volatility 0.25 × confidence 0.9 × drawdown 1.0
//   held:     0.011250000000000001 BTC, equity 9999.82
//   refused:  buy ETH-USDT refused: maximum_order (the order is worth 120.0 % of the equity, 20.0 % are allowed); symbol_cap (ETH-USDT would come to 120.0 % of the equity, 20.0 % are allowed); group_cap (group coins would come to 124.5 % of the equity, 40.0 % are allowed); total_cap (all positions would come to 124.5 % of the equity, 100.0 % are allowed); cash (the order costs 12000.0, 9549.73 are free)
//   stress:   a gap of 30 % would cost 1.35 % of the equity
//   stops:    ["daily_loss at a loss of 3.15 %"]
//   way out:  approved, only reduces: true
//   restart:  same state: true
import Assay

let start = Timestamp(seconds: 1_700_000_000)
var policy = RiskPolicy.normal
policy.groups = ["coins": ["BTC-USDT", "ETH-USDT"]]
var checker = try RiskChecker(policy, cash: 10_000, symbols: ["BTC-USDT", "ETH-USDT"], opened: start)
try checker.mark([("BTC-USDT", 40_000), ("ETH-USDT", 2_000)], time: start)

// 1. How much? The policy's share of the equity, scaled by volatility and confidence, cut to its caps. Every factor is named.
var request = try checker.request("BTC-USDT", .buy, at: 40_000, time: start)
request.annualVolatility = 0.6
request.confidence = 0.8
let sizing = try policy.sizer().size(request)
print("sizing:   \(sizing)")

// 2. May it be traded? Only the checker makes an `Approved`, and it can't be copied: what sends the order takes it.
func send(_ order: consuming Approved<OrderRequest>) -> Fill {
  let sent = order.order
  return Fill(
    symbol: sent.symbol, side: sent.side, quantity: sent.quantity, price: sent.price * 1.0002, referencePrice: sent.price,
    decided: sent.time, time: sent.time, fee: sent.quantity * sent.price * 0.0004, liquidity: .taker)
}
let order = OrderRequest(symbol: "BTC-USDT", side: .buy, quantity: sizing.quantity, price: 40_000, time: start)
try checker.record(send(checker.check(order)))
print("held:     \(checker.ledger["BTC-USDT"]?.quantity ?? 0) BTC, equity \(checker.ledger.equity)")

// 3. Too much is refused, and every rule it breaks is named.
do {
  _ = try checker.check(OrderRequest(symbol: "ETH-USDT", side: .buy, quantity: 6, price: 2_000, time: start))
} catch {
  print("refused:  \(error)")
}

// 4. What would a bad night do? The market falls through every stop.
let gap = try StressTest(checker.ledger).gap(0.3, stops: ["BTC-USDT": 38_000])
print("stress:   a gap of 30 % would cost \((gap.lossFraction * 1e4).rounded() / 100) % of the equity")

// 5. The day's loss stops trading until a person takes the stop off; getting out is always possible.
try checker.mark("BTC-USDT", at: 12_000, time: start + .seconds(600))
print("stops:    \(checker.stops.map { "\($0.kind.rawValue) at a loss of \(($0.value * 1e4).rounded() / 100) %" })")
let exit = try checker.check(
  OrderRequest(symbol: "BTC-USDT", side: .sell, quantity: sizing.quantity, price: 12_000, time: start + .seconds(600)))
print("way out:  approved, only reduces: \(exit.onlyReduces)")

// 6. A restart changes nothing.
let restarted = try RiskChecker(json: checker.json())
print("restart:  same state: \(restarted == checker)")

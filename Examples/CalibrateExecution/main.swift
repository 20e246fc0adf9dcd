// What trading really costs. An exchange with frictions that we know, because we wrote it, fills orders; the calibration only sees fills and
// the market's price at each decision, and finds the frictions again.
//
//   swift run -c release calibrate-execution
//
// It prints:
//
//   pass. Slippage per side 4.20 bp (3.88 to 4.52) from 2402 fills. 2402 fills of 1201 trades were measured against the price at decision.
//   3:00 ranging: 3.3 bp found where 3.0 are true
//   3:00 volatile: 6.0 bp found where 6.0 are true
//   15:00 ranging: 4.8 bp found where 4.5 are true
//   15:00 volatile: 8.9 bp found where 9.0 are true
//   raise_assumed_slippage: Slippage is above what was assumed: repeat the backtests with the calibrated costs.
//   smaller_positions: Trade smaller where window is 12-18: slippage is higher there than elsewhere.
//   smaller_positions: Trade smaller where regime is volatile: slippage is higher there than elsewhere.
//   holding_time: More than half of the trades end by time: neither target nor stop is where the market goes.
import Assay

var generator = SeededGenerator(seed: 7)
let bars = try SyntheticMarket(seed: 7).bars(.hours(1), count: 6_000)[0]
let regimes = RegimeHistory(bars, window: 24, reference: 500)

/// The truth: 3 bp, twice that in wild hours, half as much again from 12 to 18 UTC, and noise of 4 bp.
func friction(at time: Timestamp, _ regime: VolatilityRegime?) -> Double {
  let hour = time.timeOfDay.inSeconds / 3_600
  return 0.0003 * (regime == .volatile ? 2 : 1) * ((12..<18).contains(hour) ? 1.5 : 1)
}

func fill(_ side: Side, at index: Int, _ regime: VolatilityRegime?, _ generator: inout SeededGenerator) -> Fill {
  let decided = bars.end(at: index)
  let slippage = friction(at: decided, regime) + 0.0004 * generator.normal()
  let reference = bars.close[index]
  let price = reference * (1 + side.sign * slippage)
  let time = decided + .milliseconds(80 + generator.integer(below: 200))
  return Fill(
    symbol: bars.symbol, side: side, quantity: 1, price: price, referencePrice: reference, decided: decided, time: time,
    fee: 0.0004 * price,
    liquidity: .taker)
}

var fills: [ExecutedFill] = []
var orders: [OrderOutcome] = []
var trades: [Trade] = []
for index in stride(from: 600, to: bars.count - 12, by: 4) {
  let regime = regimes.regime(at: bars.end(at: index))
  let side: Side = generator.chance(0.5) ? .buy : .sell
  let isFilled = generator.chance(0.9)
  orders.append(
    OrderOutcome(
      symbol: bars.symbol, side: side, quantity: 1, filled: isFilled ? 1 : 0, placed: bars.end(at: index),
      ending: isFilled ? .filled : .cancelled))
  guard isFilled else { continue }
  let entry = fill(side, at: index, regime, &generator)
  let exitIndex = index + 1 + generator.integer(below: 10)
  let exit = fill(side.opposite, at: exitIndex, regime, &generator)
  fills += [ExecutedFill(entry, regime: regime), ExecutedFill(exit, regime: regime)]
  trades.append(
    Trade(
      symbol: bars.symbol, side: side, quantity: 1, entryTime: entry.time, entryPrice: entry.price, exitTime: exit.time,
      exitPrice: exit.price,
      exitReason: .timeLimit, fees: entry.fee + exit.fee, carry: 0))
}

let assumed = try Costs(makerFee: 0, takerFee: 0.0004, slippage: 0.0001)
var options = ExecutionCalibration.Options()
options.halfLife = .infinity
let calibration = ExecutionCalibration(fills: fills, orders: orders, trades: trades, assumed: assumed, options: options)
print(calibration)
for (hour, regime) in [(3, VolatilityRegime.ranging), (3, .volatile), (15, .ranging), (15, .volatile)] {
  let time = Timestamp(seconds: Int64(hour) * 3_600)
  let found = NumberStyle.plain.text(calibration.costs.slippage(at: time, regime: regime) * 1e4, decimals: 1)
  let truth = NumberStyle.plain.text(friction(at: time, regime) * 1e4, decimals: 1)
  print("\(hour):00 \(regime): \(found) bp found where \(truth) are true")
}
for recommendation in calibration.recommendations { print("\(recommendation.code): \(recommendation.text)") }

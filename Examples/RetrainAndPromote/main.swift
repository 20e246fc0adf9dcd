// Train models, put one to use, train again, let the challenger trade beside it, decide, and roll back.
//
//   swift run -c release retrain-and-promote
//
// It prints:
//
//   OUTPUT
import Assay

// A made-up market whose planted rule can be found. Five models learn from the first eight months, and again from the first ten.
let market = try SyntheticMarket(symbols: SyntheticMarket.symbols(2), seed: 5, edge: 30)
let series = try market.bars(.hours(1), count: 24 * 365)
let group = try ModelGroup("pair", symbols: market.symbols, timeframe: .hours(1))
var training = TrainingSettings()
training.horizon = 6
let operation = try RetrainOperation(group, training, seed: 7)
func month(_ number: Int) -> Timestamp { market.start + .seconds(30 * 86_400 * number) }

let store = MemoryStore()
func retrain(at time: Timestamp, by person: String? = nil) async throws {
  let result = try operation.run(
    await store.retrainState(of: operation), on: series, before: time, at: time, isForced: person != nil, person: person,
    threads: ActiveProcessors.count)
  try await store.commit(result.changes)
  print("\(result.outcome.rawValue): \(result.summary)")
  for action in result.actions { print("- \(action.prefix { $0 != ":" })") }
}
try await retrain(at: month(8))
try await retrain(at: month(10))
// The gates want weeks on paper; a person may insist, and the journal says who.
try await retrain(at: month(10), by: "Ada")

// Champion and challenger trade on paper, each on its own days.
let costs = try Costs(makerFee: 0, takerFee: 0.0001, slippage: 0)
let (registry, experiments) = (try await store.registry(), try await store.experiments())
let seats = try PaperSeat.modelDriven(registry, experiments, threshold: 0.52)
let (files, problems) = try await store.modelFiles(for: seats, of: registry)
for problem in problems { print("! \(problem)") }
var trader = try await PaperTrader(
  store.paperBook(), PaperSettings(costs: costs), seats: seats, experiments: experiments.map(\.state.experiment), bars: series,
  models: files)
try trader.feed(series)
try await store.commit(trader.takeChanges())
print("\(trader.trades.count) trades in \(trader.state.seats.count) seats")

let now = month(13)
let decision = try await ABOperation().run(store.experiments(), store.registry(), trades: store.paperBook().trades, at: now)
print("A/B: \(decision.summary)")
let swap = try await ABOperation().run(
  store.experiments(), store.registry(), trades: store.paperBook().trades, at: now, forcedBy: "Ada")
try await store.commit(swap.changes)
print("In use: \(try await store.registry().activeModel("direction-pair")?.id.description ?? "none")")

let rollback = try await RollbackOperation("direction-pair").run(
  store.registry(), store.experiments(), at: now, by: "Ada", reason: "The old one was calmer.")
try await store.commit(rollback.changes)
print(rollback.actions.joined(separator: " "))

import Assay

/// What `assay sweep` says of a table of trials.
struct SweepReport: Encodable {
  let strategy: String
  let sweep: String
  let trials: Int
  let trialsOfWholeSweep: Int
  let isComplete: Bool
  let ranked: Int
  let failed: [Failure]
  let winner: Row?
  let deflatedSharpe: Deflated?
  let verdict: Verdict?
  let rows: [Row]

  struct Failure: Encodable {
    let trial: Int
    let reason: String
  }

  struct Row: Encodable {
    let trial: Int
    let symbol: Symbol
    let timeframe: Timeframe
    let from: Timestamp
    let to: Timestamp
    let parameters: [String: Double]
    let sharpe: Double?
    let totalReturn: Double?
    let maxDrawdown: Double?
    let trades: Int?
    let winRate: Double?
    let profitFactor: Double?
    let exposure: Double?
    let finalEquity: Double?

    init(_ trial: SweepTrial, _ names: [String]) {
      self.trial = trial.number
      symbol = trial.symbol
      timeframe = trial.timeframe
      (from, to) = (trial.from, trial.to)
      parameters = Dictionary(zip(names, trial.values)) { first, _ in first }
      let numbers = trial.numbers
      sharpe = numbers?.sharpe?.annualised
      totalReturn = numbers?.totalReturn
      maxDrawdown = numbers?.maxDrawdown
      trades = numbers?.trades
      winRate = numbers?.winRate
      profitFactor = numbers?.profitFactor
      exposure = numbers?.exposure
      finalEquity = numbers?.finalEquity
    }
  }

  struct Deflated: Encodable {
    let probability: Double
    let trials: Double
    let annualSharpe: Double?
    let annualSharpeOfLuck: Double
  }

  private let best: [SweepTrial]
  private let names: [String]

  private enum CodingKeys: String, CodingKey {
    case strategy, sweep, trials, trialsOfWholeSweep, isComplete, ranked, failed, winner, deflatedSharpe, verdict, rows
  }

  init(_ table: SweepTable) {
    strategy = table.strategy
    sweep = table.identity
    trials = table.trials.count
    trialsOfWholeSweep = table.total
    isComplete = table.isComplete
    names = table.parameters
    best = table.ranked
    ranked = best.count
    failed = table.failures.map { Failure(trial: $0.trial.number, reason: $0.reason) }
    // The best of a share is not the winner of anything.
    winner = table.isComplete ? best.first.map { Row($0, table.parameters) } : nil
    let deflated = table.isComplete ? table.deflatedSharpe : nil
    deflatedSharpe = deflated.map {
      Deflated(
        probability: $0.probability, trials: $0.trials, annualSharpe: $0.sharpe.annualised, annualSharpeOfLuck: $0.annualBenchmark)
    }
    verdict = table.isComplete ? table.verdict : nil
    rows = table.trials.map { Row($0, table.parameters) }
  }

  func print(on console: Console) {
    let markets = Set(best.map { [$0.symbol.name, "\($0.timeframe)", "\($0.from)"] }).count
    console.print("\(strategy): \(trials) of \(trialsOfWholeSweep) trials, \(ranked) with the 30 trades that a Sharpe ratio takes")
    if let first = failed.first {
      console.print("warning: \(failed.count) trials failed, the first (\(first.trial)) because \(first.reason)")
    }
    if !isComplete { console.print("a share of the sweep: 'assay sweep merge' joins the shares and tells the winner") }
    if !best.isEmpty {
      var columns: [Table.Column] = [.number("Trial")]
      if markets > 1 { columns += [.text("Symbol"), .text("From"), .text("To")] }
      columns += names.map { .number($0) }
      columns += [
        .number("Sharpe"), .number("Return"), .number("Drawdown"), .number("Trades"), .number("Win rate"), .number("Profit factor"),
      ]
      var table = Table(columns)
      for trial in best.prefix(10) {
        var row = ["\(trial.number)"]
        if markets > 1 { row += [trial.symbol.name, "\(trial.from)", "\(trial.to)"] }
        row += trial.values.map(short)
        let numbers = trial.numbers
        row += [numbers?.sharpe?.annualised, numbers?.totalReturn, numbers?.maxDrawdown, numbers.map { Double($0.trades) }]
          .map { $0.map(rounded) ?? "-" }
        row += [numbers?.winRate, numbers?.profitFactor].map { $0.map(rounded) ?? "-" }
        table.rows.append(row)
      }
      console.print("\(isComplete ? "the best" : "the best of this share"), by Sharpe ratio:\n")
      console.print(table: table)
    }
    if let verdict { console.print("winner: \(verdict.outcome.rawValue). \(verdict.reason)") }
    if let edge = edge { console.print("warning: \(edge)") }
  }

  private func rounded(_ value: Double) -> String { short((value * 1e4).rounded() / 1e4) }

  /// A winner at the end of a range says that better values may lie beyond it.
  private var edge: String? {
    guard let winner else { return nil }
    let ends = names.filter { name in
      let values = Set(rows.compactMap { $0.parameters[name] })
      guard values.count > 2, let value = winner.parameters[name] else { return false }
      return value == values.min() || value == values.max()
    }
    return ends.isEmpty ? nil : "the winner lies at the end of the range of \(ends.joined(separator: ", ")): the best may lie beyond it"
  }
}

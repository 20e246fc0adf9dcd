import Market
public import Statistics

/// A strategy tried with many values of its parameters on several markets: symbols, timeframes, windows.
///
///     let sweep = try Sweep(
///       StrategyCatalogue.standard.entry("ema_crossover"),
///       .grid([try SweepRange("fast=5:50:5"), try SweepRange("slow=20:200:10")], where: [try SweepCondition("fast<slow")]),
///       on: [backtest])
///     let table = try sweep.run()
///     table.winner?.values
///     table.deflatedSharpe?.probability       // how sure it is that the best of so many is more than luck
///
/// Runs go through the one engine, on all cores, and share what they need alike. The table is the same on any number of threads; a share of the
/// sweep gives its rows of the same table, so that shares computed anywhere join to what one run gives.
public struct Sweep: Sendable {
  /// What is tried.
  public let entry: StrategyEntry
  /// What it is tried on, in order: all combinations on the first, then on the next.
  public let markets: [Backtest]
  /// The combinations, a value for each of the entry's parameters.
  public let combinations: [[Double]]
  /// What stands for all of it; see ``SweepTable/identity``.
  public let identity: String

  /// A sweep.
  ///
  /// - Parameters:
  ///   - entry: the strategy.
  ///   - plan: which values it is tried with.
  ///   - markets: the bars, windows and assumptions it is tried on, at least one.
  /// - Throws: an error that says which range or parameter is wrong, and what is allowed.
  public init(_ entry: StrategyEntry, _ plan: SweepPlan, on markets: [Backtest]) throws(StrategyError) {
    self.entry = entry
    self.markets = markets
    combinations = try plan.combinations(for: entry)
    guard !markets.isEmpty else { throw StrategyError("there is no market to sweep over: give at least one") }
    guard combinations.count <= SweepPlan.most / markets.count else {
      throw StrategyError(
        "\(combinations.count) combinations on \(markets.count) markets are more than the \(SweepPlan.most) trials that can be made: take longer steps, or a random sweep"
      )
    }
    var digest = Digest()
    digest.add(entry.name)
    for parameter in entry.parameters { digest.add(parameter.name) }
    for values in combinations { digest.add(values) }
    for market in markets { digest.add(market) }
    identity = digest.text
  }

  /// How many trials there are.
  public var count: Int { combinations.count * markets.count }

  /// Makes the trials, or a share of them.
  ///
  /// - Parameters:
  ///   - share: which trials; all unless told.
  ///   - known: trials of this sweep that were made before, see ``check(_:)``; they are not made again.
  ///   - threads: the greatest number of threads; the result does not depend on it.
  ///   - capacity: about how many bytes of shared columns may be kept.
  ///   - isCancelled: asked before each trial, from several threads at once; once it says so no more are begun.
  ///   - progress: told how many trials are done after each, by one thread at a time.
  /// - Throws: ``SweepCancelled``, which holds the trials that were made, if it was cancelled. A trial that fails is a row of the table.
  public func run(
    share: SweepShare = .whole, resuming known: SweepTable? = nil, threads: Int = ActiveProcessors.count, capacity: Int = 256 << 20,
    isCancelled: @escaping @Sendable () -> Bool = { false }, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws(SweepCancelled) -> SweepTable {
    precondition(known == nil || known?.identity == identity, "a sweep goes on from trials of its own: check the table first")
    let planned = share.numbers(of: count)
    let wanted = Set(planned)
    let kept = (known?.trials ?? []).filter { wanted.contains($0.number) }
    let numbers = kept.isEmpty ? planned : planned.filter(wanted.subtracting(kept.map(\.number)).contains)
    let work = SharedWork(capacity: capacity)
    let bars = markets.map { SharedBars($0.series[0], in: work) }
    let spans = markets.map(\.span)
    let done = Locked(kept.count)
    let threads = max(1, threads)
    // Pieces of neighbours, claimed in order: they find each other's columns, and write into the same memory one after the other.
    let size = max(1, min(16, numbers.count / (threads * 16)))
    // As many as there are threads: who begins a piece takes one, and gives it back.
    let tapes = Locked<[Tape]>([])
    let trials = parallelChunks(numbers.count, size: size, threads: threads) { range in
      var spare = tapes.withLock { $0.popLast() } ?? Tape()
      defer { tapes.withLock { $0.append(spare) } }
      var trials: [SweepTrial] = []
      for index in range where !isCancelled() {
        trials.append(trial(numbers[index], bars, spans, &spare))
        done.withLock { done in
          done += 1
          progress(done)
        }
      }
      return trials
    }.flatMap(\.self)
    let table = table(kept.isEmpty ? trials : (kept + trials).sorted { $0.number < $1.number })
    if trials.count < numbers.count { throw SweepCancelled(table: table, planned: planned.count) }
    return table
  }

  /// Finds out whether a table is of this sweep, so that it can be gone on from.
  ///
  /// - Throws: an error that says in what it differs.
  public func check(_ known: SweepTable) throws(StrategyError) {
    guard let difference = known.difference(from: table([])) else { return }
    throw StrategyError(
      "the trials are of another sweep: \(difference); go on with the same files and options, or leave them out and begin anew")
  }

  private func table(_ trials: [SweepTrial]) -> SweepTable {
    SweepTable(identity: identity, strategy: entry.name, parameters: entry.parameters.map(\.name), total: count, trials: trials)
  }

  /// Makes one trial.
  private func trial(_ number: Int, _ bars: [SharedBars], _ spans: [Range<Timestamp>], _ spare: inout Tape) -> SweepTrial {
    let (place, values) = (number / combinations.count, combinations[number % combinations.count])
    let market = markets[place]
    let outcome: SweepTrial.Outcome
    do {
      outcome = .ran(try numbers(market, values, bars[place], &spare))
    } catch {
      outcome = .failed("\(error)")
    }
    return SweepTrial(
      number: number, symbol: market.symbols[0], timeframe: market.series[0].timeframe, from: spans[place].lowerBound,
      to: spans[place].upperBound, values: values, outcome: outcome)
  }

  private func numbers(_ market: Backtest, _ values: [Double], _ bars: SharedBars, _ spare: inout Tape) throws -> SweepNumbers {
    let result = try entry.run(market, resolved: values, sharing: bars, recycling: &spare)
    defer { spare = result.tape }
    return SweepNumbers(result)
  }
}

/// A sweep that was told to stop.
public struct SweepCancelled: Error, Hashable, Sendable, CustomStringConvertible {
  /// The trials that were done: a share to be joined with others, or to be gone on from, see ``Sweep/run(share:resuming:threads:capacity:isCancelled:progress:)``.
  public let table: SweepTable
  /// How many were to be.
  public let planned: Int

  /// How many trials were done.
  public var finished: Int { table.trials.count }

  /// What happened.
  public var description: String { "the sweep was cancelled after \(finished) of \(planned) trials" }
}

extension Backtest {
  /// From the open of the first bar that counts to the close of the last.
  var span: Range<Timestamp> {
    let parts = series.map { one in
      (one.firstIndex(startingAtOrAfter: from), one.firstIndex(startingAtOrAfter: to), one)
    }.filter { $0.0 < $0.1 }
    let first = parts.map { $0.2.time[$0.0] }.min() ?? from
    let last = parts.map { $0.2.end(at: $0.1 - 1) }.max() ?? to
    return first..<max(first, last)
  }
}

extension Digest {
  /// Everything a run rests on.
  mutating func add(_ backtest: Backtest) {
    for one in backtest.series { add(one) }
    for one in backtest.finer { if let one { add(one) } else { add(0 as UInt64) } }
    add(UInt64(bitPattern: backtest.from.nanoseconds))
    add(UInt64(bitPattern: backtest.to.nanoseconds))
    add(backtest.rules)
    add("\(type(of: backtest.sizer)) \(backtest.sizer)")
  }

  private mutating func add(_ rules: TradingRules) {
    let costs = rules.costs
    add([rules.capital, costs.makerFee, costs.takerFee, costs.slippage, rules.slippageRanges, rules.participation ?? .nan])
    add(costs.slippageByWindow)
    // A dictionary has another order in every process.
    for regime in VolatilityRegime.allCases { add([costs.slippageByRegime[regime] ?? 1]) }
    add("\(rules.fills) \(rules.exits) \(rules.borrow) \(rules.contract) \(rules.leverage)")
    add(rules.observation.map { "\($0)" } ?? "")
    if case .rates(let rates) = rules.funding {
      for rate in rates { add("\(rate.time) \(rate.rate)") }
    } else {
      add("\(rules.funding)")
    }
  }
}

public import Market
public import Store

/// Runs the steps of a day: those that do not need each other at the same time, each within its budget, each written in one commit.
///
///     let result = try await Scheduler(store: store, threads: 2, seed: 7).run(steps, date: date)
///     result.outcomes.map(\.status)          // done, done, failed, unreachable
///
/// What a step wants written is committed together with its record, in the declared order of the steps whatever order they finished in: the
/// state is the same bytes on any number of threads, and a run that is killed leaves whole steps. Run again, the day goes on where it was left.
public struct Scheduler: Sendable {
  let store: any Storage
  let threads: Int
  let seed: UInt64

  /// A scheduler.
  ///
  /// - Parameters:
  ///   - store: where the state is.
  ///   - threads: how many steps run at the same time, and on how many threads each may work; 1 runs them one after the other.
  ///   - seed: what everything random is derived from.
  public init(store: any Storage, threads: Int, seed: UInt64) {
    precondition(threads >= 1, "a scheduler needs at least one thread")
    self.store = store
    self.threads = threads
    self.seed = seed
  }

  /// Runs what is left to do of a day.
  ///
  /// - Parameters:
  ///   - steps: in an order in which each comes after those it needs.
  ///   - date: the day.
  ///   - inputs: what the run rests on, as digests by name; a day that was begun with others says so.
  ///   - progress: told what becomes of each step, when it does.
  /// - Throws: ``PipelineError`` for steps that are not in order; `StoreError` if the state cannot be read. What a step throws is its outcome.
  public func run(
    _ steps: [Step], date: CivilDate, inputs: [String: String] = [:], progress: @escaping @Sendable (StepProgress) -> Void = { _ in }
  ) async throws -> RunResult {
    try Scheduler.check(steps)
    var run = try await Attempt(self, steps, date: date, inputs: inputs, progress: progress)
    try await run.restoreWhatIsNeeded()
    await run.work()
    return await run.finish()
  }

  private static func check(_ steps: [Step]) throws {
    var known: Set<String> = []
    for step in steps {
      _ = try StoreKey(step.name)
      let all = Set(steps.map(\.name))
      // What is not run need not be waited for.
      for name in step.after + step.following.filter(all.contains) where !known.contains(name) {
        throw PipelineError(
          "steps", "'\(step.name)' comes after '\(name)', which is not among the steps before it",
          remedy: "declare steps in the order of their needs")
      }
      guard known.insert(step.name).inserted else {
        throw PipelineError("steps", "there are two '\(step.name)'", remedy: "give each a name of its own")
      }
    }
  }
}

/// What is told while a run goes on.
public enum StepProgress: Sendable {
  /// A step has begun.
  case began(String)
  /// A step has ended; so many of all have.
  case ended(StepOutcome, settled: Int, of: Int)
}

/// One attempt at a day.
private struct Attempt {
  let scheduler: Scheduler
  let steps: [Step]
  let date: CivilDate
  let progress: @Sendable (StepProgress) -> Void
  let clock = ContinuousClock()
  var header: RunHeader
  var result: RunResult
  var outcomes: [StepOutcome?]
  var finished: [Result<FinishedStep, any Error>?]
  var isStarted: [Bool]
  /// The step that is to be written next.
  var next = 0
  /// Why nothing more can be written.
  var storeFailure: String?

  init(
    _ scheduler: Scheduler, _ steps: [Step], date: CivilDate, inputs: [String: String], progress: @escaping @Sendable (StepProgress) -> Void
  ) async throws {
    self.scheduler = scheduler
    self.steps = steps
    self.date = date
    self.progress = progress
    outcomes = steps.map { _ in nil }
    finished = steps.map { _ in nil }
    isStarted = steps.map { _ in false }
    let key = try RunJournal.header(date)
    let before = try await scheduler.store.get(key, as: RunHeader.self)
    var header = before ?? RunHeader(date: date, inputs: inputs, seed: scheduler.seed, done: [], missing: [:], isFinished: false)
    let former = header.inputs
    let others = inputs.filter { name, digest in former[name].map { $0 != digest } ?? false }.keys.sorted()
    // That a day rests on two different inputs is part of its state, so that every report of it says so.
    let isNews = !header.isFinished && !others.allSatisfy(header.changed.contains)
    if isNews { header.changed = Set(header.changed + others).sorted() }
    if before == nil || isNews { try await scheduler.store.put(header, at: key) }
    self.header = header
    result = RunResult(header)
    if header.isFinished {
      for name in others { result.warnings.append("The \(name) changed since the run of \(date): it is done, and rests on the former.") }
    }
    for (index, step) in steps.enumerated() {
      guard let kept = try await scheduler.store.get(RunJournal.record(date, step.name), as: KeptRecord.self) else { continue }
      outcomes[index] = kept.outcome(of: step.name)
      result.records[step.name] = kept.record
    }
  }

  func index(_ name: String) -> Int { steps.firstIndex { $0.name == name } ?? 0 }

  // MARK: - What was done before

  /// Makes the products again that steps still to be run need.
  mutating func restoreWhatIsNeeded() async throws {
    var needed = [Bool](repeating: false, count: steps.count)
    for index in steps.indices.reversed() where outcomes[index] == nil || needed[index] {
      for name in steps[index].after { needed[self.index(name)] = true }
    }
    for (index, step) in steps.enumerated() where needed[index] && outcomes[index] != nil {
      guard let record = result.records[step.name] else { continue }
      do {
        guard step.after.allSatisfy({ result.products[$0] != nil }) else {
          throw PipelineError(step.name, "a step that it needs has no result")
        }
        result.products[step.name] = try await step.restore(context(of: step, begun: clock.now), record)
      } catch {
        outcomes[index] = StepOutcome(
          name: step.name, status: .failed, message: "it was done before, but its result cannot be made again: \(error)", warnings: [])
      }
    }
  }

  func context(of step: Step, begun: ContinuousClock.Instant) -> StepContext {
    let (clock, budget) = (clock, step.budget)
    return StepContext(
      date: date, state: StateReader(scheduler.store), threads: scheduler.threads, seed: scheduler.seed, step: step.name,
      products: result.products.filter { step.after.contains($0.key) }, records: result.records.filter { step.after.contains($0.key) },
      isOver: { clock.now - begun > budget })
  }

  // MARK: - Working

  mutating func work() async {
    await withTaskGroup(of: (Int, Result<FinishedStep, any Error>, Duration).self) { group in
      var running = 0
      while true {
        await writeWhatIsFinished()
        for (index, step) in steps.enumerated() where running < scheduler.threads && outcomes[index] == nil && !isStarted[index] {
          guard !Task.isCancelled, storeFailure == nil, step.after.allSatisfy({ outcomes[self.index($0)]?.status.hasResult == true }),
            step.following.allSatisfy({ name in steps.firstIndex { $0.name == name }.map { outcomes[$0] != nil } ?? true })
          else { continue }
          isStarted[index] = true
          running += 1
          progress(.began(step.name))
          let begun = clock.now
          let (context, clock) = (context(of: step, begun: begun), clock)
          group.addTask { (index, await perform(step, context), clock.now - begun) }
        }
        guard running > 0, let (index, outcome, took) = await group.next() else { break }
        running -= 1
        finished[index] = outcome
        result.timings[steps[index].name] = took
      }
    }
    for (index, step) in steps.enumerated() where outcomes[index] == nil {
      settle(index, StepOutcome(name: step.name, status: .cancelled, message: "the run was cancelled", warnings: []))
    }
  }

  /// Writes the results of finished steps, in the declared order, and settles what cannot run any more.
  mutating func writeWhatIsFinished() async {
    while next < steps.count {
      let step = steps[next]
      if outcomes[next] != nil {
        next += 1
      } else if let reason = storeFailure {
        settle(next, StepOutcome(name: step.name, status: .unreachable, message: "the state can't be written: \(reason)", warnings: []))
      } else if let finished = finished[next] {
        await write(next, finished)
      } else if let needed = step.after.first(where: { outcomes[index($0)].map { !$0.status.hasResult } ?? false }) {
        settle(next, StepOutcome(name: step.name, status: .unreachable, message: "step '\(needed)' has no result", warnings: []))
      } else {
        return
      }
    }
  }

  private mutating func write(_ index: Int, _ finished: Result<FinishedStep, any Error>) async {
    let name = steps[index].name
    do {
      let step = try finished.get()
      do {
        var changes = step.changes
        try changes.put(step.kept, at: RunJournal.record(date, name), expecting: .absent)
        try await scheduler.store.commit(changes)
      } catch let error as StoreError where error.code == .conflict || error.code == .badValue || error.code == .badKey {
        throw error
      } catch {
        storeFailure = "\(error)"
        throw PipelineError("state", "the result could not be written, so nothing of it was: \(error)")
      }
      result.records[name] = step.kept.record
      result.products[name] = step.product
      settle(index, StepOutcome(name: name, status: step.kept.status, message: step.kept.message, warnings: step.kept.warnings))
    } catch is OverBudget {
      settle(index, StepOutcome(name: name, status: .overBudget, message: "it took longer than its \(steps[index].budget)", warnings: []))
    } catch is CancellationError {
      settle(index, StepOutcome(name: name, status: .cancelled, message: "the run was cancelled", warnings: []))
    } catch {
      settle(index, StepOutcome(name: name, status: .failed, message: "\(error)", warnings: []))
    }
  }

  private mutating func settle(_ index: Int, _ outcome: StepOutcome) {
    outcomes[index] = outcome
    progress(.ended(outcome, settled: outcomes.count { $0 != nil }, of: steps.count))
  }

  // MARK: - The end

  /// Says in the state how the day stands.
  mutating func finish() async -> RunResult {
    result.outcomes = outcomes.compactMap(\.self)
    let wasFinished = header.isFinished
    header.done = result.outcomes.filter(\.status.hasResult).map(\.name)
    header.missing = Dictionary(
      uniqueKeysWithValues: result.outcomes.filter { !$0.status.hasResult }.map { ($0.name, $0.message) })
    header.isFinished = result.isComplete
    if storeFailure == nil, !wasFinished {
      do {
        var changes = StoreChanges()
        try changes.put(header, at: RunJournal.header(date))
        if header.isFinished { try changes.append(header, to: RunJournal.finished, at: endOf(date)) }
        try await scheduler.store.commit(changes)
      } catch {
        result.warnings.append("How the run ended could not be written: \(error)")
      }
    }
    return result
  }
}

/// The instant a day ends: what a run of it may have seen closed by then, and the time of what it writes.
func endOf(_ date: CivilDate) -> RecordTime { RecordTime(nanosecondsSince1970: Timestamp(date.adding(days: 1)).nanoseconds) }

/// Does a step, but waits no longer than its budget: what does not listen to being cancelled is left to itself, and what it returns is dropped.
private func perform(_ step: Step, _ context: StepContext) async -> Result<FinishedStep, any Error> {
  let (results, source) = AsyncStream.makeStream(of: Result<FinishedStep, any Error>.self)
  let work = Task {
    do { source.yield(.success(try await step.work(context))) } catch { source.yield(.failure(error)) }
  }
  let timer = Task {
    try await Task.sleep(for: step.budget)
    source.yield(.failure(OverBudget()))
  }
  defer {
    timer.cancel()
    work.cancel()
  }
  var iterator = results.makeAsyncIterator()
  return await iterator.next() ?? .failure(CancellationError())
}

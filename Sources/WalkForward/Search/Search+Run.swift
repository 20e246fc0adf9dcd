public import Statistics

extension Search {
  /// Judges a configuration: a score, greater or less is better as the search was told. It may report on its way and is then stopped where
  /// it is hopeless. NaN and errors are recorded and never win.
  public typealias Objective = @Sendable (Configuration, inout TrialRun) throws -> Double

  /// Searches until the budget is used up.
  ///
  /// - Parameters:
  ///   - budget: how many trials, or how much time.
  ///   - earlier: every trial of this search so far, as the sink was given them; the search goes on after them.
  ///   - threads: the greatest number of threads; no trial depends on it.
  ///   - sink: called on this thread with every new trial, in order, when its batch is done. An error ends the search and is rethrown.
  ///   - objective: judges a configuration; called from several threads at once.
  /// - Throws: `WalkForwardError` if budget or earlier trials are wrong, or what the sink throws.
  public func run(
    _ budget: SearchBudget, resuming earlier: [Trial] = [], threads: Int = ActiveProcessors.count,
    sink: (Trial) throws -> Void = { _ in }, objective: Objective
  ) throws -> SearchResult {
    var course = try SearchCourse(self, budget, earlier)
    while let batch = course.nextBatch(threads: threads, objective) {
      for trial in batch {
        try sink(trial)
        course.keep(trial)
      }
    }
    return course.result
  }

  /// Searches until the budget is used up, with a sink that takes its time, such as a store.
  ///
  /// - Parameters:
  ///   - budget: how many trials, or how much time.
  ///   - earlier: every trial of this search so far, as the sink was given them; the search goes on after them.
  ///   - threads: the greatest number of threads; no trial depends on it.
  ///   - sink: awaited for every new trial, in order, when its batch is done. An error ends the search and is rethrown.
  ///   - objective: judges a configuration; called from several threads at once. The task's thread works with them.
  /// - Throws: `WalkForwardError` if budget or earlier trials are wrong, `CancellationError` between batches when the task is cancelled, or
  ///   what the sink throws.
  public func run(
    _ budget: SearchBudget, resuming earlier: [Trial] = [], threads: Int = ActiveProcessors.count,
    sink: @Sendable (Trial) async throws -> Void, objective: Objective
  ) async throws -> SearchResult {
    var course = try SearchCourse(self, budget, earlier)
    while let batch = course.nextBatch(threads: threads, objective) {
      for trial in batch {
        try await sink(trial)
        course.keep(trial)
      }
      try Task.checkCancellation()
    }
    return course.result
  }

  /// Searches anew inside each fold, so that what a fold is tested on has no say in what is chosen for it.
  ///
  ///     let results = try search.nested(in: folds, .trials(30)) { fold, configuration, run in
  ///       try scoreOnValidationRows(of: fold, configuration)     // never on its test rows
  ///     }
  ///
  /// - Parameters:
  ///   - folds: whatever the caller's folds are; each has a seed of its own, drawn from the search's by its place.
  ///   - budget: of each fold.
  ///   - earlier: the trials of each fold so far, by its place; folds without any may be left out at the end.
  ///   - threads: the greatest number of threads; no trial depends on it.
  ///   - sink: called on this thread with the fold's place and every new trial, in order.
  ///   - objective: judges a configuration on what a fold may know.
  /// - Returns: a result for each fold.
  public func nested<Fold: Sendable>(
    in folds: [Fold], _ budget: SearchBudget, earlier: [[Trial]] = [], threads: Int = ActiveProcessors.count,
    sink: (Int, Trial) throws -> Void = { _, _ in }, objective: @escaping @Sendable (Fold, Configuration, inout TrialRun) throws -> Double
  ) throws -> [SearchResult] {
    if folds.isEmpty { throw WalkForwardError(.emptyFold, "Search.nested", "folds", "are none; give at least one.") }
    if earlier.count > folds.count {
      throw WalkForwardError(
        .lengthMismatch, "Search.nested", "earlier",
        "has trials of \(earlier.count) folds where there are \(folds.count); use the folds the search began with.")
    }
    return try folds.enumerated().map { place, fold in
      try inside(fold: place).run(
        budget, resuming: place < earlier.count ? earlier[place] : [], threads: threads, sink: { try sink(place, $0) }
      ) { try objective(fold, $0, &$1) }
    }
  }

  /// The same search with the seed of a fold.
  ///
  /// - Parameter place: the fold's, from 0.
  public func inside(fold place: Int) -> Search {
    precondition(place >= 0, "Search.inside(fold:): the place is \(place); it must be 0 or more.")
    var generator = SeededGenerator(seed: seed).split(stream: 2).split(stream: UInt64(place))
    return Search(self, seed: generator.next())
  }

  private init(_ other: Search, seed: UInt64) {
    (space, direction, sampler, halving) = (other.space, other.direction, other.sampler, other.halving)
    (pruning, batch) = (other.pruning, other.batch)
    self.seed = seed
  }
}

/// A search under way.
private struct SearchCourse {
  private let plan: SearchPlan
  private let limit: Int
  private let duration: Duration?
  private let elapsed: @Sendable () -> Duration
  private var trials: [Trial]
  private var ending = SearchResult.Ending.budget

  init(_ search: Search, _ budget: SearchBudget, _ earlier: [Trial]) throws(WalkForwardError) {
    try budget.check()
    plan = SearchPlan(search)
    try plan.check(resuming: earlier)
    limit = budget.trials ?? .max
    duration = budget.duration
    elapsed = budget.stopwatch()
    trials = earlier
  }

  mutating func keep(_ trial: Trial) { trials.append(trial) }

  var result: SearchResult { SearchResult(trials, plan.search.direction, ending) }

  /// Runs the next batch; `nil` when the search is over.
  mutating func nextBatch(threads: Int, _ objective: Search.Objective) -> [Trial]? {
    if trials.count >= limit { return nil }
    if let duration, elapsed() >= duration { return nil }
    let (proposals, judge) = plan.next(after: trials, limit: limit)
    if proposals.isEmpty {
      ending = .exhausted
      return nil
    }
    let plan = plan
    return parallelChunks(proposals.count, size: 1, threads: threads) { range in
      let proposal = proposals[range.lowerBound]
      var run = TrialRun(
        number: proposal.number, resource: proposal.resource, generator: plan.generator(of: proposal.number), judge: judge)
      let outcome: Trial.Outcome
      do {
        let score = try objective(proposal.configuration, &run)
        outcome = score.isFinite ? .completed(score: score) : .undefined(score: "\(score)")
      } catch let pruned as TrialPruned {
        outcome = .pruned(step: pruned.step)
      } catch {
        outcome = .failed(error: "\(error)")
      }
      return Trial(
        number: proposal.number, configuration: proposal.configuration, resource: proposal.resource, rung: proposal.rung,
        origin: proposal.origin, reports: run.reports, outcome: outcome)
    }
  }
}

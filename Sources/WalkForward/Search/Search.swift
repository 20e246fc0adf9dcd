/// A search for a good configuration: deterministic by its seed, resumable, and counted.
///
///     let search = try Search(space, .minimize, sampler: .treeParzen, seed: 1)
///     let result = try search.run(.trials(50), sink: { journal.append($0) }) { configuration, run in
///       try loss(rate: configuration.real("learning_rate"), leaves: configuration.whole("num_leaves"))
///     }
///     result.best?.configuration
///     result.configurationCount         // what the winner's Sharpe ratio has to be deflated by
///
/// Trials run in batches, side by side; what is proposed depends on the trials of earlier batches and on which configurations are running,
/// never on which thread was faster. Every trial goes to the sink, in order, when its batch is done. Handing those trials back in goes on
/// exactly where the search stopped, even in the middle of a batch: the continuation is the one the search would have taken.
///
/// The score a search has found is the best of many. Report it never: score the winner on data that the search has not seen, or search
/// inside each fold (``nested(in:_:earlier:threads:sink:objective:)``).
public struct Search: Sendable, Hashable {
  /// Which scores are better.
  public enum Direction: String, Sendable, Hashable, Codable {
    /// The greater.
    case maximize
    /// The less.
    case minimize
  }

  /// What may be chosen.
  public let space: SearchSpace
  /// Which scores are better.
  public let direction: Direction
  /// How configurations are come by.
  public let sampler: Sampler
  /// What each trial may spend; `nil` for all of them the same.
  public let halving: Halving?
  /// What stops hopeless trials; `nil` to let all run.
  public let pruning: MedianPruning?
  /// How many trials run side by side.
  public let batch: Int
  /// Where all randomness comes from.
  public let seed: UInt64

  /// A search, or an error that says which setting is wrong.
  ///
  /// - Parameters:
  ///   - space: what may be chosen.
  ///   - direction: which scores are better.
  ///   - sampler: how configurations are come by.
  ///   - halving: gives many configurations little and the best of them more.
  ///   - pruning: stops trials that report less than the others.
  ///   - batch: how many trials run side by side, 1 to 10 000. The result depends on it, not on the threads: choose the number of cores, or
  ///     1 where every trial should know all others.
  ///   - seed: where all randomness comes from.
  public init(
    _ space: SearchSpace, _ direction: Direction, sampler: Sampler, halving: Halving? = nil, pruning: MedianPruning? = nil, batch: Int = 1,
    seed: UInt64
  ) throws(WalkForwardError) {
    try sampler.check(space)
    try halving?.check()
    if let pruning, pruning.startupTrials < 1 {
      throw WalkForwardError(.outOfRange, "MedianPruning", "startupTrials", "is \(pruning.startupTrials); it must be 1 or more.")
    }
    if batch < 1 || batch > 10_000 {
      throw WalkForwardError(.outOfRange, "Search", "batch", "is \(batch); it must be from 1 to 10 000, such as the number of cores.")
    }
    self.space = space
    self.direction = direction
    self.sampler = sampler
    self.halving = halving
    self.pruning = pruning
    self.batch = batch
    self.seed = seed
  }
}

extension Search.Direction {
  /// Whether one score is better than another.
  func isBetter(_ score: Double, than other: Double) -> Bool { self == .maximize ? score > other : score < other }

  /// The better trial first: completed ones by score, then pruned ones by how far and how well they got, then the others; ties by number.
  func ranks(_ left: Trial, before right: Trial) -> Bool {
    switch (left.outcome, right.outcome) {
    case (.completed(let first), .completed(let second)):
      return first == second ? left.number < right.number : isBetter(first, than: second)
    case (.completed, _): return true
    case (_, .completed): return false
    case (.pruned(let first), .pruned(let second)):
      if first != second { return first > second }
      switch (left.reports.last?.value, right.reports.last?.value) {
      case (let one?, let other?) where one != other: return isBetter(one, than: other)
      case (_?, nil): return true
      case (nil, _?): return false
      default: return left.number < right.number
      }
    case (.pruned, _): return true
    case (_, .pruned): return false
    default: return left.number < right.number
    }
  }
}

/// When a search ends.
public struct SearchBudget: Sendable {
  let trials: Int?
  let duration: Duration?
  let stopwatch: @Sendable () -> (@Sendable () -> Duration)

  /// So many trials, those it resumes from included.
  public static func trials(_ count: Int) -> SearchBudget { SearchBudget(trials: count, duration: nil) { { .zero } } }

  /// So much time of this run; a batch that has begun is finished. What has been tried when it ends depends on the machine, each trial does
  /// not.
  ///
  /// - Parameters:
  ///   - duration: above 0.
  ///   - clock: tells the time, such as `ContinuousClock()`.
  ///   - trials: the most trials, those it resumes from included; `nil` for no limit.
  public static func time<C: Clock>(_ duration: Duration, on clock: C, atMost trials: Int? = nil) -> SearchBudget
  where C.Duration == Duration {
    SearchBudget(trials: trials, duration: duration) {
      let start = clock.now
      return { start.duration(to: clock.now) }
    }
  }

  func check() throws(WalkForwardError) {
    if let trials, trials < 1 {
      throw WalkForwardError(.outOfRange, "SearchBudget", "trials", "is \(trials); it must be 1 or more.")
    }
    if let duration, duration <= .zero {
      throw WalkForwardError(.outOfRange, "SearchBudget", "duration", "is \(duration); it must be above 0.")
    }
  }
}

/// What a search has found.
public struct SearchResult: Sendable, Hashable {
  /// Why a search ended.
  public enum Ending: String, Sendable, Hashable, Codable {
    /// The trials or the time were used up.
    case budget
    /// The grid has no more combinations.
    case exhausted
  }

  /// Every trial, those it resumed from included, by number.
  public let trials: [Trial]
  /// The best trial that completed, among those that were allowed to spend most; `nil` if none did.
  public let best: Trial?
  /// Why it ended.
  public let ending: Ending

  /// How many different configurations were looked at: the number of trials to deflate the winner by.
  public var configurationCount: Int { Set(trials.map(\.configuration)).count }

  init(_ trials: [Trial], _ direction: Search.Direction, _ ending: Ending) {
    self.trials = trials
    self.ending = ending
    let completed = trials.filter { $0.score != nil }
    let highest = completed.map(\.rung).max()
    best = completed.filter { $0.rung == highest }.min { direction.ranks($0, before: $1) }
  }
}

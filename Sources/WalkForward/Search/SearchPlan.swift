import Statistics

/// What a search tries next, as a function of what it has tried: the same after a pause as without one.
struct SearchPlan {
  let search: Search
  private let grid: [Configuration]?
  private let root: SeededGenerator

  init(_ search: Search) {
    self.search = search
    root = SeededGenerator(seed: search.seed)
    if case .grid(let points) = search.sampler { grid = search.space.grid(points: points) } else { grid = nil }
  }

  /// One trial that is about to run.
  struct Proposal: Sendable {
    let number: Int
    let configuration: Configuration
    let resource: Double
    let rung: Int
    let origin: Int?
  }

  /// Trials that are planned together: new configurations, or the survivors of a rung.
  private struct Segment {
    let start: Int
    let size: Int
    let rung: Int
    let resource: Double
    let survivors: [Trial]
    /// How many configurations were new before this segment.
    let fresh: Int
  }

  /// The rest of the batch that comes after these trials, and what judges it; empty when there is nothing left.
  ///
  /// - Parameter limit: the most trials there may be in all.
  func next(after trials: [Trial], limit: Int) -> (proposals: [Proposal], judge: MedianPruning.Judge?) {
    guard trials.count < limit, let segment = segment(after: trials) else { return ([], nil) }
    let begin = segment.start + (trials.count - segment.start) / search.batch * search.batch
    let known = Array(trials[..<begin])
    let end = min(limit, segment.start + segment.size, begin + search.batch)
    var proposals: [Proposal] = []
    var pending = trials[begin...].map(\.configuration)
    let model = modelled(known)
    for number in trials.count..<end {
      let survivor = segment.rung > 0 ? segment.survivors[number - segment.start] : nil
      let configuration =
        survivor?.configuration ?? fresh(number, segment.fresh + number - segment.start, after: model, pending: pending)
      pending.append(configuration)
      proposals.append(
        Proposal(number: number, configuration: configuration, resource: segment.resource, rung: segment.rung, origin: survivor?.number))
    }
    let judge = search.pruning.flatMap { MedianPruning.Judge($0, over: known, rung: segment.rung, direction: search.direction) }
    return (proposals, judge)
  }

  /// A trial's own randomness.
  func generator(of number: Int) -> SeededGenerator { root.split(stream: 1).split(stream: UInt64(number)) }

  private func fresh(_ number: Int, _ index: Int, after trials: [Trial], pending: [Configuration]) -> Configuration {
    var generator = root.split(stream: 0).split(stream: UInt64(number))
    switch search.sampler {
    case .grid: return grid?[index] ?? search.space.draw(using: &generator)
    case .random: return search.space.draw(using: &generator)
    case .treeParzen(let parzen):
      return parzen.propose(in: search.space, after: trials, pending: pending, direction: search.direction, using: &generator)
    }
  }

  /// The trials a model learns from: those of the highest rung that has enough of them, because scores of different spending do not
  /// compare.
  private func modelled(_ trials: [Trial]) -> [Trial] {
    guard search.halving != nil, case .treeParzen(let parzen) = search.sampler else { return trials }
    let counts = Dictionary(grouping: trials) { $0.rung }.mapValues(\.count)
    let rung = counts.filter { $0.value >= parzen.startupTrials }.map(\.key).max() ?? 0
    return trials.filter { $0.rung == rung }
  }

  /// The segment that the next trial belongs to; `nil` when the grid is used up.
  private func segment(after trials: [Trial]) -> Segment? {
    guard let halving = search.halving else {
      let size = grid?.count ?? .max
      return trials.count < size ? Segment(start: 0, size: size, rung: 0, resource: 1, survivors: [], fresh: 0) : nil
    }
    let rungs = halving.rungs
    var (start, fresh) = (0, 0)
    while true {
      let size = min(rungs[0].size, (grid?.count ?? .max) - fresh)
      if size < 1 { return nil }
      if trials.count < start + size {
        return Segment(start: start, size: size, rung: 0, resource: rungs[0].resource, survivors: [], fresh: fresh)
      }
      fresh += size
      var last = trials[start..<start + size]
      start += size
      for (rung, plan) in rungs.enumerated().dropFirst() {
        let ranked = last.filter { $0.score != nil }.sorted { search.direction.ranks($0, before: $1) }
        // In the order they were tried, so that a rung does not tell its ranking by its order.
        let survivors = ranked.prefix(min(plan.size, max(1, last.count / halving.reduction))).sorted { $0.number < $1.number }
        if trials.count < start + survivors.count {
          return Segment(
            start: start, size: survivors.count, rung: rung, resource: plan.resource, survivors: Array(survivors), fresh: fresh)
        }
        last = trials[start..<start + survivors.count]
        start += survivors.count
      }
    }
  }

  /// Throws unless these are the first trials of this very search.
  func check(resuming trials: [Trial]) throws(WalkForwardError) {
    func refuse(_ message: String) -> WalkForwardError { .init(.outOfRange, "Search", "resuming", message) }
    if let place = trials.indices.first(where: { trials[$0].number != $0 }) {
      throw refuse(
        "trial \(place) is missing: trial \(trials[place].number) stands in its place. Hand in every trial the sink was given, in order.")
    }
    if let odd = trials.first(where: { !search.space.contains($0.configuration) }) {
      throw refuse("trial \(odd.number) (\(odd.configuration)) does not lie in the space. Resume with the space the search began with.")
    }
    var place = 0
    while place < trials.count {
      let (proposals, _) = next(after: Array(trials[..<place]), limit: trials.count)
      if proposals.isEmpty { throw refuse("there are \(trials.count) trials, but this search ends after \(place).") }
      for proposal in proposals {
        let trial = trials[proposal.number]
        guard trial.rung == proposal.rung, trial.origin == proposal.origin, trial.configuration.agrees(with: proposal.configuration) else {
          throw refuse(
            "trial \(trial.number) is (\(trial.configuration)) where this search tries (\(proposal.configuration)). Resume with the space, sampler, halving, "
              + "batch, direction and seed the search began with.")
        }
      }
      place += proposals.count
    }
  }
}

extension Configuration {
  /// Whether both are the same but for what C libraries may differ in.
  func agrees(with other: Configuration) -> Bool {
    entries.count == other.entries.count
      && zip(entries, other.entries).allSatisfy { left, right in
        if case (.real(let first), .real(let second)) = (left.value, right.value) {
          return left.name == right.name && (first - second).magnitude <= 1e-6 * max(first.magnitude, second.magnitude)
        }
        return left == right
      }
  }
}

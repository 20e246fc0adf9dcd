import Statistics

/// Stops trials whose best report so far is worse than the median of the completed trials at the same step.
///
/// Golovin et al., "Google Vizier: a service for black-box optimization", KDD 2017, section 3.2.1. Trials are compared with those of
/// earlier batches only (and of the same rung where the search halves), so that what is pruned does not depend on which thread was faster.
public struct MedianPruning: Sendable, Hashable {
  /// How many trials must have completed before any is stopped.
  public var startupTrials: Int
  /// The first step at which a trial may be stopped.
  public var firstStep: Int

  /// Pruning from a trial and a step on.
  ///
  /// - Parameters:
  ///   - startupTrials: 1 or more.
  ///   - firstStep: the first step at which a trial may be stopped.
  public init(startupTrials: Int = 5, firstStep: Int = 0) {
    self.startupTrials = startupTrials
    self.firstStep = firstStep
  }

  /// The medians of the trials that are over.
  struct Judge: Sendable {
    private let medians: [Int: Double]
    private let direction: Search.Direction
    private let firstStep: Int

    /// `nil` while too few trials have completed.
    init?(_ pruning: MedianPruning, over trials: [Trial], rung: Int, direction: Search.Direction) {
      let completed = trials.filter { $0.score != nil && $0.rung == rung }
      guard completed.count >= pruning.startupTrials else { return nil }
      var values: [Int: [Double]] = [:]
      for trial in completed {
        // A step that was reported twice counts once, as it was last.
        var last: [Int: Double] = [:]
        for report in trial.reports { last[report.step] = report.value }
        for (step, value) in last { values[step, default: []].append(value) }
      }
      medians = values.filter { $0.value.count >= pruning.startupTrials }.mapValues { Quantiles.median($0) }
      self.direction = direction
      firstStep = pruning.firstStep
    }

    func isHopeless(_ reports: [Trial.Report], at step: Int) -> Bool {
      guard step >= firstStep, let median = medians[step] else { return false }
      let values = reports.compactMap(\.value)
      guard let best = direction == .maximize ? values.max() : values.min() else { return true }
      return direction.isBetter(median, than: best)
    }
  }
}

public import Statistics

/// One configuration that was tried, and what came of it: what a search hands to its sink, and what it resumes from.
public struct Trial: Sendable, Hashable, Codable {
  /// What came of a trial.
  public enum Outcome: Sendable, Hashable, Codable {
    /// It ran to its end, with this finite score.
    case completed(score: Double)
    /// It was stopped early because it was worse than the others at this step.
    case pruned(step: Int)
    /// Its score was not a number, or infinite. It never wins.
    case undefined(score: String)
    /// It threw this error. It never wins.
    case failed(error: String)
  }

  /// What a trial said about itself on its way.
  public struct Report: Sendable, Hashable, Codable {
    /// How far it was.
    public let step: Int
    /// How good it was there; `nil` if that was not a finite number.
    public let value: Double?
  }

  /// Its number in the search, from 0.
  public let number: Int
  /// What was tried.
  public let configuration: Configuration
  /// How much it was allowed to spend; 1 where the search does not halve.
  public let resource: Double
  /// How many halvings it had survived; 0 where the search does not halve.
  public let rung: Int
  /// The trial whose configuration it goes on with; `nil` for a new configuration.
  public let origin: Int?
  /// What it said about itself on its way.
  public let reports: [Report]
  /// What came of it.
  public let outcome: Outcome

  /// A trial of a search.
  public init(
    number: Int, configuration: Configuration, resource: Double = 1, rung: Int = 0, origin: Int? = nil, reports: [Report] = [],
    outcome: Outcome
  ) {
    self.number = number
    self.configuration = configuration
    self.resource = resource
    self.rung = rung
    self.origin = origin
    self.reports = reports
    self.outcome = outcome
  }

  /// The score, if it ran to its end and had one.
  public var score: Double? {
    if case .completed(let score) = outcome { return score }
    return nil
  }
}

/// What an objective is given besides its configuration.
public struct TrialRun: Sendable {
  /// The number of the trial.
  public let number: Int
  /// How much it may spend: trees, rows, years, as the caller of a halving search chose; 1 otherwise.
  public let resource: Double
  /// Randomness of its own: the same for this trial whichever thread runs it.
  public var generator: SeededGenerator
  private let judge: MedianPruning.Judge?
  private(set) var reports: [Trial.Report] = []

  init(number: Int, resource: Double, generator: SeededGenerator, judge: MedianPruning.Judge?) {
    self.number = number
    self.resource = resource
    self.generator = generator
    self.judge = judge
  }

  /// Says how good the trial is so far, and stops it by an error if that is hopeless. Let the error through.
  ///
  /// - Parameters:
  ///   - value: as good as the score is: greater or less is better as the search was told.
  ///   - step: how far the trial is, such as its number of trees; each step is compared with the same step of others.
  public mutating func report(_ value: Double, at step: Int) throws(TrialPruned) {
    reports.append(Trial.Report(step: step, value: value.isFinite ? value : nil))
    if let judge, judge.isHopeless(reports, at: step) { throw TrialPruned(step: step) }
  }
}

/// Thrown by ``TrialRun/report(_:at:)`` to stop a trial that is worse than the others. It is no failure.
public struct TrialPruned: Error, Sendable, Hashable {
  /// Where it was stopped.
  public let step: Int
}

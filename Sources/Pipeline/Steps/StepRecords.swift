public import Statistics

/// A configuration that was looked at: what luck is reckoned from.
public struct TrialRecord: Codable, Hashable, Sendable {
  /// What was tried: a strategy's name, a model and its numbers.
  public let subject: String
  /// For what: `score`, `tuning` or `model`.
  public let purpose: String
  /// Its annual Sharpe ratio, if it is a strategy that has one.
  public let sharpe: Double?

  /// A configuration that was looked at.
  public init(_ subject: String, purpose: String, sharpe: Double?) {
    self.subject = subject
    self.purpose = purpose
    self.sharpe = sharpe
  }
}

/// What the step `features` says.
public struct FeatureRecord: Codable, Hashable, Sendable {
  /// A market's features.
  public struct Row: Codable, Hashable, Sendable {
    /// The market.
    public let market: DesignMarket
    /// How many features there are.
    public let features: Int
    /// Of how many bars they were computed.
    public let rows: Int
    /// How many of those rows have all of them.
    public let complete: Int
    /// Features that no row has.
    public let empty: [String]
  }
  /// By market.
  public var rows: [Row]
}

/// What the step `design` says.
public struct DesignRecord: Codable, Hashable, Sendable {
  /// A strategy that was registered.
  public struct Row: Codable, Hashable, Sendable {
    /// Its name.
    public let strategy: String
    /// How it came about.
    public let origin: String
    /// What it was made from.
    public let parent: String?
  }
  /// In the order in which they were designed.
  public var designed: [Row]
  /// How many of them a new market began with.
  public var seeded: Int
}

/// What the step `score` says.
public struct ScoreRecord: Codable, Hashable, Sendable {
  /// How many strategies were scored.
  public var scored: Int
  /// Those that could not be, with the reason.
  public var failed: [String: String]
  /// Those for which there is too little to be scored on, with the reason: they are tried again every day.
  public var waiting: [String: String]
  /// The costs, in words.
  public var costs: String
}

/// What the step `tune` says.
public struct TuneRecord: Codable, Hashable, Sendable {
  /// An attempt.
  public struct Attempt: Codable, Hashable, Sendable {
    /// The strategy.
    public let strategy: String
    /// Whether choosing among variations is better than leaving it, where it was not chosen.
    public let verdict: Verdict
    /// The variation that takes its place, if it is.
    public let child: String?
    /// How often tuning it has failed in a row by now.
    public let failures: Int
    /// Whether it was archived for that.
    public let isArchived: Bool
  }
  /// The attempts.
  public var attempts: [Attempt]
}

/// What the step `rank` says.
public struct RankRecord: Codable, Hashable, Sendable {
  /// A strategy with its score.
  public struct Row: Codable, Hashable, Sendable {
    /// The strategy.
    public let specification: StrategySpecification
    /// Its place, from 1; `nil` if there is too little to rank it by.
    public let rank: Int?
    /// Its numbers.
    public let metrics: [String: Double]
    /// The 95 % interval of its annual Sharpe ratio.
    public let interval: [Double]?
    /// How probable it is that this is more than the luckiest of all trials.
    public let deflatedSharpe: Double?
  }
  /// One row for each kind of strategy in each market: its best. The best first.
  public var rows: [Row]
  /// How many configurations have ever been tried in the workspace.
  public var trials: Int
  /// Who came into the roster and who left it.
  public var decisions: [DailyReport.Decision]
}

public import Market
public import Statistics

/// What a daily run found, decided and does not know: the contents of `report.json`, of which the page, the metrics and the summary are views.
///
/// Everything in it but ``timings`` is the same for the same inputs and seed, whatever the machine and the number of threads.
public struct DailyReport: Hashable, Codable, Sendable {
  /// The version of this document's form.
  public var schema = 1
  /// The day that was run.
  public var date: CivilDate
  /// What it comes to, for a person in a hurry.
  public var summary: Summary
  /// What the run was made of.
  public var provenance: Origin
  /// The markets that were read.
  public var markets: [MarketRow] = []
  /// How much was done.
  public var activity = Activity()
  /// The best strategies, best first; only those that may be ranked have a rank.
  public var topStrategies: [StrategyRow] = []
  /// The best models, best first.
  public var topModels: [ModelRow] = []
  /// The best ensembles, best first.
  public var topEnsembles: [EnsembleRow] = []
  /// Today beside the days before.
  public var trends: [Trend] = []
  /// How well the whole stands.
  public var health = PortfolioHealth([])
  /// The paper account at the end of each of its days.
  public var equity: [EquityPoint] = []
  /// Every gate that was asked, with its numbers.
  public var gates: [GateRow] = []
  /// Everything that was decided, and why.
  public var decisions: [Decision] = []
  /// What passed every gate, and nothing else.
  public var deploymentCandidates: [DeploymentCandidate] = []
  /// What a person should know.
  public var warnings: [Warning] = []
  /// The steps of the run, in their order.
  public var steps: [StepRow] = []
  /// How long each step took, in seconds: the only part that differs from run to run.
  public var timings: [String: Double] = [:]

  /// A report of a day, to be filled in.
  public init(date: CivilDate, summary: Summary, provenance: Origin) {
    self.date = date
    self.summary = summary
    self.provenance = provenance
  }

  /// The report without what differs from run to run.
  public var withoutTimings: DailyReport {
    var copy = self
    copy.timings = [:]
    return copy
  }
}

extension DailyReport {
  /// What a day comes to.
  public struct Summary: Hashable, Codable, Sendable {
    /// How a run ended.
    public enum Outcome: String, Hashable, Codable, Sendable, CaseIterable {
      /// Everything was done.
      case done
      /// Everything was done, and something that was asked for was refused by a gate.
      case refused
      /// A step failed; what does not depend on it was done.
      case failed
    }
    /// How it ended.
    public var outcome: Outcome
    /// One sentence.
    public var headline: String

    /// What a day comes to.
    public init(_ outcome: Outcome, _ headline: String) {
      self.outcome = outcome
      self.headline = headline
    }
  }

  /// What a run was made of: enough to make it again.
  public struct Origin: Hashable, Codable, Sendable {
    /// Where the prices come from, in words.
    public var data: String
    /// Whether they were made up.
    public var isSynthetic: Bool
    /// A fingerprint of every bar that was read.
    public var dataDigest: String
    /// A fingerprint of the settings.
    public var settingsDigest: String
    /// The seed of everything drawn.
    public var seed: UInt64
    /// The costs that were assumed, in words, and whether they were measured.
    public var costs: String

    /// What a run was made of.
    public init(data: String, isSynthetic: Bool, dataDigest: String, settingsDigest: String, seed: UInt64, costs: String) {
      self.data = data
      self.isSynthetic = isSynthetic
      self.dataDigest = dataDigest
      self.settingsDigest = settingsDigest
      self.seed = seed
      self.costs = costs
    }
  }

  /// A market that was read.
  public struct MarketRow: Hashable, Codable, Sendable {
    /// Its symbol.
    public var symbol: Symbol
    /// The length of its bars.
    public var timeframe: Timeframe
    /// How many there are.
    public var bars: Int
    /// How many are missing between the first and the last.
    public var missing: Int
    /// When the first begins.
    public var from: Timestamp?
    /// When the last was known.
    public var to: Timestamp?
    /// Whether the data can be worked with.
    public var quality: Verdict

    /// A market that was read.
    public init(symbol: Symbol, timeframe: Timeframe, bars: Int, missing: Int, from: Timestamp?, to: Timestamp?, quality: Verdict) {
      self.symbol = symbol
      self.timeframe = timeframe
      self.bars = bars
      self.missing = missing
      self.from = from
      self.to = to
      self.quality = quality
    }
  }

  /// How much was done, today and ever.
  public struct Activity: Hashable, Codable, Sendable {
    /// Strategies that were scored today.
    public var strategiesScored = 0
    /// Strategies that were designed today.
    public var strategiesDesigned = 0
    /// Strategies that were tuned today.
    public var strategiesTuned = 0
    /// Everything that was ever tried in this workspace: what luck is reckoned from.
    public var trialsEver = 0
    /// Models that were trained today.
    public var modelsTrained = 0
    /// Models that were quarantined today.
    public var modelsQuarantined = 0
    /// Ensembles that were tested today.
    public var ensemblesTested = 0
    /// Bars that paper trading took today.
    public var paperBars = 0
    /// Trades that paper trading closed today.
    public var paperTrades = 0
    /// Strategies that were disabled today.
    public var disabled = 0
    /// Strategies that were enabled again today.
    public var enabled = 0
    /// Strategies that were archived today.
    public var archived = 0

    /// Nothing yet.
    public init() {}
  }
}

public import Market
public import Statistics

extension DailyReport {
  /// A strategy in its market, as it was scored and as it does on paper.
  public struct StrategyRow: Hashable, Codable, Sendable {
    /// Its place, from 1; `nil` if there is too little to rank it by.
    public var rank: Int?
    /// Its full name.
    public var strategy: String
    /// What it trades.
    public var symbol: Symbol
    /// On which bars.
    public var timeframe: Timeframe
    /// How far it has come, such as `candidate`, `paper` or `deployable`.
    public var tier: String
    /// Trades that the score rests on.
    public var trades: Int
    /// The share of them that won.
    public var winRate: Double?
    /// What the winners earned for each unit that the losers lost.
    public var profitFactor: Double?
    /// The annual Sharpe ratio.
    public var sharpe: Double?
    /// The 95 % interval of it.
    public var sharpeInterval: [Double]?
    /// How probable it is that this is more than the luckiest of everything ever tried.
    public var deflatedSharpe: Double?
    /// The deepest fall of its account, as a fraction.
    public var drawdown: Double?
    /// Trades on paper, after everything it was chosen by.
    public var paperTrades: Int
    /// The share of them that won.
    public var paperWinRate: Double?
    /// What it was asked, and what the answers were.
    public var gates: [Verdict]

    /// A strategy in its market; what is not given is not known.
    public init(
      rank: Int?, strategy: String, symbol: Symbol, timeframe: Timeframe, tier: String, trades: Int, winRate: Double? = nil,
      profitFactor: Double? = nil, sharpe: Double? = nil, sharpeInterval: ClosedRange<Double>? = nil, deflatedSharpe: Double? = nil,
      drawdown: Double? = nil, paperTrades: Int = 0, paperWinRate: Double? = nil, gates: [Verdict] = []
    ) {
      self.rank = rank
      self.strategy = strategy
      self.symbol = symbol
      self.timeframe = timeframe
      self.tier = tier
      self.trades = trades
      self.winRate = winRate
      self.profitFactor = profitFactor
      self.sharpe = sharpe
      self.sharpeInterval = sharpeInterval.map { [$0.lowerBound, $0.upperBound] }
      self.deflatedSharpe = deflatedSharpe
      self.drawdown = drawdown
      self.paperTrades = paperTrades
      self.paperWinRate = paperWinRate
      self.gates = gates
    }
  }

  /// A model, judged on rows that it never saw.
  public struct ModelRow: Hashable, Codable, Sendable {
    /// Its name and version.
    public var model: String
    /// What it predicts.
    public var target: String
    /// Active, candidate, quarantined and so on.
    public var status: String
    /// What it is measured by.
    public var metric: String
    /// The measure out of fold.
    public var value: Double?
    /// Its 95 % interval.
    public var interval: [Double]?
    /// What knowing nothing would measure.
    public var noSkill: Double?
    /// Rows out of fold.
    public var rows: Int
    /// Whether something leaked into it.
    public var leakage: Verdict
    /// Whether its probabilities mean what they say, for a model of probabilities.
    public var reliability: [ReliabilityBin] = []
    /// The most important features, most important first.
    public var importance: [Share] = []

    /// A model.
    public init(
      model: String, target: String, status: String, metric: String, value: Double?, interval: ClosedRange<Double>?, noSkill: Double?,
      rows: Int, leakage: Verdict
    ) {
      self.model = model
      self.target = target
      self.status = status
      self.metric = metric
      self.value = value
      self.interval = interval.map { [$0.lowerBound, $0.upperBound] }
      self.noSkill = noSkill
      self.rows = rows
      self.leakage = leakage
    }
  }

  /// Rows of about the same predicted probability.
  public struct ReliabilityBin: Hashable, Codable, Sendable {
    /// How many.
    public var count: Int
    /// What was predicted, on average.
    public var predicted: Double
    /// What happened.
    public var observed: Double
    /// The interval of what happened.
    public var interval: [Double]

    /// Rows of about the same predicted probability.
    public init(count: Int, predicted: Double, observed: Double, interval: ClosedRange<Double>) {
      self.count = count
      self.predicted = predicted
      self.observed = observed
      self.interval = [interval.lowerBound, interval.upperBound]
    }
  }

  /// A share of a whole, by name.
  public struct Share: Hashable, Codable, Sendable {
    /// Whose.
    public var name: String
    /// How much, from 0 to 1.
    public var share: Double

    /// A share of a whole.
    public init(_ name: String, _ share: Double) {
      self.name = name
      self.share = share
    }
  }

  /// Several models that answer as one, judged out of fold.
  public struct EnsembleRow: Hashable, Codable, Sendable {
    /// Its name.
    public var ensemble: String
    /// How the answers become one: weighted, voting or stacking.
    public var kind: String
    /// Whose answers.
    public var members: [Share]
    /// What it is measured by.
    public var metric: String
    /// The measure out of fold.
    public var value: Double?
    /// Its 95 % interval.
    public var interval: [Double]?
    /// The best of its members by the same measure on the same rows.
    public var bestMember: Double?
    /// Rows out of fold.
    public var rows: Int

    /// Several models that answer as one.
    public init(
      ensemble: String, kind: String, members: [Share], metric: String, value: Double?, interval: ClosedRange<Double>?, bestMember: Double?,
      rows: Int
    ) {
      self.ensemble = ensemble
      self.kind = kind
      self.members = members
      self.metric = metric
      self.value = value
      self.interval = interval.map { [$0.lowerBound, $0.upperBound] }
      self.bestMember = bestMember
      self.rows = rows
    }
  }

  /// A number beside its mean over the days before.
  public struct Trend: Hashable, Codable, Sendable {
    /// What it is.
    public var name: String
    /// Today.
    public var today: Double?
    /// The mean of the days before that had it.
    public var before: Double?
    /// How many those are.
    public var days: Int

    /// A number beside its mean over the days before.
    public init(_ name: String, today: Double?, before: Double?, days: Int) {
      self.name = name
      self.today = today
      self.before = before
      self.days = days
    }
  }

  /// The paper account at the end of a day.
  public struct EquityPoint: Hashable, Codable, Sendable {
    /// When.
    public var time: Timestamp
    /// Its worth.
    public var equity: Double

    /// The paper account at an instant.
    public init(time: Timestamp, equity: Double) {
      self.time = time
      self.equity = equity
    }
  }

  /// A gate that was asked.
  public struct GateRow: Hashable, Codable, Sendable {
    /// Of what, such as a strategy's name, `models` or `roster`.
    public var subject: String
    /// Its answer, with its numbers.
    public var verdict: Verdict
    /// Whether a person passed over it.
    public var isForced: Bool

    /// A gate that was asked.
    public init(_ subject: String, _ verdict: Verdict, isForced: Bool = false) {
      self.subject = subject
      self.verdict = verdict
      self.isForced = isForced
    }
  }

  /// Something that was decided.
  public struct Decision: Hashable, Codable, Sendable {
    /// What, such as `disable`, `promote` or `retrain`.
    public var kind: String
    /// Of what.
    public var subject: String
    /// Why, with the numbers.
    public var reason: String
    /// Whether a person passed over a gate.
    public var isForced: Bool
    /// Whether nothing was changed by it.
    public var isDryRun: Bool

    /// Something that was decided.
    public init(_ kind: String, _ subject: String, _ reason: String, isForced: Bool = false, isDryRun: Bool = false) {
      self.kind = kind
      self.subject = subject
      self.reason = reason
      self.isForced = isForced
      self.isDryRun = isDryRun
    }
  }

  /// A strategy that passed every gate.
  public struct DeploymentCandidate: Hashable, Codable, Sendable {
    /// Its full name.
    public var strategy: String
    /// What it trades.
    public var symbol: Symbol
    /// On which bars.
    public var timeframe: Timeframe
    /// The numbers that it passed by.
    public var gates: [Verdict]

    /// A strategy that passed every gate.
    public init(strategy: String, symbol: Symbol, timeframe: Timeframe, gates: [Verdict]) {
      self.strategy = strategy
      self.symbol = symbol
      self.timeframe = timeframe
      self.gates = gates
    }
  }

  /// Something that a person should know.
  public struct Warning: Hashable, Codable, Sendable {
    /// Where it comes from, such as a step's name or a file.
    public var source: String
    /// What is wrong.
    public var message: String
    /// What to do.
    public var remedy: String?

    /// Something that a person should know.
    public init(_ source: String, _ message: String, remedy: String? = nil) {
      self.source = source
      self.message = message
      self.remedy = remedy
    }
  }

  /// A step of the run.
  public struct StepRow: Hashable, Codable, Sendable {
    /// Its name.
    public var name: String
    /// How it ended.
    public var status: StepStatus
    /// What it did, or why it did not.
    public var message: String

    /// A step of the run.
    public init(_ name: String, _ status: StepStatus, _ message: String) {
      self.name = name
      self.status = status
      self.message = message
    }
  }
}

/// How a step of the daily run ended.
public enum StepStatus: String, Hashable, Codable, Sendable, CaseIterable {
  /// It was done.
  case done
  /// It was done in an earlier run of the same day.
  case resumed
  /// There was nothing to do, or it was not due.
  case skipped
  /// A gate does not let it run.
  case blocked
  /// It failed.
  case failed
  /// It took longer than it may.
  case overBudget
  /// The run was cancelled before it was done.
  case cancelled
  /// A step that it needs did not do its work.
  case unreachable

  /// Whether the day is not whole because of it.
  public var isFailure: Bool { [.failed, .overBudget, .cancelled, .unreachable].contains(self) }
}

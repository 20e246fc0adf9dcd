public import Market
public import Risk
import Statistics
import Store

/// Everything that can be set of a daily run, with a default for all but the costs, which only you know.
///
///     let settings = PipelineSettings(costs: try Costs(makerFee: 0.0002, takerFee: 0.0005, slippage: 0.0002))
///
/// As a document (`settings.json` in a workspace) it may hold any part of this; what is not in it has its default, what is in it by mistake is
/// an error that says what was meant.
public struct PipelineSettings: Codable, Hashable, Sendable {
  /// What trading costs, until enough fills have been measured. There is no default.
  public var costs: Costs
  /// What everything random is derived from.
  public var seed: UInt64 = 7
  /// The lengths of bars that strategies are scored and traded on, the shortest first. Ticks become bars of the shortest.
  public var timeframes: [Timeframe] = [.minutes(5), .hours(1)]
  /// The money of the account that each strategy is scored with, and of the paper account.
  public var capital = 100_000.0
  /// The share of the account that a position takes.
  public var fraction = 0.25
  /// So many days at the end of the history are left to paper trading when a strategy is registered, and are never used to choose it.
  public var paperDays = 90
  /// But no greater share of the history than this.
  public var paperShare = 0.25
  /// Under so many bars before the part for paper trading a market is not scored.
  public var leastBars = 500
  /// The share of those bars that strategies only warm up, or learn, on.
  public var warmUpShare = 0.1
  /// In how many parts the others are scored.
  public var folds = 4
  /// How many strategies of a market are active at most.
  public var mostActive = 8
  /// For how many days a candidate that finds no place in the roster is kept.
  public var candidateDays = 7
  /// How many strategies are designed a day for each market.
  public var designs = 4
  /// How many of the worst strategies are tuned a day.
  public var tunings = 2
  /// How many variations a tuning tries.
  public var variations = 8
  /// After how many failed tunings in a row a strategy is archived.
  public var failedTunings = 3
  /// How many strategies, models and ensembles a report lists.
  public var listed = Listed()
  /// What a strategy has to show.
  public var gates = GateSettings()
  /// The limits that every order on paper passes.
  public var risk = PaperSettings.policy
  /// How models are trained.
  public var training = TrainingSettings()
  /// How long steps may take, in seconds, by the name of the step.
  public var budgets: [String: Double] = [:]

  /// How many rows a report lists.
  public struct Listed: Codable, Hashable, Sendable {
    /// Strategies.
    public var strategies = 20
    /// Models.
    public var models = 5
    /// Ensembles.
    public var ensembles = 3
  }

  /// The defaults, with your costs.
  public init(costs: Costs) { self.costs = costs }
}

/// What strategies have to show to be traded on paper, to be kept, and to be named as candidates for real money.
public struct GateSettings: Codable, Hashable, Sendable {
  /// Trades before anything is ranked.
  public var rankedTrades = 30
  /// Trades of a candidate for deployment.
  public var trades = 100
  /// Its annual Sharpe ratio.
  public var sharpe = 1.5
  /// How sure it must be that this is not the luckiest of all trials.
  public var deflatedSharpe = 0.95
  /// Its win rate; or
  public var winRate = 0.6
  /// its profit factor, if winners are larger than losers.
  public var profitFactor = 1.5
  /// How far its win rate on paper may lie from that of the score.
  public var paperAgreement = 0.2
  /// Trades on paper before that is judged.
  public var paperTrades = 30
  /// The win rate of a day under which a strategy is disabled, and
  public var prunedWinRate = 0.35
  /// the trades of that day before it is judged.
  public var prunedTrades = 10
  /// Over so many hours
  public var prunedHours = 48
  /// the Sharpe ratio of so many days must have been negative in such a share for a strategy to be disabled.
  public var prunedDays = 60
  /// That share.
  public var prunedShare = 0.8
  /// More models than these, with
  public var convergedModels = 50
  /// fewer ensembles than these tested, block training.
  public var testedEnsembles = 5

  /// The defaults.
  public init() {}
}

// MARK: - Ranges

extension PipelineSettings {
  /// Every number in its range.
  /// - Throws: ``PipelineError`` that names the first that is not, and says what it may be.
  public func validate() throws(PipelineError) {
    func check<Number: Comparable & Sendable>(_ name: String, _ value: Number, _ range: ClosedRange<Number>) throws(PipelineError) {
      if !range.contains(value) {
        throw PipelineError("settings", "\(name) is \(value), but must be from \(range.lowerBound) to \(range.upperBound)")
      }
    }
    try check("capital", capital, 1...1e12)
    try check("fraction", fraction, 0.001...1)
    try check("paperDays", paperDays, 1...3_650)
    try check("paperShare", paperShare, 0.05...0.75)
    try check("leastBars", leastBars, 100...10_000_000)
    try check("warmUpShare", warmUpShare, 0.01...0.8)
    try check("folds", folds, 2...20)
    try check("mostActive", mostActive, 1...1_000)
    try check("candidateDays", candidateDays, 1...3_650)
    try check("designs", designs, 0...1_000)
    try check("tunings", tunings, 0...1_000)
    try check("variations", variations, 1...1_000)
    try check("failedTunings", failedTunings, 1...100)
    try check("listed.strategies", listed.strategies, 0...10_000)
    try check("listed.models", listed.models, 0...10_000)
    try check("listed.ensembles", listed.ensembles, 0...10_000)
    try check("gates.rankedTrades", gates.rankedTrades, 30...1_000_000)
    try check("gates.trades", gates.trades, 30...1_000_000)
    try check("gates.sharpe", gates.sharpe, 0...100)
    try check("gates.deflatedSharpe", gates.deflatedSharpe, 0.5...0.999_999)
    try check("gates.winRate", gates.winRate, 0...1)
    try check("gates.profitFactor", gates.profitFactor, 1...100)
    try check("gates.paperAgreement", gates.paperAgreement, 0.01...1)
    try check("gates.paperTrades", gates.paperTrades, 1...1_000_000)
    try check("gates.prunedWinRate", gates.prunedWinRate, 0...1)
    try check("gates.prunedTrades", gates.prunedTrades, 1...1_000_000)
    try check("gates.prunedHours", gates.prunedHours, 1...10_000)
    try check("gates.prunedDays", gates.prunedDays, 1...3_650)
    try check("gates.prunedShare", gates.prunedShare, 0.01...1)
    do {
      try training.validate()
      try risk.validate()
    } catch {
      throw PipelineError("settings", "\(error)")
    }
    for (name, seconds) in budgets.sorted(by: { $0.key < $1.key }) {
      guard DailyRun.steps.contains(name) else {
        let hint = Suggestion.nearest(to: name, in: DailyRun.steps).map { "; did you mean '\($0)'?" } ?? ""
        throw PipelineError("settings", "budgets has no step '\(name)': there are \(DailyRun.steps.joined(separator: ", "))\(hint)")
      }
      try check("budgets.\(name)", seconds, 0.001...1e6)
    }
    guard !timeframes.isEmpty, timeframes.allSatisfy({ $0.isValid && $0.duration != nil }) else {
      throw PipelineError("settings", "timeframes is \(timeframes), but must name at least one length of time such as 5m or 1h")
    }
    let lengths = timeframes.compactMap(\.duration)
    guard zip(lengths, lengths.dropFirst()).allSatisfy(<) else {
      throw PipelineError("settings", "timeframes is \(timeframes), but must name each length once, the shortest first")
    }
    for length in lengths.dropFirst() where length.wholeNanoseconds % (lengths.first?.wholeNanoseconds ?? 1) != 0 {
      throw PipelineError("settings", "timeframes is \(timeframes), but each must be a whole multiple of the first, of which it is made")
    }
  }

  /// A digest of all of it.
  public var digest: String {
    get throws { try SHA256.hex(of: JSONText(encoding: self).description) }
  }

  /// How much is put into a trade.
  var sizer: any Sizer { get throws { try FixedFraction(fraction) } }

  /// How long a step may take.
  func budget(_ step: String) -> Duration { .seconds(budgets[step] ?? 600) }
}

// MARK: - Documents

extension PipelineSettings {
  /// Settings as a document holds them: the defaults, with what it says instead.
  ///
  /// - Parameters:
  ///   - text: JSON.
  ///   - file: what it is called in errors.
  /// - Throws: ``PipelineError`` for what is no JSON, names that do not exist, values of another kind or out of range, and missing costs.
  public init(json text: String, file: String = "settings.json") throws(PipelineError) {
    do {
      let given = try JSONText(text)
      var base = try JSONText(encoding: PipelineSettings(costs: .frictionless)).decode([String: JSONText].self)
      guard given.value(at: "costs") != nil else {
        throw PipelineError(
          file, "it says no costs, and there is no default",
          remedy: "add \"costs\": {\"makerFee\": 0.0002, \"takerFee\": 0.0005, \"slippage\": 0.0002} with yours, as fractions of the price"
        )
      }
      try PipelineSettings.lay(try given.decode([String: JSONText].self), over: &base, path: "")
      self = try JSONText(encoding: base).decode(PipelineSettings.self)
      try validate()
    } catch let error as PipelineError {
      throw PipelineError(file, error.message, remedy: error.remedy)
    } catch {
      throw PipelineError(file, "\(error)")
    }
  }

  private static func lay(_ given: [String: JSONText], over base: inout [String: JSONText], path: String) throws {
    for (name, value) in given.sorted(by: { $0.key < $1.key }) {
      guard let before = base[name] else {
        let hint = Suggestion.nearest(to: name, in: Array(base.keys)).map { "; did you mean '\($0)'?" } ?? ""
        throw PipelineError(
          "settings", "there is no setting '\(path)\(name)'\(hint); there are \(base.keys.sorted().joined(separator: ", "))")
      }
      if ["gates", "listed", "training"].contains(name), path.isEmpty, var inner = try? before.decode([String: JSONText].self) {
        guard let own = try? value.decode([String: JSONText].self) else {
          throw PipelineError(
            "settings", "'\(name)' is \(value), but must be an object such as {\"\(inner.keys.sorted().first ?? "")\": …}")
        }
        try lay(own, over: &inner, path: "\(name).")
        base[name] = try JSONText(encoding: inner)
      } else {
        base[name] = value
      }
    }
  }
}

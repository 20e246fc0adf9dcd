public import Market
public import Statistics

/// What is known when the question is whether to train again.
public struct RetrainEvidence: Hashable, Sendable {
  /// Now.
  public var time: Timestamp
  /// When the model in use was trained; `nil` if there is none.
  public var lastTraining: Timestamp?
  /// When training was last tried, whatever came of it.
  public var lastAttempt: Timestamp?
  /// When the paper period began; `nil` if it has not.
  public var paperSince: Timestamp?
  /// How many trades closed in it.
  public var closedTrades: Int
  /// How many rows there are that the last training did not have.
  public var newRows: Int
  /// The volatility of each day of the paper period.
  public var paperVolatility: [Double]
  /// The volatility of each day of a reference period before it.
  public var referenceVolatility: [Double]
  /// How far the features have moved; `nil` if nobody measured.
  public var featureDrift: FeatureDrift?
  /// The model's losses on its validation rows.
  public var referenceErrors: [Double]
  /// The model's losses on recent rows.
  public var recentErrors: [Double]
  /// The recent results of its trades, as fractions.
  public var recentResults: [Double]
  /// Who asked for it, if a person did.
  public var requestedBy: String?

  /// Evidence; what is left out is not known.
  public init(
    time: Timestamp, lastTraining: Timestamp? = nil, lastAttempt: Timestamp? = nil, paperSince: Timestamp? = nil, closedTrades: Int = 0,
    newRows: Int = 0, paperVolatility: [Double] = [], referenceVolatility: [Double] = [], featureDrift: FeatureDrift? = nil,
    referenceErrors: [Double] = [], recentErrors: [Double] = [], recentResults: [Double] = [], requestedBy: String? = nil
  ) {
    self.time = time
    self.lastTraining = lastTraining
    self.lastAttempt = lastAttempt
    self.paperSince = paperSince
    self.closedTrades = closedTrades
    self.newRows = newRows
    self.paperVolatility = paperVolatility
    self.referenceVolatility = referenceVolatility
    self.featureDrift = featureDrift
    self.referenceErrors = referenceErrors
    self.recentErrors = recentErrors
    self.recentResults = recentResults
    self.requestedBy = requestedBy
  }
}

/// Whether to train again, with every gate and every trigger.
///
/// *Gates* say whether training would be worth anything: all of them must pass. *Triggers* say whether there is a reason for it: one is enough.
/// A person may pass over the gates, and the record says so.
public struct RetrainDecision: Hashable, Sendable, Codable {
  /// The answers.
  public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
    /// Train.
    case train
    /// Train although a gate did not pass, because a person insists.
    case forced
    /// There is a reason, but a gate did not pass.
    case blocked
    /// There is no reason to.
    case notDue = "not_due"
  }

  /// A reason to train.
  public enum Trigger: String, Hashable, Sendable, Codable, CaseIterable {
    case schedule, performance, drift, person
  }

  /// The answer.
  public let outcome: Outcome
  /// One sentence for a person.
  public let reason: String
  /// When it was asked.
  public let time: Timestamp
  /// Each gate with its numbers.
  public let gates: [Verdict]
  /// The reasons there are.
  public let triggers: [Trigger]
  /// What the triggers saw: pass means that there is no reason.
  public let observations: [Verdict]

  /// Whether to go on and train. Nothing else is a yes.
  public var isGo: Bool { outcome == .train || outcome == .forced }

  /// Decides.
  ///
  /// - Parameters:
  ///   - evidence: what is known; a time before the last training or attempt is an error.
  ///   - policy: when one may and when one should.
  ///   - isForced: whether a person insists; needs `requestedBy`.
  public init(_ evidence: RetrainEvidence, policy: RetrainPolicy, isForced: Bool = false) throws(ABTestError) {
    for (past, what) in [
      (evidence.lastTraining, "last training"), (evidence.lastAttempt, "last attempt"), (evidence.paperSince, "paper period's beginning"),
    ] {
      if let past, past > evidence.time {
        throw ABTestError("RetrainDecision", "time", "is \(evidence.time), before the \(what) at \(past); the clock went back.")
      }
    }
    if isForced, evidence.requestedBy == nil {
      throw ABTestError("RetrainDecision", "requestedBy", "is missing; whoever passes over the gates gives a name.")
    }
    time = evidence.time
    gates = RetrainDecision.gates(evidence, policy)
    let schedule = RetrainDecision.schedule(evidence, policy)
    let performance = RetrainDecision.performance(evidence)
    let errors = ErrorDrift.verdict(reference: evidence.referenceErrors, recent: evidence.recentErrors)
    let drift = evidence.featureDrift?.verdict ?? .insufficient("feature_drift", samples: 0, needed: FeatureDrift.fewestRows)
    observations = [schedule, performance, errors, drift]
    var triggers: [Trigger] = []
    if schedule.isFail { triggers.append(.schedule) }
    if performance.isFail || errors.isFail { triggers.append(.performance) }
    if drift.isFail { triggers.append(.drift) }
    if evidence.requestedBy != nil { triggers.append(.person) }
    self.triggers = triggers
    let closed = gates.filter { !$0.isPass }
    let whose = triggers.map(\.rawValue).joined(separator: ", ")
    if triggers.isEmpty {
      outcome = .notDue
      reason = "There is no reason to train: \(schedule.reason)"
    } else if closed.isEmpty {
      outcome = .train
      reason = "Every gate passed. Asked for by: \(whose)."
    } else {
      outcome = isForced ? .forced : .blocked
      let gates = closed.map { "\($0.name) (\($0.outcome.rawValue))" }.joined(separator: ", ")
      reason =
        isForced ? "Forced by \(evidence.requestedBy ?? "somebody") past: \(gates)." : "Blocked by: \(gates). Asked for by: \(whose)."
    }
  }

  private static func gates(_ evidence: RetrainEvidence, _ policy: RetrainPolicy) -> [Verdict] {
    func days(since past: Timestamp) -> Double { (evidence.time - past) / .seconds(86_400) }
    func atLeast(_ name: String, _ value: Double, _ needed: Double, _ what: String) -> Verdict {
      let numbers: KeyValuePairs = ["value": value, "needed": needed]
      let sentence = "There are \(value.short) \(what) where \(needed.short) are needed."
      return value >= needed ? .pass(name, sentence, numbers) : .fail(name, sentence, numbers)
    }
    let paper =
      evidence.paperSince.map { atLeast("paper_period", days(since: $0), policy.paperDays, "days on paper") }
      ?? .insufficient("paper_period", "There is no paper period.", ["needed": policy.paperDays])
    let coolDown =
      evidence.lastAttempt.map { atLeast("cool_down", days(since: $0), policy.coolDownDays, "days since the last attempt") }
      ?? .pass("cool_down", "Nothing has been tried before.", ["needed": policy.coolDownDays])
    return [
      paper,
      atLeast("closed_trades", Double(evidence.closedTrades), Double(policy.closedTrades), "closed trades"),
      RegimeDiversity.verdict(period: evidence.paperVolatility, reference: evidence.referenceVolatility),
      atLeast("new_data", Double(evidence.newRows), Double(policy.newRows), "new rows"),
      coolDown,
    ]
  }

  private static func schedule(_ evidence: RetrainEvidence, _ policy: RetrainPolicy) -> Verdict {
    guard let last = evidence.lastTraining else {
      return .fail("schedule", "No model has been trained.", ["interval": policy.intervalDays])
    }
    let days = (evidence.time - last) / .seconds(86_400)
    let numbers: KeyValuePairs = ["days": days, "interval": policy.intervalDays]
    return days >= policy.intervalDays
      ? .fail("schedule", "The model is \(days.short) days old, and one is due every \(policy.intervalDays.short).", numbers)
      : .pass("schedule", "The model is \(days.short) days old; the next is due at \(policy.intervalDays.short).", numbers)
  }

  /// Whether the recent trades lose, beyond what luck explains.
  private static func performance(_ evidence: RetrainEvidence) -> Verdict {
    let name = "performance"
    guard let sharpe = try? SharpeRatio(of: evidence.recentResults, periodsPerYear: 1), sharpe.isSufficient else {
      return .insufficient(name, samples: evidence.recentResults.count, needed: SharpeRatio.fewestObservations)
    }
    let numbers: KeyValuePairs = ["t_ratio": sharpe.tRatio, "trades": Double(sharpe.count)]
    return sharpe.probability(ofMoreThan: 0) < 0.05
      ? .fail(name, "The recent trades lose, more than luck explains.", numbers) : .pass(name, "The recent trades do not lose.", numbers)
  }
}

extension Double {
  /// The number to two decimals, without those that are zero.
  fileprivate var short: String {
    let hundredths = (self * 100).rounded(.down) / 100
    return hundredths == hundredths.rounded() && magnitude < 1e15 ? "\(Int(hundredths))" : "\(hundredths)"
  }
}

/// How a challenger's share grows: a little, a little more, all.
///
///     let ramp = try CanaryRamp()                          // 1, 5, 25 and 100 %
///     switch ramp.step(after: evaluation, share: 0.01) {
///     case .raise(let share): ...                          // experiment.giving("v13", share: share)
///     case .hold(let reason), .stop(let reason): ...
///     case .promote: ...
///     }
///
/// Every stage needs its own number of the challenger's closed trades without a broken guard and without evidence of harm. The last stage is promotion,
/// and promotion asks for everything an ``ChallengerEvaluation`` asks for.
public struct CanaryRamp: Hashable, Sendable, Codable {
  /// The shares below the whole, ascending.
  public let shares: [Double]
  /// How many closed trades of the challenger each stage needs, counted from its first.
  public let tradesPerStage: Int

  /// A ramp.
  ///
  /// - Parameters:
  ///   - shares: ascending, above 0 and at most 0.99; the whole is not among them, because that is promotion.
  ///   - tradesPerStage: 1 to 1 000 000.
  public init(shares: [Double] = [0.01, 0.05, 0.25], tradesPerStage: Int = 30) throws(ABTestError) {
    if shares.isEmpty || zip(shares, shares.dropFirst()).contains(where: { $0 >= $1 }) || !shares.allSatisfy({ $0 > 0 && $0 <= 0.99 }) {
      throw ABTestError("CanaryRamp", "shares", "are \(shares); they must ascend, above 0 and at most 0.99, such as 0.01, 0.05, 0.25.")
    }
    try ABTestError.check(tradesPerStage, in: 1...1_000_000, "CanaryRamp", "tradesPerStage")
    self.shares = shares
    self.tradesPerStage = tradesPerStage
  }

  /// Reads a ramp and checks it.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      shares: values.decode([Double].self, forKey: .shares), tradesPerStage: values.decode(Int.self, forKey: .tradesPerStage))
  }

  /// What to do next.
  public enum Step: Hashable, Sendable {
    /// Give the challenger this share of the keys.
    case raise(Double)
    /// Leave the share as it is.
    case hold(String)
    /// Make it the champion.
    case promote
    /// Take its share away.
    case stop(String)
  }

  /// The next step.
  ///
  /// - Parameters:
  ///   - evaluation: of the challenger, with the policy's guards.
  ///   - share: what it has now; 0 before the ramp.
  public func step(after evaluation: ChallengerEvaluation, share: Double) -> Step {
    switch evaluation.decision.outcome {
    case .stop: return .stop(evaluation.decision.reason)
    case .promote: return .promote
    case .keep: return .stop(evaluation.decision.reason)
    case .wait: break
    }
    // A share that came through weights may differ from the stage's in its last digits.
    guard let next = shares.first(where: { $0 > share * (1 + 1e-9) }) else { return .hold(evaluation.decision.reason) }
    let stagesDone = shares.count { $0 <= share * (1 + 1e-9) }
    let needed = stagesDone * tradesPerStage
    return evaluation.challenger.trades >= needed
      ? .raise(next)
      : .hold("The challenger has \(evaluation.challenger.trades) closed trades where the next stage needs \(needed).")
  }
}

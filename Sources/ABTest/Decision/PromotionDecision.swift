import Statistics

/// What follows from an evaluation.
public struct PromotionDecision: Hashable, Sendable, Codable {
  /// The four answers.
  public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
    /// The challenger has earned its place.
    case promote
    /// The champion stays: what was worth finding would have been found.
    case keep
    /// There is not enough evidence.
    case wait
    /// The challenger does harm and must not trade any more.
    case stop
  }

  /// The answer.
  public let outcome: Outcome
  /// One sentence for a person.
  public let reason: String
  /// How many more closed trades of both arms it is likely to take; 0 unless one waits.
  public let missingTrades: Int

  init(
    checks: [Verdict], trades: (champion: Int, challenger: Int), plan: PowerAnalysis, policy: PromotionPolicy, isShadow: Bool, share: Double
  ) {
    let total = trades.champion + trades.challenger
    let broken = checks.filter { $0.isFail && ["difference", "drawdown", "largest_loss"].contains($0.name) }
    let failed = checks.filter(\.isFail)
    if !broken.isEmpty {
      outcome = .stop
      reason = broken.map(\.reason).joined(separator: " ")
      missingTrades = 0
    } else if checks.allSatisfy(\.isPass), isShadow {
      outcome = .wait
      reason = "It passes every rule as a shadow, but nothing it did was traded: give it a share first."
      missingTrades = plan.trades
    } else if checks.allSatisfy(\.isPass) {
      outcome = .promote
      reason = "It passes every rule."
      missingTrades = 0
    } else if total >= plan.trades, trades.champion >= policy.fewestTrades, trades.challenger >= policy.fewestTrades {
      outcome = .keep
      reason =
        "A difference of \(policy.effect) standard deviations would have been found in \(plan.trades) trades with a probability of \(policy.power); after \(total) there is none."
      missingTrades = 0
    } else {
      outcome = .wait
      // An arm that lacks trades gets only its share of all that come.
      let ofChallenger = Double(max(0, policy.fewestTrades - trades.challenger)) / min(max(share, 0.001), 0.999)
      let ofChampion = Double(max(0, policy.fewestTrades - trades.champion)) / min(max(1 - share, 0.001), 0.999)
      missingTrades = max(plan.missing(after: total), Int(max(ofChallenger, ofChampion).rounded(.up)))
      let doubts = (failed.isEmpty ? checks.filter(\.isInsufficient) : failed).map { "\($0.name): \($0.reason)" }
      reason = "About \(missingTrades) more trades are needed. \(doubts.joined(separator: " "))"
    }
  }

  /// Whether the challenger is to become champion.
  public var isPromotion: Bool { outcome == .promote }
}

import Market
public import Statistics

/// How an ensemble comes to its answer.
public enum EnsembleMethod: String, Codable, Hashable, Sendable, CaseIterable {
  /// The members' odds, weighted by the skill that each has shown out of fold.
  case weighted
  /// Each member that is surer than it usually is has a vote; two must agree and none may be against.
  case voting
  /// A regression on what the members said out of fold.
  case stacking
}

/// What the models of a group say together: how probable a rise is, or that they can't tell.
///
///     let ensembles = Ensemble.trained(on: outcome, members: references, level: 0.01)
///     ensembles[0].probability(of: [.direction: 0.61, .momentum: 0.55, .price: 0.002, .volatility: 0.004, .risk: 0.01])
///
/// It is fitted on the predictions of all parts of the data but the last, by models that had not seen them, and scored on the last.
public struct Ensemble: Codable, Hashable, Sendable, Identifiable {
  /// Whose models.
  public let group: ModelGroup
  /// How it comes to its answer.
  public let method: EnsembleMethod
  /// The models, and the weight of each where there are weights.
  public let members: [Member]
  /// The constant of a regression.
  let intercept: Double
  /// Voting: how probable a side is that has been voted for.
  let voted: Double
  /// What was measured on the last part: `skill`, `accuracy`, `coverage`, `rows`, `log_loss`.
  public let metrics: [String: Double]
  /// Whether that is better than no answer.
  public let skill: Verdict

  /// A model in an ensemble.
  public struct Member: Codable, Hashable, Sendable {
    /// What it is asked.
    public let kind: ModelKind
    /// Which version.
    public let model: ModelReference
    /// Its weight; 0 for one that has shown no skill.
    public let weight: Double
    /// What is subtracted from what it says, and
    let centre: Double
    /// what that is divided by.
    let scale: Double
    /// How far from even it must be to have a vote.
    let margin: Double
  }

  /// Its name.
  public var id: String { "\(method.rawValue)-\(group.name)" }

  /// How probable a rise is; `nil` if it abstains, or a member's prediction is missing.
  public func probability(of predictions: [ModelKind: Double]) -> Double? {
    switch method {
    case .weighted:
      let heard = members.filter { $0.weight > 0 }
      guard !heard.isEmpty else { return nil }
      var sum = 0.0
      for member in heard {
        guard let odds = Opinion.odds(member.kind, predictions) else { return nil }
        sum += member.weight * odds
      }
      return LogLoss.probability(sum)
    case .voting:
      var (rises, falls) = (0, 0)
      for member in members {
        guard let odds = Opinion.odds(member.kind, predictions) else { return nil }
        if odds.magnitude > member.margin { if odds > 0 { rises += 1 } else { falls += 1 } }
      }
      guard max(rises, falls) >= 2, min(rises, falls) == 0 else { return nil }
      return rises > 0 ? voted : 1 - voted
    case .stacking:
      var sum = intercept
      for member in members {
        guard let input = Opinion.input(member.kind, predictions) else { return nil }
        sum += member.weight * (input - member.centre) / member.scale
      }
      return LogLoss.probability(sum)
    }
  }
}

/// What the prediction of a model means for the direction.
enum Opinion {
  /// The kinds of models that say which way.
  static let directional: [ModelKind] = [.direction, .momentum, .price]

  /// The logarithm of the odds of a rise; `nil` for a kind that says nothing of it, or where a prediction is missing.
  static func odds(_ kind: ModelKind, _ predictions: [ModelKind: Double]) -> Double? {
    guard let value = predictions[kind], value.isFinite else { return nil }
    switch kind {
    case .direction, .momentum: return LogLoss.odds(value)
    case .price:
      // A normal return of this mean and scatter rises with about these odds: the logistic curve of 1.702 z is that of the normal within 0.01.
      guard let scatter = predictions[.volatility], scatter > 0 else { return nil }
      return min(max(1.702 * value / scatter, -6), 6)
    case .risk, .volatility: return nil
    }
  }

  /// What a regression is fed of a kind.
  static func input(_ kind: ModelKind, _ predictions: [ModelKind: Double]) -> Double? {
    Opinion.directional.contains(kind) ? odds(kind, predictions) : predictions[kind].flatMap { $0.isFinite ? $0 : nil }
  }
}

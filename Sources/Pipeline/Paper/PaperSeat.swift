public import Market

/// What is traded on paper, from when on, and for which experiment.
public struct PaperSeat: Codable, Hashable, Sendable {
  /// The strategy.
  public let specification: StrategySpecification
  /// The first bar that may be traded begins then or later; before it there is only warming up.
  public let from: Timestamp
  /// The model that drives it, for a strategy that has one.
  public let model: ModelReference?
  /// The arm of an experiment that it plays, if it plays one.
  public let arm: PaperArm?

  /// A seat.
  public init(_ specification: StrategySpecification, from: Timestamp, model: ModelReference? = nil, arm: PaperArm? = nil) {
    self.specification = specification
    self.from = from
    self.model = model
    self.arm = arm
  }

  /// Such as `breakout(period=20)@BTC-USDT/1h`, and behind it model and arm.
  public var name: String {
    specification.description + (model.map { " by \($0)" } ?? "") + (arm.map { " as \($0.name) of \($0.experiment)" } ?? "")
  }

  /// Whether another seat trades the same thing: the day from which it trades apart.
  func tradesLike(_ other: PaperSeat) -> Bool { specification == other.specification && model == other.model && arm == other.arm }
}

/// The arm of an experiment.
public struct PaperArm: Codable, Hashable, Sendable {
  /// The experiment.
  public let experiment: String
  /// The arm's name in it.
  public let name: String
  /// Whether it is scored without being traded: in an account of its own, on every key.
  public let isShadow: Bool

  /// An arm of an experiment.
  public init(_ name: String, of experiment: String, isShadow: Bool = false) {
    self.experiment = experiment
    self.name = name
    self.isShadow = isShadow
  }
}

/// How well a portfolio stands, from 0 to 100, made of parts that are shown with it.
///
///     let health = PortfolioHealth([.init("drawdown", 0.9, weight: 2, "2 % under its peak"), .init("skill", nil, weight: 1, "too few trades")])
///     print(health.label)     // excellent
///
/// A part that nobody can tell counts for nothing and is shown as unknown. Where less than half of the weight is known there is no score.
public struct PortfolioHealth: Hashable, Codable, Sendable {
  /// The weighted mean of the known parts, from 0 to 100; `nil` if less than half of the weight is known.
  public let score: Double?
  /// What the score is called.
  public let label: Label
  /// What it is made of.
  public let parts: [Part]

  /// A part of it.
  public struct Part: Hashable, Codable, Sendable {
    /// What it is.
    public var name: String
    /// How good, from 0 to 1; `nil` if it can't be told.
    public var value: Double?
    /// How much it counts.
    public var weight: Double
    /// The numbers behind it, in words.
    public var reason: String

    /// A part of it; values out of 0…1 count as the nearer end, and NaN as unknown.
    public init(_ name: String, _ value: Double?, weight: Double, _ reason: String) {
      precondition(weight > 0 && weight.isFinite, "the weight of a part of the health must be positive")
      self.name = name
      self.value = value.flatMap { $0.isNaN ? nil : min(1, max(0, $0)) }
      self.weight = weight
      self.reason = reason
    }
  }

  /// What a score is called.
  public enum Label: String, Hashable, Codable, Sendable, CaseIterable {
    /// 80 and more.
    case excellent
    /// 60 and more.
    case good
    /// 40 and more.
    case fair
    /// 20 and more.
    case poor
    /// Less than 20.
    case critical
    /// There is no score.
    case insufficient

    /// The name of a score.
    public init(score: Double?) {
      guard let score, !score.isNaN else {
        self = .insufficient
        return
      }
      self = score >= 80 ? .excellent : score >= 60 ? .good : score >= 40 ? .fair : score >= 20 ? .poor : .critical
    }
  }

  /// The health that these parts come to.
  public init(_ parts: [Part]) {
    self.parts = parts
    let known = parts.filter { $0.value != nil }
    let weight = known.reduce(0) { $0 + $1.weight }
    let whole = parts.reduce(0) { $0 + $1.weight }
    score = weight > 0 && weight * 2 >= whole ? known.reduce(0) { $0 + ($1.value ?? 0) * $1.weight } / weight * 100 : nil
    label = Label(score: score)
  }
}

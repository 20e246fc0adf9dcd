/// A factor that makes a size smaller or larger, for reasons that have nothing to do with which sizer it came from.
public protocol SizingScale: Sendable {
  /// The size times this scale's factor, or a refusal.
  func scale(_ sizing: Sizing, for request: SizingRequest) -> Sizing
}

/// A sizer whose sizes are multiplied by a scale.
public struct ScaledSizer<Base: Sizer, Scale: SizingScale>: Sizer {
  /// The sizer.
  public let base: Base
  /// What its sizes are multiplied by.
  public let scale: Scale

  /// The size of the base, scaled.
  public func size(_ request: SizingRequest) -> Sizing {
    let sizing = base.size(request)
    return sizing.refusal == nil ? scale.scale(sizing, for: request) : sizing
  }
}

extension Sizer {
  /// This sizer with its sizes multiplied by a scale.
  public func scaled<Scale: SizingScale>(by scale: Scale) -> ScaledSizer<Self, Scale> { ScaledSizer(base: self, scale: scale) }

  /// This sizer with its sizes cut to what caps leave room for.
  public func capped(by caps: SizingCaps) -> ScaledSizer<Self, SizingCaps> { ScaledSizer(base: self, scale: caps) }
}

extension ScaledSizer: Equatable where Base: Equatable, Scale: Equatable {}
extension ScaledSizer: Hashable where Base: Hashable, Scale: Hashable {}

/// Trades less when the strategy is less sure: a straight line from the floor at confidence 0 to 1 at confidence 1.
public struct ConfidenceScale: SizingScale, Hashable {
  /// The factor at confidence 0.
  public let floor: Double

  /// From half the size at confidence 0 to all of it at confidence 1.
  public init() { floor = 0.5 }

  /// A scale with a floor of 0 to 1, or an error.
  public init(floor: Double) throws(RiskError) {
    try RiskError.check(floor, "ConfidenceScale", "floor", in: 0...1)
    self.floor = floor
  }

  /// The size times `floor + (1 - floor) × confidence`.
  public func scale(_ sizing: Sizing, for request: SizingRequest) -> Sizing {
    sizing.multiplied(by: floor + (1 - floor) * request.confidence, "confidence")
  }
}

/// Trades less while the account is below its peak: all of the size down to a drawdown, then a straight line to the floor.
public struct DrawdownScale: SizingScale, Hashable {
  /// The drawdown from which the size shrinks, as a fraction of the peak.
  public let start: Double
  /// The drawdown from which the size stays at the floor.
  public let end: Double
  /// The factor at `end` and below.
  public let floor: Double

  /// A scale, or an error that says which number it can't be made with.
  ///
  /// - Parameters:
  ///   - start: 0 to 1.
  ///   - end: above `start`, at most 1.
  ///   - floor: 0 to 1; with 0 nothing is traded any more at `end`.
  public init(from start: Double, to end: Double, floor: Double) throws(RiskError) {
    try RiskError.check(start, "DrawdownScale", "start", in: 0...1)
    try RiskError.check(end, "DrawdownScale", "end", in: 0...1)
    try RiskError.check(floor, "DrawdownScale", "floor", in: 0...1)
    guard end > start else {
      throw RiskError(.outOfRange, "DrawdownScale", "end", "must be above start (\(start)), got \(end).")
    }
    self.start = start
    self.end = end
    self.floor = floor
  }

  /// The size times the factor at the request's drawdown.
  public func scale(_ sizing: Sizing, for request: SizingRequest) -> Sizing {
    let depth = min(max((request.drawdown - start) / (end - start), 0), 1)
    return sizing.multiplied(by: 1 - (1 - floor) * depth, "drawdown")
  }
}

/// Several sums of a stretch side by side.
public struct SumLanes<Lanes: SIMD & Codable & Sendable>: StretchSummary where Lanes.Scalar == Double {
  /// What stands in slots that hold nothing yet.
  @inlinable
  public static var blank: SumLanes { SumLanes(.zero) }

  /// The sums.
  public let values: Lanes

  /// One input of several numbers.
  @inlinable
  public init(_ input: Lanes) { values = input }

  /// Both sums, lane by lane.
  @inlinable
  public func followed(by later: SumLanes) -> SumLanes {
    SumLanes(values + later.values)
  }
}

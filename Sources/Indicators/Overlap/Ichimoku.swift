/// Ichimoku (Hosoda 1969): the middles of three windows, two of them drawn ahead as the borders of a cloud.
///
/// Only what a bar can know: the cloud at a bar is the one that was drawn ahead to it. The lagging line is not given, since it is the close
/// drawn back to where it was not known; compare the close with the one `base` bars ago instead.
public struct Ichimoku: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ICHIMOKU", .overlap, "Ichimoku: conversion and base line, and the cloud drawn ahead to the bar",
    parameters: [.period(9, "conversion", least: 2), .period(26, "base", least: 2), .period(52, "span", least: 2)],
    inputs: ["high", "low"], outputs: ["conversion", "base", "spana", "spanb"])

  /// The two lines and the borders of the cloud.
  public struct Output: MultipleOutput {
    /// The middle of the shortest window (tenkan).
    public let conversion: Double
    /// The middle of the second window (kijun).
    public let base: Double
    /// The mean of conversion and base line, `base` bars before (senkou A).
    public let spanA: Double
    /// The middle of the longest window, `base` bars before (senkou B).
    public let spanB: Double

    @inlinable
    init(conversion: Double, base: Double, spanA: Double, spanB: Double) {
      self.conversion = conversion
      self.base = base
      self.spanA = spanA
      self.spanB = spanB
    }

    /// The numbers in their order.
    public static var members: [(name: String, path: KeyPath<Output, Double>)] {
      [("conversion", \.conversion), ("base", \.base), ("spana", \.spanA), ("spanb", \.spanB)]
    }

    /// The number at a position.
    @inlinable
    public func member(_ position: Int) -> Double { position == 0 ? conversion : position == 1 ? base : position == 2 ? spanA : spanB }
  }

  @usableFromInline var conversion: MIDPRICE
  @usableFromInline var base: MIDPRICE
  @usableFromInline var span: MIDPRICE
  @usableFromInline var spanA: PairDelay
  /// The periods, of which the second is also how far ahead the cloud is drawn.
  @usableFromInline let shift: Int

  /// The windows of the two lines and of the cloud's far border, each at least 2; the cloud is drawn `base` bars ahead.
  public init(_ conversion: Int = 9, _ base: Int = 26, _ span: Int = 52) throws(InvalidParameter) {
    try self.init(parameters: [Double(conversion), Double(base), Double(span)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    conversion = try MIDPRICE(Int(values[0]))
    base = try MIDPRICE(Int(values[1]))
    span = try MIDPRICE(Int(values[2]))
    shift = Int(values[1])
    spanA = PairDelay(shift)
  }

  /// The longest window's, and how far ahead the cloud is drawn.
  public var warmUp: Int { max(conversion.warmUp, max(base.warmUp, span.warmUp)) + shift }

  /// Takes the next high (x) and low (y).
  @inlinable
  public mutating func update(_ input: Pair) -> Output? {
    let (fast, slow, far) = (conversion.update(input), base.update(input), span.update(input))
    guard let fast, let slow, let far, let drawn = spanA.update(Pair((fast + slow) / 2, far)) else { return nil }
    return Output(conversion: fast, base: slow, spanA: drawn.x, spanB: drawn.y)
  }

  /// Two numbers given back so many steps later.
  @usableFromInline
  struct PairDelay: Codable, Equatable, Sendable {
    @usableFromInline var x: Delay
    @usableFromInline var y: Delay

    init(_ length: Int) {
      x = Delay(length)
      y = Delay(length)
    }

    @inlinable
    mutating func update(_ pair: Pair) -> Pair? {
      let (first, second) = (x.update(pair.x), y.update(pair.y))
      guard let first, let second else { return nil }
      return Pair(first, second)
    }
  }
}

/// True strength index (Blau 1991): the change of the value, smoothed twice, in percent of its size, smoothed twice.
public struct TSI: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "TSI", .momentum, "true strength index: twice smoothed changes in percent of their twice smoothed sizes",
    parameters: [.period(25, "first", least: 2), .period(13, "second", least: 2)], memory: .recursive)

  @usableFromInline var changes: DoubleSmoothing
  @usableFromInline var sizes: DoubleSmoothing
  @usableFromInline var previous: Double?

  /// The periods of the first and of the second smoothing, each at least 2.
  public init(_ first: Int = 25, _ second: Int = 13) throws(InvalidParameter) {
    try self.init(parameters: [Double(first), Double(second)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let periods = try Self.declaration.resolve(parameters)
    changes = DoubleSmoothing(periods[0], periods[1])
    sizes = changes
  }

  /// Those of both smoothings, and one for the first change.
  public var warmUp: Int { changes.warmUp + 1 }

  /// Takes the next value; without any movement the index is 0.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard let before = previous else {
      if input.isFinite { previous = input }
      return nil
    }
    let change = input - before
    if change.isFinite { previous = input }
    let averages = (changes.update(change), sizes.update(abs(change)))
    guard case (let strength?, let size?) = averages else { return nil }
    return size == 0 ? 0 : 100 * strength / size
  }
}

/// An exponential average of an exponential average.
@usableFromInline
struct DoubleSmoothing: Codable, Equatable, Sendable {
  @usableFromInline var first: Smoothing
  @usableFromInline var second: Smoothing

  init(_ first: Double, _ second: Double) {
    self.first = Smoothing(period: Int(first), weight: 2 / (first + 1))
    self.second = Smoothing(period: Int(second), weight: 2 / (second + 1))
  }

  @usableFromInline var warmUp: Int { first.warmUp + second.warmUp }

  @inlinable
  mutating func update(_ input: Double) -> Double? { first.update(input).flatMap { second.update($0) } }
}

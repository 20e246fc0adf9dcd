public import Market

/// Aroon (Chande 1995): how recently the lowest low and the highest high of the last bars were made, 100 for now and 0 for `period` bars ago.
///
/// Among equal prices the latest counts.
public struct AROON: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "AROON", .momentum, "how recently the lowest low and the highest high were made", parameters: [.period(14, least: 2)],
    inputs: ["high", "low"], outputs: ["down", "up"])

  /// Both recencies.
  public struct Output: MultipleOutput {
    /// How recent the lowest low is.
    public let down: Double
    /// How recent the highest high is.
    public let up: Double

    @inlinable
    init(down: Double, up: Double) {
      self.down = down
      self.up = up
    }

    /// The numbers in their order.
    public static var members: [(name: String, path: KeyPath<Output, Double>)] { [("down", \.down), ("up", \.up)] }

    /// The number at a position.
    @inlinable
    public func member(_ position: Int) -> Double { position == 0 ? down : up }
  }

  @usableFromInline var window: PlaceWindow

  /// Over `period` bars and the one before them; at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    window = PlaceWindow(Int(try Self.declaration.resolve(parameters)[0]) + 1)
  }

  /// The period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Output? {
    guard let ages = window.update(bar.high, bar.low) else { return nil }
    // 100 for an extremum of this bar, 0 for one of `period` bars ago.
    let period = Double(warmUp)
    let recencies = (period - ages) * (100 / period)
    return Output(down: recencies.y, up: recencies.x)
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout OutputColumns<Output>) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    guard window.isEmpty else { return mapStep(over: input, into: &output) }
    let missing = warmUp
    output.withColumns { downs, ups in
      downs.fillMissing(missing)
      ups.fillMissing(missing)
      sweep(input) { row, both, part in
        downs.put(both.second, at: row, part)
        ups.put(both.first, at: row, part)
      }
    }
  }

  /// Computes a whole series of bars, handing each two rows that have values to `emit`, upwards and downwards. It must have been handed nothing before.
  @inline(__always)
  func sweep(_ input: Bar.Columns, _ emit: (Int, TwoColumns, RowPart) -> Void) {
    let period = Double(warmUp)
    let share = 100 / period
    slidingPlaces(input.high.span, input.low.span, window.period) { row, places, part in
      let oldest = SIMD2(Double(row), Double(row &+ 1)) - period
      emit(row, TwoColumns((places.first - oldest) * share, (places.second - oldest) * share), part)
    }
  }
}

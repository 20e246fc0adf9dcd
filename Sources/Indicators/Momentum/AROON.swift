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

  @usableFromInline var highs: ExtremumWindow
  @usableFromInline var lows: ExtremumWindow

  /// Over `period` bars and the one before them; at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = Int(try Self.declaration.resolve(parameters)[0])
    highs = ExtremumWindow(.maximum, period + 1)
    lows = ExtremumWindow(.minimum, period + 1)
  }

  /// The period.
  public var warmUp: Int { highs.period - 1 }

  /// Takes the next bar.
  @inlinable
  public mutating func update(_ bar: Bar) -> Output? {
    let (highest, lowest) = (highs.update(bar.high), lows.update(bar.low))
    guard let highest, let lowest else { return nil }
    return Output(down: Self.recency(lowest, warmUp), up: Self.recency(highest, warmUp))
  }

  /// 100 for an extremum of this bar, 0 for one of `period` bars ago.
  @inlinable
  static func recency(_ extremum: ExtremumWindow.Extremum, _ period: Int) -> Double {
    extremum.value.isNaN ? .nan : 100 / Double(period) * Double(period - extremum.age)
  }

  /// Beyond this period the kernel, which looks through a whole window when an extremum leaves it, could take longer than the step.
  @usableFromInline static let longestKernelPeriod = 256

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout OutputColumns<Output>) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    guard hasKernel else { return mapStep(over: input, into: &output) }
    let missing = warmUp
    output.withColumns { downs, ups in
      downs.fillMissing(missing)
      ups.fillMissing(missing)
      sweep(input) { row, down, up in
        downs.put(down, at: row)
        ups.put(up, at: row)
      }
    }
  }

  @usableFromInline var hasKernel: Bool { highs.step == 0 && warmUp <= Self.longestKernelPeriod }

  /// Computes a whole series of bars, handing each row that has a value to `emit`.
  @inlinable
  @inline(__always)
  func sweep(_ input: Bar.Columns, _ emit: (Int, Double, Double) -> Void) {
    let (highs, lows) = (input.high.span, input.low.span)
    let period = warmUp
    let share = 100 / Double(period)
    var (top, bottom) = (-1, -1)
    slidingExtremes(highs, lows, period + 1) { rows, highest, lowest in
      for index in 0..<rows.count {
        let row = rows.lowerBound &+ index
        top = Self.latest(highest.at(index), highs, row, top, period)
        bottom = Self.latest(lowest.at(index), lows, row, bottom, period)
        // The second is 0, or NaN where a price is missing.
        emit(
          row, share * Double(period &- (row &- bottom)) + (lowest.at(index) - lowest.at(index)),
          share * Double(period &- (row &- top)) + (highest.at(index) - highest.at(index)))
      }
    }
  }

  /// The last row with an extremum, from the row at which the one before was.
  @inlinable
  @inline(__always)
  static func latest(_ extremum: Double, _ values: Span<Double>, _ row: Int, _ known: Int, _ period: Int) -> Int {
    if values.at(row) == extremum { return row }
    if known >= row &- period, values.at(known) == extremum { return known }
    var place = row
    while place > row &- period, values.at(place) != extremum { place &-= 1 }
    return place
  }
}

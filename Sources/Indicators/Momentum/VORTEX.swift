public import Market

/// Vortex indicator (Botes and Siepman 2010): distances from high to previous low and from low to previous high, as parts of the true range.
public struct VORTEX: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "VORTEX", .momentum, "vortex: movement upwards and downwards around the bar before, as parts of the true range",
    parameters: [.period(14)], inputs: ["high", "low", "close"], outputs: ["plus", "minus"])

  /// Both directions.
  public struct Output: MultipleOutput {
    /// The movement upwards.
    public let plus: Double
    /// The movement downwards.
    public let minus: Double

    @inlinable
    init(plus: Double, minus: Double) {
      self.plus = plus
      self.minus = minus
    }

    /// The numbers in their order.
    public static var members: [(name: String, path: KeyPath<Output, Double>)] { [("plus", \.plus), ("minus", \.minus)] }

    /// The number at a position.
    @inlinable
    public func member(_ position: Int) -> Double { position == 0 ? plus : minus }
  }

  /// A bar's movement up, movement down and true range.
  @usableFromInline var window: Window<SumLanes<SIMD4<Double>>>
  @usableFromInline var high = 0.0
  @usableFromInline var low = 0.0
  @usableFromInline var close = 0.0
  @usableFromInline var isSeeded = false

  /// Over `period` bars, at least 1.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = Window(Int(try Self.declaration.resolve(parameters)[0])) }

  /// The period: the first bar has no bar before it.
  public var warmUp: Int { window.period }

  /// Takes the next bar; without any range both are 0.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Output? {
    defer { (high, low, close, isSeeded) = (bar.high, bar.low, bar.close, true) }
    guard isSeeded else { return nil }
    let range = trueRange(bar.high, bar.low, after: close)
    guard let sums = window.update(SIMD4(abs(bar.high - low), abs(bar.low - high), range, 0))?.values else { return nil }
    return Output(plus: sums.z == 0 ? 0 : sums.x / sums.z, minus: sums.z == 0 ? 0 : sums.y / sums.z)
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout OutputColumns<Output>) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    guard !isSeeded, warmUp > 1 else { return mapStep(over: input, into: &output) }
    let (highs, lows, closes) = (input.high.span, input.low.span, input.close.span)
    let (period, missing) = (window.period, warmUp)
    output.withColumns { plus, minus in
      plus.fillMissing(missing)
      minus.fillMissing(missing)
      var tails = BlockTails<ThreeColumns>()
      sweepBlocks(
        1..<max(closes.count, 1), period, &tails,
        { row in
          let (high, low, before) = (highs.two(at: row), lows.two(at: row), row &- 1)
          return ThreeColumns(
            (high - lows.two(at: before)).sizes, (low - highs.two(at: before)).sizes, trueRange(high, low, after: closes.two(at: before)))
        },
        { sums in
          // One division for both.
          let share = quotients(SIMD2(repeating: 1), sums.third)
          return TwoColumns(sums.first * share, sums.second * share)
        }
      ) { row, ways, part in
        plus.put(ways.first, at: row, part)
        minus.put(ways.second, at: row, part)
      }
    }
  }
}

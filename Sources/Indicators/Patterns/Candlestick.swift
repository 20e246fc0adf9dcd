public import Market

/// Runs a candlestick pattern: 0 where it is not seen, above 0 where prices are expected to rise and below where they are expected to fall.
///
///     let hammer = try Candlestick<Hammer>()
///     hammer.over(series).value                 // 0, 100, −100, and 80 or 200 where TA-Lib gives them
///
/// While warming up the answer of a whole series is 0, as TA-Lib has it. A missing price spoils the bars whose candles or means it belongs to.
public struct Candlestick<Pattern: CandlePattern>: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static var declaration: IndicatorDeclaration {
    IndicatorDeclaration(
      Pattern.code, .pattern, Pattern.summary, parameters: Pattern.penetration.map { [.real("penetration", $0, in: 0...3e37)] } ?? [],
      inputs: ["open", "high", "low", "close"], zeroWhileWarmingUp: [WholeNumber.unnamed])
  }

  /// When a candle is long, short and so on.
  public let settings: CandleSettings
  /// How deep a candle must reach into another, for patterns that ask.
  public let penetration: Double
  @usableFromInline var memory: CandleMemory

  /// The pattern with TA-Lib's or other settings, and how deep a candle must reach into another, at least 0, where the pattern asks.
  public init(penetration: Double? = nil, settings: CandleSettings = .standard) throws(InvalidParameter) {
    try self.init(parameters: penetration.map { [$0] } ?? [], settings: settings)
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { try self.init(parameters: parameters, settings: .standard) }

  private init(parameters: [Double], settings: CandleSettings) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    self.settings = settings
    penetration = values.first ?? 0
    memory = CandleMemory(CandlePlan(Pattern.self, settings))
  }

  /// The candles before the last, and the candles before those whose lengths are averaged.
  public var warmUp: Int { memory.plan.warmUp }

  // Not inlined into every loop that steps: a sentence is long once all of its words are spelled out.

  /// Takes the next bar.
  @inlinable
  @inline(never)
  public mutating func update(_ bar: Bar) -> WholeNumber? {
    switch memory.take(bar) {
    case .tooEarly: nil
    case .missing: WholeNumber(.nan)
    case .whole: WholeNumber(Double(Pattern.outcome(memory.seen(Pattern.candles, penetration)).value))
    }
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout OutputColumns<WholeNumber>) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    guard memory.isFresh else { return mapStep(over: input, into: &output) }
    let graph = memory.plan.graph(Pattern.self, settings, penetration)
    output.withColumn { graph.points(over: input, warmUp: warmUp, into: &$0) }
  }
}

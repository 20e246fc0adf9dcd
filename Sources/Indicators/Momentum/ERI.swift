public import Market

/// Elder ray (Elder 1993): how far the high (bull power) and the low (bear power) of a bar are from an exponential average of the closes.
public struct ERI: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ERI", .momentum, "Elder ray: distances of the high and of the low from an exponential average of the closes",
    parameters: [.period(13)], inputs: ["high", "low", "close"], outputs: ["bull", "bear"], memory: .recursive)

  /// Both powers.
  public struct Output: MultipleOutput {
    /// The high minus the average.
    public let bull: Double
    /// The low minus the average.
    public let bear: Double

    @inlinable
    init(bull: Double, bear: Double) {
      self.bull = bull
      self.bear = bear
    }

    /// The numbers in their order.
    public static var members: [(name: String, path: KeyPath<Output, Double>)] { [("bull", \.bull), ("bear", \.bear)] }

    /// The number at a position.
    @inlinable
    public func member(_ position: Int) -> Double { position == 0 ? bull : bear }
  }

  @usableFromInline var smoothing: Smoothing

  /// Around the average over `period` bars, at least 1.
  public init(_ period: Int = 13) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    smoothing = .exponential(try Self.declaration.resolve(parameters)[0])
  }

  /// That of the average.
  public var warmUp: Int { smoothing.warmUp }

  /// Takes the next bar; a missing close is skipped.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Output? {
    smoothing.update(bar.close).map { Output(bull: bar.high - $0, bear: bar.low - $0) }
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout OutputColumns<Output>) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    let (highs, lows, closes) = (input.high.span, input.low.span, input.close.span)
    var smoothing = smoothing
    output.withColumns { bulls, bears in
      smoothing.sweep(0..<closes.count, { closes.at($0) }) {
        bulls.put(highs.at($0) - $1, at: $0)
        bears.put(lows.at($0) - $1, at: $0)
      }
    }
  }
}

public import Market

/// KDJ: a stochastic oscillator averaged as Wilder does, and J = 3K − 2D, which runs ahead of both.
public struct KDJ: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "KDJ", .momentum, "KDJ: a stochastic oscillator, its average, and 3K − 2D",
    parameters: [
      .period(9, "range"), .period(3, "k"), .movingAverage("k average", .wilder), .period(3, "d"), .movingAverage("d average", .wilder),
    ], inputs: ["high", "low", "close"], outputs: ["k", "d", "j"], memory: .recursive)

  /// The three lines.
  public struct Output: MultipleOutput {
    /// The averaged place of the close in its range, from 0 to 100.
    public let k: Double
    /// The moving average of `k`.
    public let d: Double
    /// 3K − 2D.
    public let j: Double

    @inlinable
    init(k: Double, d: Double) {
      self.k = k
      self.d = d
      j = 3 * k - 2 * d
    }

    /// The numbers in their order.
    public static var members: [(name: String, path: KeyPath<Output, Double>)] { [("k", \.k), ("d", \.d), ("j", \.j)] }

    /// The number at a position.
    @inlinable
    public func member(_ position: Int) -> Double { position == 0 ? k : position == 1 ? d : j }
  }

  @usableFromInline var oscillator: STOCH

  /// The period of the range, and periods and kinds of both averages; all at least 1.
  public init(
    _ range: Int = 9, _ k: Int = 3, _ kKind: MovingAverageKind = .wilder, _ d: Int = 3, _ dKind: MovingAverageKind = .wilder
  ) throws(InvalidParameter) {
    try self.init(parameters: [Double(range), Double(k), Double(kKind.rawValue), Double(d), Double(dKind.rawValue)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    oscillator = try STOCH(
      Int(values[0]), Int(values[1]), MovingAverageKind(values[2]).resolved(standard: .wilder), Int(values[3]),
      MovingAverageKind(values[4]).resolved(standard: .wilder))
  }

  /// Those of the range and of both averages, added.
  public var warmUp: Int { oscillator.warmUp }

  /// Takes the next bar; without any range the close counts as lowest.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Output? { oscillator.update(bar).map { Output(k: $0.k, d: $0.d) } }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout OutputColumns<Output>) {
    let count = input.close.count
    precondition(output.count == count, "the output must have a row for every input")
    var lines = StochasticOutput.room(count)
    oscillator.over(input, into: &lines)
    output.give(0, lines.take(0))
    output.give(1, lines.take(1))
    output.withColumns { ks, ds, js in
      for row in 0..<count { js.put(3 * ks.at(row) - 2 * ds.at(row), at: row) }
    }
  }
}

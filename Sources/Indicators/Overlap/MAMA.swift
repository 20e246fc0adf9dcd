/// MESA adaptive moving average (Ehlers 2001): exponential, with a weight that follows the phase of the dominant cycle; and the same of itself, which follows.
///
/// A missing value is skipped.
public struct MAMA: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "MAMA", .overlap, "MESA adaptive moving average: faster the faster the phase of the dominant cycle changes, and its follower",
    parameters: [.real("fast limit", 0.5, in: 0.01...0.99), .real("slow limit", 0.05, in: 0.01...0.99)], outputs: ["mama", "fama"],
    memory: .recursive)

  /// Both averages.
  public struct Output: MultipleOutput {
    /// The adaptive average.
    public let mama: Double
    /// The average that follows it with half the weight.
    public let fama: Double

    @inlinable
    init(mama: Double, fama: Double) {
      self.mama = mama
      self.fama = fama
    }

    /// The numbers in their order.
    public static var members: [(name: String, path: KeyPath<Output, Double>)] { [("mama", \.mama), ("fama", \.fama)] }

    /// The number at a position.
    @inlinable
    public func member(_ position: Int) -> Double { position == 0 ? mama : fama }
  }

  @usableFromInline let fastLimit: Double
  @usableFromInline let slowLimit: Double
  @usableFromInline var cycle = HilbertCycle(head: 12)
  @usableFromInline var phase = 0.0
  @usableFromInline var mama = 0.0
  @usableFromInline var fama = 0.0
  @usableFromInline var inputsToCome = 32

  /// The greatest and the least weight of a new value, each from 0.01 to 0.99.
  public init(_ fastLimit: Double = 0.5, _ slowLimit: Double = 0.05) throws(InvalidParameter) {
    try self.init(parameters: [fastLimit, slowLimit])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    (fastLimit, slowLimit) = (values[0], values[1])
  }

  /// 32, as TA-Lib has it.
  public var warmUp: Int { 32 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Output? {
    guard input.isFinite else { return inputsToCome > 0 ? nil : Output(mama: .nan, fama: .nan) }
    if cycle.advance(input) { average(input, cycle.inPhase, cycle.quadrature) }
    guard inputsToCome == 0 else {
      inputsToCome -= 1
      return nil
    }
    return Output(mama: mama, fama: fama)
  }

  @inlinable
  @inline(__always)
  mutating func average(_ input: Double, _ inPhase: Double, _ quadrature: Double) {
    let last = phase
    phase = inPhase != 0 ? arcTangent(quadrature / inPhase) * (180 / .pi) : 0
    let change = last - phase
    let adapted = fastLimit / change
    let weight = change > 1 ? (adapted < slowLimit ? slowLimit : adapted) : fastLimit
    mama = weight * input + (1 - weight) * mama
    fama = 0.5 * weight * mama + (1 - 0.5 * weight) * fama
  }

  /// Goes through a whole series, handing each row with both averages to `emit`, NaN where there are none.
  @inline(__always)
  func sweep(_ input: Span<Double>, _ emit: (Int, Double, Double) -> Void) {
    var live = self
    guard cycle.seen == 0 else {
      for row in 0..<input.count {
        let result = live.update(input.at(row))
        emit(row, result?.mama ?? .nan, result?.fama ?? .nan)
      }
      return
    }
    sweepBetweenSteps(&live, input, { emit($0, $1?.mama ?? .nan, $1?.fama ?? .nan) }) { live, rows in
      var averages = live
      live.cycle.sweep(input, rows) {
        averages.average(input.at($0), $1.inPhase, $1.quadrature)
        emit($0, averages.mama, averages.fama)
      }
      (averages.cycle, live) = (live.cycle, averages)
    }
  }

  /// Computes a whole series.
  public func over(_ input: [Double], into output: inout OutputColumns<Output>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    output.withColumns { mamas, famas in
      sweep(input.span) {
        mamas.put($1, at: $0)
        famas.put($2, at: $0)
      }
    }
  }
}

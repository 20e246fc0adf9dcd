/// A moving average whose kind is a parameter: what the functions with a `matype` are built on.
///
///     var average = try MovingAverage(.wilder, 14)
///
/// One of the optionals is set. An enum with the averages as payloads would have to take its payload out and put it back at every step.
public struct MovingAverage: ValueIndicator {
  /// Which kind it is; never ``MovingAverageKind/standard``.
  public let kind: MovingAverageKind
  @usableFromInline var simple: SMA?
  @usableFromInline var exponential: EMA?
  @usableFromInline var weighted: WMA?
  @usableFromInline var doubleExponential: DEMA?
  @usableFromInline var tripleExponential: TEMA?
  @usableFromInline var triangular: TRIMA?
  @usableFromInline var kaufman: KAMA?
  @usableFromInline var mesa: MAMA?
  @usableFromInline var t3: T3?
  @usableFromInline var hull: HMA?
  @usableFromInline var zeroLag: ZLEMA?
  @usableFromInline var wilder: RMA?

  /// The average of a kind over `period` values, at least 1; the standard kind is the simple one.
  public init(_ kind: MovingAverageKind, _ period: Int) throws(InvalidParameter) {
    self.kind = kind == .mesa && period == 1 ? .identity : kind.resolved(standard: .simple)
    switch kind {
    case .standard: simple = try SMA(period)
    case .identity: break
    case .simple: simple = try SMA(period)
    case .exponential: exponential = try EMA(period)
    case .weighted: weighted = try WMA(period)
    case .doubleExponential: doubleExponential = try DEMA(period)
    case .tripleExponential: tripleExponential = try TEMA(period)
    case .triangular: triangular = try TRIMA(period)
    case .kaufman: kaufman = try KAMA(period)
    case .mesa: mesa = try MAMA()
    case .t3: t3 = try T3(period)
    case .hull: hull = try HMA(period)
    case .zeroLag: zeroLag = try ZLEMA(period)
    case .wilder: wilder = try RMA(period)
    }
  }

  /// That of the average.
  public var warmUp: Int {
    switch kind {
    case .identity, .standard: 0
    case .simple: simple?.warmUp ?? 0
    case .exponential: exponential?.warmUp ?? 0
    case .weighted: weighted?.warmUp ?? 0
    case .doubleExponential: doubleExponential?.warmUp ?? 0
    case .tripleExponential: tripleExponential?.warmUp ?? 0
    case .triangular: triangular?.warmUp ?? 0
    case .kaufman: kaufman?.warmUp ?? 0
    case .mesa: mesa?.warmUp ?? 0
    case .t3: t3?.warmUp ?? 0
    case .hull: hull?.warmUp ?? 0
    case .zeroLag: zeroLag?.warmUp ?? 0
    case .wilder: wilder?.warmUp ?? 0
    }
  }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    switch kind {
    case .identity, .standard: input
    case .simple: simple?.update(input)
    case .exponential: exponential?.update(input)
    case .weighted: weighted?.update(input)
    case .doubleExponential: doubleExponential?.update(input)
    case .tripleExponential: tripleExponential?.update(input)
    case .triangular: triangular?.update(input)
    case .kaufman: kaufman?.update(input)
    case .mesa: mesa?.update(input)?.mama
    case .t3: t3?.update(input)
    case .hull: hull?.update(input)
    case .zeroLag: zeroLag?.update(input)
    case .wilder: wilder?.update(input)
    }
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    switch kind {
    case .identity, .standard: mapStep(over: input, into: &output)
    case .simple: simple?.over(input, into: &output)
    case .exponential: exponential?.over(input, into: &output)
    case .weighted: weighted?.over(input, into: &output)
    case .doubleExponential: doubleExponential?.over(input, into: &output)
    case .tripleExponential: tripleExponential?.over(input, into: &output)
    case .triangular: triangular?.over(input, into: &output)
    case .kaufman: kaufman?.over(input, into: &output)
    case .mesa: mesa?.sweep(input) { row, mama, _ in output.put(mama, at: row) }
    case .t3: t3?.over(input, into: &output)
    case .hull: hull?.over(input, into: &output)
    case .zeroLag: zeroLag?.over(input, into: &output)
    case .wilder: wilder?.over(input, into: &output)
    }
  }
}

/// Bollinger bands: a moving average with bands so many standard deviations above and below it.
///
///     let bands = try BBANDS(20, 2, 2).over(closes)
///     bands.upper                          // a column
///
/// The deviation is that of the last `period` values from their mean (divided by the period), whatever the kind of the average, as TA-Lib has it.
public struct BBANDS: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "BBANDS", .overlap, "Bollinger bands: a moving average and bands of standard deviations around it",
    parameters: [
      .period(20, least: 2), .real("deviations up", 2, in: ParameterDeclaration.anyNumber),
      .real("deviations down", 2, in: ParameterDeclaration.anyNumber),
      .movingAverage("average", .simple),
    ], outputs: Band.names, memory: .recursive)

  /// The average, where it is not the simple one, and whether there is one: asking the optional itself would copy it at every step.
  @usableFromInline var average: MovingAverage?
  @usableFromInline let isOther: Bool
  @usableFromInline var window: MomentWindow
  @usableFromInline let up: Double
  @usableFromInline let down: Double

  /// Bands around an average of a kind over `period` values, at least 2, at these numbers of standard deviations above and below.
  public init(
    _ period: Int = 20, _ deviationsUp: Double = 2, _ deviationsDown: Double = 2, _ kind: MovingAverageKind = .simple
  ) throws(InvalidParameter) {
    try self.init(parameters: [Double(period), deviationsUp, deviationsDown, Double(kind.rawValue)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    window = MomentWindow(Int(values[0]))
    (up, down) = (values[1], values[2])
    let kind = MovingAverageKind(values[3]).resolved(standard: .simple)
    // The mean is known with the deviation.
    isOther = kind != .simple
    average = kind == .simple ? nil : try MovingAverage(kind, Int(values[0]))
  }

  /// That of the average, and at least one less than the period.
  public var warmUp: Int { max(average?.warmUp ?? 0, window.period - 1) }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Band? {
    let period = Double(window.period)
    guard isOther else {
      return window.update(input).map { band(around: $0.mean(of: period), $0.variance(of: period).squareRoot()) }
    }
    let middle = average?.update(input)
    guard let moments = window.update(input), let middle else { return nil }
    return band(around: middle, moments.variance(of: period).squareRoot())
  }

  @inlinable
  func band(around middle: Double, _ deviation: Double) -> Band {
    Band(upper: middle + up * deviation, middle: middle, lower: middle - down * deviation)
  }

  /// Computes a whole series.
  public func over(_ input: [Double], into output: inout OutputColumns<Band>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard window.isEmpty else { return mapStep(over: input, into: &output) }
    let missing = warmUp
    output.withColumns { uppers, middles, lowers in
      if let average {
        average.over(input.span, into: &middles)
        surround(input.span, &uppers, middles.span, &lowers)
      } else {
        surroundMean(input.span, &uppers, &middles, &lowers)
      }
      // Rows in which the average or the deviation is still to come have neither.
      uppers.fillMissing(missing)
      middles.fillMissing(missing)
      lowers.fillMissing(missing)
    }
  }

  /// Bands around another average.
  @inline(never)
  private func surround(
    _ values: Span<Double>, _ uppers: inout MutableSpan<Double>, _ middles: Span<Double>, _ lowers: inout MutableSpan<Double>
  ) {
    let (share, up, down) = (1 / Double(window.period), up, down)
    var tails = BlockTails<MomentLanes>()
    sweepBlocks(
      0..<values.count, window.period, &tails, { values.two(at: $0) }, { $0.variance(share: share).roots }
    ) { row, deviation, part in
      let middle = middles.two(at: row)
      uppers.put(middle + deviation * up, at: row, part)
      lowers.put(middle - deviation * down, at: row, part)
    }
  }

  /// Bands around the mean, which is known with the deviation.
  @inline(never)
  private func surroundMean(
    _ values: Span<Double>, _ uppers: inout MutableSpan<Double>, _ middles: inout MutableSpan<Double>, _ lowers: inout MutableSpan<Double>
  ) {
    let (share, up, down) = (1 / Double(window.period), up, down)
    var tails = BlockTails<MomentLanes>()
    sweepBlocks(
      0..<values.count, window.period, &tails, { values.two(at: $0) },
      { TwoColumns($0.mean(share: share), $0.variance(share: share).roots) }
    ) { row, moments, part in
      uppers.put(moments.first + moments.second * up, at: row, part)
      middles.put(moments.first, at: row, part)
      lowers.put(moments.first - moments.second * down, at: row, part)
    }
  }
}

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
    var window = window
    let values = input.span
    let period = Double(window.period)
    output.withColumns { uppers, middles, lowers in
      if let average {
        average.over(values, into: &middles)
        // Rows in which one of both is still to come have neither.
        let missing = max(window.inputsToCome, warmUp)
        window.sweep(0..<values.count, { values.at($0) }) { row, moments in
          let deviation = moments.variance(of: period).squareRoot()
          uppers.put(middles.at(row) + up * deviation, at: row)
          lowers.put(middles.at(row) - down * deviation, at: row)
        }
        uppers.fillMissing(missing)
        middles.fillMissing(missing)
        lowers.fillMissing(missing)
      } else {
        let missing = window.inputsToCome
        uppers.fillMissing(missing)
        middles.fillMissing(missing)
        lowers.fillMissing(missing)
        let share = 1 / period
        window.sweep(0..<values.count, { values.at($0) }) { row, moments in
          let deviation = moments.variance(share: share).squareRoot()
          let center = moments.shift + moments.sum * share
          uppers.put(center + up * deviation, at: row)
          middles.put(center, at: row)
          lowers.put(center - down * deviation, at: row)
        }
      }
    }
  }
}

/// A moving average whose period is read from a column of its own, row by row, within limits.
///
/// All averages that can be asked for are kept, each seeded so that its first value comes where the longest has its own, as TA-Lib has it. A period's fraction
/// is dropped; a missing period has no answer.
public struct MAVP: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "MAVP", .overlap, "a moving average whose period comes with each row",
    parameters: [.period(2, "least"), .period(30, "longest", least: 2), .movingAverage("average", .simple)],
    inputs: ["close", "periods"], memory: .recursive)

  /// One for each period from the least on.
  @usableFromInline var averages: [MovingAverage]
  /// How many inputs each is not handed.
  @usableFromInline var heads: [Int]
  @usableFromInline let least: Int
  @usableFromInline var row = 0

  /// The greatest sum of all periods between the limits: what all averages together may remember.
  public static let mostMemory = 10_000_000

  /// The limits of the periods, which are at least 1 and 2, and the kind of the averages.
  public init(_ least: Int = 2, _ longest: Int = 30, _ kind: MovingAverageKind = .simple) throws(InvalidParameter) {
    try self.init(parameters: [Double(least), Double(longest), Double(kind.rawValue)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    guard values[0] <= values[1] else {
      throw InvalidParameter(
        indicator: "MAVP", parameter: "least", value: values[0],
        expectation: "no more than the longest period, \(ParameterDeclaration.text(values[1]))")
    }
    guard (values[0] + values[1]) * (values[1] - values[0] + 1) / 2 <= Double(Self.mostMemory) else {
      throw InvalidParameter(
        indicator: "MAVP", parameter: "longest", value: values[1],
        expectation: "near enough to the least that all periods between them add up to at most \(Self.mostMemory)")
    }
    least = Int(values[0])
    let kind = MovingAverageKind(values[2]).resolved(standard: .simple)
    var averages: [MovingAverage] = []
    for period in least...Int(values[1]) { averages.append(try MovingAverage(period == 1 ? .identity : kind, period)) }
    let warmUp = averages[averages.count - 1].warmUp
    self.averages = averages
    heads = averages.map { max(warmUp - $0.warmUp, 0) }
  }

  /// That of the average over the longest period.
  public var warmUp: Int { averages[averages.count - 1].warmUp }

  /// Takes the next value (x) and its period (y).
  @inlinable
  public mutating func update(_ input: Pair) -> Double? {
    let wanted = place(input.y)
    var answer: Double?
    for index in averages.indices where row >= heads[index] {
      let value = averages[index].update(input.x)
      if index == wanted { answer = value }
    }
    defer { if row < warmUp { row += 1 } }
    guard row >= warmUp else { return nil }
    return wanted < 0 ? .nan : answer ?? .nan
  }

  /// Which of the averages a period asks for; −1 if it is missing.
  @inlinable
  @inline(__always)
  func place(_ period: Double) -> Int {
    guard period.isFinite else { return -1 }
    return Int(min(max(period, Double(least)), Double(least + averages.count - 1))) - least
  }

  /// Computes a whole series of values (x) and periods (y).
  public func over(_ input: Pair.Columns, into output: inout [Double]) {
    let (values, periods) = (input.x.span, input.y.span)
    let count = values.count
    precondition(output.count == count, "the output must have a row for every input")
    guard row == 0 else { return mapStep(over: input, into: &output) }
    var result = output.mutableSpan
    for row in 0..<count { result.put(.nan, at: row) }
    let first = min(warmUp, count)
    // The rows that ask for an average, average after average.
    var ends = [Int](repeating: 0, count: averages.count + 1)
    for row in first..<count where place(periods[row]) >= 0 { ends[place(periods[row]) + 1] += 1 }
    for index in averages.indices { ends[index + 1] += ends[index] }
    var rows = [Int](repeating: 0, count: ends[averages.count])
    for row in first..<count {
      let wanted = place(periods[row])
      guard wanted >= 0 else { continue }
      rows[ends[wanted]] = row
      ends[wanted] += 1
    }
    var column = [Double](repeating: 0, count: count)
    var start = 0
    for (index, average) in averages.enumerated() where ends[index] > start {
      // No further than the last row that asks.
      let range = heads[index]..<rows[ends[index] - 1] + 1
      var span = column.mutableSpan
      span.withRows(range) { average.over(values.extracting(range), into: &$0) }
      for place in start..<ends[index] { result.put(span.at(rows[place]), at: rows[place]) }
      start = ends[index]
    }
  }
}

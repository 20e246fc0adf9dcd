import Statistics

/// What a parameter is to be in a sweep.
///
///     try SweepRange("fast=5:50:5")          // 5, 10, … 50
///     try SweepRange("fast=5:50")            // every whole number; for a random sweep any number between
///     try SweepRange("fast=8,13,21")         // these
public struct SweepRange: Hashable, Sendable, CustomStringConvertible {
  /// The parameter's name.
  public let name: String
  let kind: Kind

  enum Kind: Hashable, Sendable {
    case values([Double])
    case steps(from: Double, to: Double, step: Double)
    case span(from: Double, to: Double)
  }

  /// These values, in this order; at least one, each once.
  public static func values(_ name: String, _ values: [Double]) throws(StrategyError) -> SweepRange {
    try SweepRange(name, .values(values))
  }

  /// From one number to another in steps; the last value is the last step that is not beyond the end.
  public static func steps(_ name: String, from: Double, to: Double, by step: Double) throws(StrategyError) -> SweepRange {
    try SweepRange(name, .steps(from: from, to: to, step: step))
  }

  /// Between two numbers, both included.
  public static func span(_ name: String, from: Double, to: Double) throws(StrategyError) -> SweepRange {
    try SweepRange(name, .span(from: from, to: to))
  }

  /// Reads `name=from:to:step`, `name=from:to` or `name=a,b,c`.
  public init(_ text: String) throws(StrategyError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    func refuse(_ why: String) -> StrategyError {
      StrategyError("'\(text)' \(why): write NAME=FROM:TO:STEP such as fast=5:50:5, NAME=FROM:TO, or NAME=A,B,C")
    }
    guard parts.count == 2, !parts[0].isEmpty else { throw refuse("names no parameter") }
    guard !parts[1].isEmpty else { throw refuse("is empty") }
    func numbers(_ separator: Character) throws(StrategyError) -> [Double] {
      var numbers: [Double] = []
      for piece in parts[1].split(separator: separator, omittingEmptySubsequences: false) {
        guard let number = Double(String(piece)), number.isFinite else { throw refuse("holds '\(piece)', which is no number") }
        numbers.append(number)
      }
      return numbers
    }
    guard parts[1].contains(":") else {
      try self.init(parts[0], .values(numbers(",")))
      return
    }
    let ends = try numbers(":")
    switch ends.count {
    case 2: try self.init(parts[0], .span(from: ends[0], to: ends[1]))
    case 3: try self.init(parts[0], .steps(from: ends[0], to: ends[1], step: ends[2]))
    default: throw refuse("has \(ends.count) numbers between colons")
    }
  }

  private init(_ name: String, _ kind: Kind) throws(StrategyError) {
    self.name = name
    self.kind = kind
    switch kind {
    case .values(let values):
      guard !values.isEmpty else { throw StrategyError("the range of \(name) has no values: give at least one") }
      if let twice = values.enumerated().first(where: { values[..<$0.offset].contains($0.element) }) {
        throw StrategyError("the range of \(name) holds \(number(twice.element)) twice: give every value once")
      }
    case .span(let from, let to), .steps(let from, let to, _):
      guard from <= to else {
        var upwards = "\(name)=\(number(to)):\(number(from))"
        if case .steps(_, _, let step) = kind, step != 0 { upwards += ":\(number(abs(step)))" }
        throw StrategyError("the range of \(name) goes from \(number(from)) to \(number(to)), which is downwards: write \(upwards)")
      }
    }
    if case .steps(let from, let to, let step) = kind {
      guard step > 0 else { throw StrategyError("the step of \(name) is \(number(step)), but must be above 0") }
      guard (to - from) / step < Double(SweepPlan.most) else {
        throw StrategyError("the range of \(name) has more than \(SweepPlan.most) values: take longer steps")
      }
    }
  }

  /// As it is written.
  public var description: String {
    switch kind {
    case .values(let values): "\(name)=\(values.map(number).joined(separator: ","))"
    case .span(let from, let to): "\(name)=\(number(from)):\(number(to))"
    case .steps(let from, let to, let step): "\(name)=\(number(from)):\(number(to)):\(number(step))"
    }
  }

  // MARK: - Values

  /// Every value, for a grid.
  func grid(of parameter: StrategyParameter) throws(StrategyError) -> [Double] {
    switch kind {
    case .values(let values): return values
    case .steps(let from, let to, let step): return Self.points(from: from, to: to, step: step)
    case .span(let from, let to):
      guard parameter.isWhole, to - from < Double(SweepPlan.most) else {
        throw StrategyError(
          "the range of \(name) goes from \(number(from)) to \(number(to)) without a step: a grid needs one, such as \(name)=\(number(from)):\(number(to)):\(number((to - from) / 10))"
        )
      }
      return Self.points(from: from.rounded(.up), to: to, step: 1)
    }
  }

  /// One value by chance.
  func draw(for parameter: StrategyParameter, using generator: inout SeededGenerator) -> Double {
    switch kind {
    case .values(let values): return values[generator.integer(below: values.count)]
    case .steps(let from, let to, let step):
      return Self.point(generator.integer(below: Self.count(from: from, to: to, step: step)), from: from, step: step)
    case .span(let from, let to):
      guard parameter.isWhole else { return from + (to - from) * generator.uniform() }
      let (least, greatest) = (from.rounded(.up), to.rounded(.down))
      return least + Double(generator.integer(below: max(1, Int(min(greatest - least, 1e15)) + 1)))
    }
  }

  /// Any of its values, to be held against a parameter's range.
  var ends: [Double] {
    switch kind {
    case .values(let values): values
    case .span(let from, let to): [from, to]
    case .steps(let from, let to, let step): [from, Self.point(Self.count(from: from, to: to, step: step) - 1, from: from, step: step)]
    }
  }

  private static func points(from: Double, to: Double, step: Double) -> [Double] {
    (0..<max(0, count(from: from, to: to, step: step))).map { point($0, from: from, step: step) }
  }

  private static func count(from: Double, to: Double, step: Double) -> Int {
    Int(((to - from) / step * (1 + 1e-12) + 1e-9).rounded(.down)) + 1
  }

  /// A value of the grid: in decimals where the ends are short ones, so that three steps of 0.1 are 0.3.
  private static func point(_ index: Int, from: Double, step: Double) -> Double {
    var scale = 1.0
    for _ in 0..<10 {
      let (start, stride) = ((from * scale).rounded(), (step * scale).rounded())
      if start / scale == from, stride / scale == step, abs(start) + abs(stride) * Double(index) < 1e15 {
        return (start + Double(index) * stride) / scale
      }
      scale *= 10
    }
    return from + Double(index) * step
  }
}

/// A number without needless decimals.
func number(_ value: Double) -> String { value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)" }

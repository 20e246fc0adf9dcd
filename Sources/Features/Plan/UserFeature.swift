/// The last rows of the columns that a feature of the user's own declared: the newest has age 0.
///
///     window["close"] / window["close", ago: 5] - 1
///
/// It holds nothing that came later, so that there is nothing to look ahead with.
public struct FeatureWindow: Sendable {
  let names: [String]
  let columns: [[Double]]
  let position: Int
  /// The length of the rings that the columns are; 0 where they are whole.
  let ring: Int
  /// How many rows can be looked at.
  public let count: Int

  /// What an input holds now, or held so many rows ago: 0 up to one less than ``count``.
  public subscript(name: String, ago age: Int = 0) -> Double {
    guard let input = names.firstIndex(of: name) else {
      preconditionFailure("a feature may read only the inputs it declares, not '\(name)'")
    }
    return self[input, ago: age]
  }

  /// The same by the input's position in the declaration, which is faster.
  public subscript(input: Int, ago age: Int = 0) -> Double {
    precondition(age >= 0 && age < count, "a feature may look back over the rows it declares, \(count), not \(age)")
    let index = position - age
    return columns[input][index < 0 ? index + ring : index]
  }
}

/// A feature of the user's own: a closure over the last rows of declared inputs.
///
///     let acceleration = UserFeature("acceleration", inputs: ["roc_5"], lookback: 6) { window in
///       window["roc_5"] - window["roc_5", ago: 5]
///     }
///
/// The closure is called once a row, in the matrix as in the stream, and must depend on its window only.
public struct UserFeature: Sendable {
  /// What it is called.
  public let name: String
  /// The features it reads.
  public let inputs: [String]
  /// How many rows it looks at, its own counted; at least 1. Before there are as many, it is missing.
  public let lookback: Int
  /// Which edition of its code this is: part of the fingerprint.
  public let version: Int
  /// What it tells.
  public let summary: String
  let value: @Sendable (FeatureWindow) -> Double

  /// A feature.
  ///
  /// - Parameters:
  ///   - name: what it is called: a letter, then letters, digits and `_`; no name of the catalogue.
  ///   - inputs: the features it reads, at least one and at most five.
  ///   - lookback: how many rows it looks at, 1 to 10 million.
  ///   - version: raise it when the code changes, so that models made with the old code notice.
  ///   - summary: what it tells, in one line.
  ///   - value: computes a row.
  public init(
    _ name: String, inputs: [String], lookback: Int = 1, version: Int = 1, summary: String = "",
    _ value: @escaping @Sendable (FeatureWindow) -> Double
  ) {
    self.name = name
    self.inputs = inputs
    self.lookback = lookback
    self.version = version
    self.summary = summary
    self.value = value
  }
}

/// A closure as a computation.
struct UserComputation: Computation {
  let feature: UserFeature
  private var rings: [[Double]]
  private var position = -1
  private var seen = 0

  init(_ feature: UserFeature) {
    self.feature = feature
    rings = feature.inputs.map { _ in [Double](repeating: .nan, count: feature.lookback) }
  }

  var warmUp: Int { feature.lookback - 1 }

  mutating func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>) {
    position += 1
    if position == feature.lookback { position = 0 }
    if rings.count > 0 { rings[0][position] = row[wiring.a] }
    if rings.count > 1 { rings[1][position] = row[wiring.b] }
    if rings.count > 2 { rings[2][position] = row[wiring.c] }
    if rings.count > 3 { rings[3][position] = row[wiring.d] }
    if rings.count > 4 { rings[4][position] = row[wiring.e] }
    seen = min(seen + 1, feature.lookback)
    row[wiring.output] =
      seen < feature.lookback
      ? .nan
      : finite(
        feature.value(
          FeatureWindow(names: feature.inputs, columns: rings, position: position, ring: feature.lookback, count: feature.lookback)))
  }

  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    var output = columns.take(0)
    let (first, isTooLong) = start.addingReportingOverflow(warmUp)
    let begin = isTooLong ? times.count : min(first, times.count)
    for row in 0..<begin { output[row] = .nan }
    for row in begin..<times.count {
      output[row] = finite(
        feature.value(FeatureWindow(names: feature.inputs, columns: inputs, position: row, ring: 0, count: feature.lookback)))
    }
    columns.give(0, output)
  }

  private struct State: Codable {
    let rings: [[Double]]
    let position: Int
    let seen: Int
  }

  func savedState() throws -> StateValue? { try StateValue(State(rings: rings, position: position, seen: seen)) }

  mutating func restore(_ state: StateValue) throws {
    let state = try state.decoded(as: State.self)
    guard state.rings.count == rings.count, state.rings.allSatisfy({ $0.count == feature.lookback }),
      (-1..<feature.lookback).contains(state.position), (0...feature.lookback).contains(state.seen)
    else { throw FeatureError.invalidState("feature '\(feature.name)' looks back over another number of rows") }
    (rings, position, seen) = (state.rings, state.position, state.seen)
  }
}

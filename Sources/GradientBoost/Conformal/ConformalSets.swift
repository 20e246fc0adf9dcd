import Statistics

/// Sets of classes that hold the true one as often as was asked for, whatever the model.
///
///     let conformal = try ConformalSets(chances: held, labels: truths, miscoverage: 0.1)
///     conformal.set(chances: [0.05, 0.55, 0.40])       // [1, 2] where either may be true
///
/// For rows that could be exchanged with those it was calibrated on. An empty set says that the row is like none of them.
public struct ConformalSets: Sendable, Hashable {
  /// How sets are made.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// Every class that is likely enough: the smallest sets on average (Sadinle, Lei & Wasserman, JASA 2019).
    case threshold
    /// The likeliest classes until they are likely enough together: sets that cover hard rows as often as easy ones (Romano, Sesia & Candès,
    /// NeurIPS 2020), never empty. Whether the last of them is in is drawn by the row's own chances, so that the same row has the same set.
    case cumulative
  }

  /// How sets are made.
  public let method: Method
  /// The greatest score of a class that is in a set.
  public let limit: Double
  /// The share of truths that may lie outside.
  public let miscoverage: Double
  /// How many classes there are.
  public let classes: Int

  /// Calibrates on rows that the model has not seen.
  ///
  /// - Parameters:
  ///   - chances: the chances of each class, row after row; of two classes the chance of label 1 alone will do.
  ///   - labels: the true classes, from 0 on.
  ///   - miscoverage: the share of truths that may lie outside, between 0 and 1.
  ///   - method: how sets are made.
  public init(chances: [Double], labels: [Double], miscoverage: Double, method: Method = .threshold) throws(PredictionError) {
    let width = labels.isEmpty ? 1 : chances.count / labels.count
    try Conformal.check(width * labels.count, chances.count, miscoverage)
    classes = max(2, width)
    self.method = method
    self.miscoverage = miscoverage
    var scores: [Double] = []
    for row in labels.indices {
      guard labels[row] >= 0, labels[row] < Double(classes), labels[row] == labels[row].rounded(.down) else {
        throw PredictionError("The label of row \(row) is \(labels[row]); classes are 0 to \(classes - 1).")
      }
      scores.append(Self.scores(Self.all(chances[row * width..<(row + 1) * width]), method)[Int(labels[row])])
    }
    limit = try Conformal.quantile(scores, miscoverage)
  }

  /// The classes that may be true, ascending.
  ///
  /// - Parameter chances: of each class; of two classes the chance of label 1 alone will do.
  public func set(chances: [Double]) -> [Int] {
    let chances = Self.all(chances[...])
    precondition(chances.count == classes, "ConformalSets: \(chances.count) chances for \(classes) classes.")
    let scores = Self.scores(chances, method)
    var members = chances.indices.filter { scores[$0] <= limit }
    if members.isEmpty, method == .cumulative, let likeliest = chances.indices.max(by: { chances[$0] < chances[$1] }) {
      members = [likeliest]
    }
    return members
  }

  private static func all(_ chances: ArraySlice<Double>) -> [Double] {
    chances.count == 1 ? [1 - chances[chances.startIndex], chances[chances.startIndex]] : Array(chances)
  }

  /// How little each class conforms to the chances.
  private static func scores(_ chances: [Double], _ method: Method) -> [Double] {
    guard method == .cumulative else { return chances.map { 1 - $0 } }
    var scores = chances
    var sum = 0.0
    // Without a draw all rows whose truth is the unlikeliest class would have the same score, 1, and every set be full.
    let seed = chances.reduce(UInt64(chances.count)) { SplitFinder.mix($0 ^ $1.bitPattern &+ 0x9e37_79b9_7f4a_7c15) }
    var draws = SeededGenerator(seed: seed)
    let share = draws.uniform()
    for index in chances.indices.sorted(by: { (chances[$0], $1) > (chances[$1], $0) }) {
      scores[index] = sum + share * chances[index]
      sum += chances[index]
    }
    return scores
  }
}

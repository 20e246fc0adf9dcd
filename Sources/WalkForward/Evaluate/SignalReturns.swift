public import Market

/// What somebody would have got who took the side of each prediction, one position after the other: the returns that overfitting statistics
/// are computed of.
///
/// Rows of the same instant share the money. While a position's label is not known, no other is opened, so that no return is counted
/// twice: overlapping labels would make a Sharpe ratio look better by the square root of their overlap.
public struct SignalReturns: Sendable, Hashable {
  /// What each position gained, in the units of the payoffs.
  public let returns: [Double]
  /// When each result was known, strictly ascending.
  public let ends: [Timestamp]

  /// Follows predictions.
  ///
  /// - Parameters:
  ///   - spans: the samples.
  ///   - predictions: for each sample which side is taken, by its sign; 0 takes none, `nil` where there is no prediction.
  ///   - payoffs: for each sample what being long from its time to its label's end gains.
  public init(spans: SampleSpans, predictions: [Double?], payoffs: [Double]) throws(WalkForwardError) {
    if predictions.count != spans.count || payoffs.count != spans.count {
      throw WalkForwardError(
        .lengthMismatch, "SignalReturns", "predictions",
        "there are \(predictions.count) predictions and \(payoffs.count) payoffs for \(spans.count) samples; give one for each")
    }
    var returns: [Double] = []
    var ends: [Timestamp] = []
    var row = 0
    while row < spans.count {
      let now = spans.times[row]
      var (gain, sides, known) = (0.0, 0.0, now)
      while row < spans.count, spans.times[row] == now {
        if let prediction = predictions[row], !prediction.isNaN {
          gain += prediction > 0 ? payoffs[row] : prediction < 0 ? -payoffs[row] : 0
          sides += 1
          if spans.ends[row] > known { known = spans.ends[row] }
        }
        row += 1
      }
      guard sides > 0, now >= ends.last ?? .distantPast, known > ends.last ?? .distantPast else { continue }
      returns.append(gain / sides)
      ends.append(known)
    }
    self.returns = returns
    self.ends = ends
  }
}

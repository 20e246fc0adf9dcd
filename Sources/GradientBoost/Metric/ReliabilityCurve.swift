/// How often chances came true, tenth by tenth: what a reliability diagram shows.
///
///     let curve = ReliabilityCurve(predictions: chances, labels: labels)
///     curve?.bins[9].observed        // how often it happened where the model said 0.9 and more
///
/// For several classes the chance of the likeliest class is judged by whether it is the row's.
public struct ReliabilityCurve: Sendable, Hashable {
  /// One tenth of the chances.
  public struct Bin: Sendable, Hashable {
    /// The mean chance; 0 if there is no row.
    public var predicted: Double
    /// The share of rows for which it came true; 0 if there is no row.
    public var observed: Double
    /// What its rows weigh.
    public var weight: Double
  }

  /// The tenths, from chances near 0 to those near 1.
  public let bins: [Bin]

  /// Judges chances; `nil` if there is none, one is not between 0 and 1, or all weigh nothing.
  ///
  /// - Parameters:
  ///   - predictions: the chance of label 1 for every row; for several classes the chances of each, row after row.
  ///   - labels: what came true.
  ///   - weights: what each row counts for; `nil` if each counts for 1.
  ///   - binCount: how many bins of equal width there are, 1 or more.
  public init?(predictions: [Double], labels: [Double], weights: [Double]? = nil, binCount: Int = 10) {
    precondition(binCount >= 1, "ReliabilityCurve: binCount is \(binCount); it must be 1 or more.")
    guard !labels.isEmpty, predictions.count >= labels.count, predictions.allSatisfy({ $0 >= 0 && $0 <= 1 + 1e-9 }) else { return nil }
    let classes = predictions.count / labels.count
    var bins = Array(repeating: Bin(predicted: 0, observed: 0, weight: 0), count: binCount)
    for row in labels.indices {
      var chance = predictions[row * classes]
      var truth = labels[row]
      if classes > 1 {
        var likeliest = 0
        for index in 1..<classes where predictions[row * classes + index] > predictions[row * classes + likeliest] { likeliest = index }
        chance = predictions[row * classes + likeliest]
        truth = labels[row] == Double(likeliest) ? 1 : 0
      }
      let weight = weights?[row] ?? 1
      let place = min(binCount - 1, Int(chance * Double(binCount)))
      bins[place].predicted += chance * weight
      bins[place].observed += truth * weight
      bins[place].weight += weight
    }
    for place in bins.indices where bins[place].weight > 0 {
      bins[place].predicted /= bins[place].weight
      bins[place].observed /= bins[place].weight
    }
    self.bins = bins
    guard totalWeight > 0 else { return nil }
  }

  private var totalWeight: Double { bins.reduce(0) { $0 + $1.weight } }

  /// The expected calibration error: the mean distance of chance and truth.
  public var expectedError: Double { bins.reduce(0) { $0 + $1.weight * abs($1.predicted - $1.observed) } / totalWeight }

  /// The greatest distance of chance and truth in a bin.
  public var maximumError: Double { bins.reduce(0) { max($0, $1.weight > 0 ? abs($1.predicted - $1.observed) : 0) } }

  /// The part of the Brier score that is lack of calibration.
  public var reliability: Double {
    bins.reduce(0) { $0 + $1.weight * ($1.predicted - $1.observed) * ($1.predicted - $1.observed) } / totalWeight
  }

  /// The part of the Brier score that telling rows apart earns.
  public var resolution: Double {
    let mean = bins.reduce(0) { $0 + $1.weight * $1.observed } / totalWeight
    return bins.reduce(0) { $0 + $1.weight * ($1.observed - mean) * ($1.observed - mean) } / totalWeight
  }

  func value(of metric: Metric) -> Double {
    switch metric {
    case .maximumCalibrationError: maximumError
    case .brierReliability: reliability
    case .brierResolution: resolution
    default: expectedError
    }
  }
}

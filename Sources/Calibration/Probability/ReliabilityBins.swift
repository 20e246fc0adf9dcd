internal import Statistics

/// Probabilities and labels summed by bin.
struct ReliabilityBins {
  struct Sums {
    var count = 0.0
    var sum = 0.0
    var positives = 0.0
    /// Around the bin's own means: of probabilities, and of probabilities with labels.
    var squares = 0.0
    var products = 0.0
  }

  private(set) var bins: [Sums]
  let total: Double

  /// - Parameter edges: the inner limits, never falling. A probability on a limit belongs to the bin below it, as in scikit-learn.
  init(_ probabilities: [Double], _ labels: [Bool], edges: [Double]) {
    bins = [Sums](repeating: Sums(), count: edges.count + 1)
    total = Double(labels.count)
    var places = [Int](repeating: 0, count: labels.count)
    for index in labels.indices {
      let place = ReliabilityBins.place(of: probabilities[index], in: edges)
      places[index] = place
      bins[place].count += 1
      bins[place].sum += probabilities[index]
      if labels[index] { bins[place].positives += 1 }
    }
    for index in labels.indices {
      let place = places[index]
      let p = probabilities[index] - bins[place].sum / bins[place].count
      let y = (labels[index] ? 1 : 0) - bins[place].positives / bins[place].count
      bins[place].squares += p * p
      bins[place].products += p * y
    }
  }

  private static func place(of value: Double, in edges: [Double]) -> Int {
    var low = 0
    var high = edges.count
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  var meanDistance: Double { bins.reduce(0) { $0 + abs($1.sum - $1.positives) } / total }

  var greatestDistance: Double { bins.reduce(0) { $1.count > 0 ? max($0, abs($1.sum - $1.positives) / $1.count) : $0 } }

  func bins(confidence: Double) -> [Reliability.Bin] {
    bins.filter { $0.count > 0 }.map { bin in
      Reliability.Bin(
        count: Int(bin.count), predicted: bin.sum / bin.count, observed: bin.positives / bin.count,
        interval: Measured.wilson(bin.positives, bin.count, confidence: confidence))
    }
  }
}

/// Cox's test: are intercept 0 and slope 1 the best logistic recalibration, up to luck?
enum CoxTest {
  /// `nil` where no recalibration can be fitted.
  static func pValue(_ probabilities: [Double], _ labels: [Bool]) -> Double? {
    let logits = probabilities.map(LogisticMath.logit)
    guard let first = logits.first else { return nil }
    let ones = [Double](repeating: 1, count: logits.count)
    let targets = labels.map { $0 ? 1.0 : 0 }
    let varies = logits.contains { $0 != first }
    let columns = varies ? [logits, ones] : [ones]
    // Where only the intercept can be fitted, the logit is its null.
    let null = varies ? [1.0, 0] : [first]
    guard let best = try? LogisticFit.fit(columns, targets: targets, start: null) else { return nil }
    let statistic = 2 * (LogisticFit.loss(columns, targets, nil, null) - LogisticFit.loss(columns, targets, nil, best))
    return ChiSquaredDistribution(degreesOfFreedom: varies ? 2 : 1).survival(max(0, statistic))
  }
}

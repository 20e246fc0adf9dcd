/// Chooses the bounds of a feature's bins from a sample of its values.
///
/// A value that fills a bin's share alone gets a bin of its own; the others are shared out so that each bin holds about as many rows,
/// as Ke et al. describe for LightGBM ("LightGBM: A Highly Efficient Gradient Boosting Decision Tree", NIPS 2017). A bound lies half-way
/// between two neighbouring values, so that new values go to the nearer one. Negative values, zeroes and positive
/// values have bins of their own where there are enough of them, as in LightGBM: what changes with the sign of a feature, a return for
/// example, changes at 0 and not near it.
enum QuantileSketch {
  /// The bins of one feature.
  ///
  /// - Parameters:
  ///   - sample: its values, NaN for missing.
  ///   - maximumBins: how many bins there may be, 2 or more, the one for missing values included.
  ///   - minimumRows: how many rows of the sample each bin should hold, at least.
  ///   - seesMissing: whether there are missing values outside the sample too.
  static func bins(of sample: [Double], maximumBins: Int, minimumRows: Int, seesMissing: Bool = false) -> FeatureBins {
    let present = sample.contains(where: \.isNaN) ? sample.filter { !$0.isNaN } : sample
    let holdsMissing = seesMissing || present.count < sample.count
    guard !present.isEmpty else { return FeatureBins(upperBounds: [.infinity], holdsMissing: false, range: nil) }
    let sorted = RadixSort.sorted(present)
    let bounds = upperBounds(
      sorted: sorted.span, maximumBins: max(1, maximumBins - (holdsMissing ? 1 : 0)), minimumRows: minimumRows)
    return FeatureBins(upperBounds: bounds, holdsMissing: holdsMissing, range: sorted[0]...sorted[sorted.count - 1])
  }

  private static func upperBounds(sorted: Span<Double>, maximumBins: Int, minimumRows: Int) -> [Double] {
    let negative = place(in: sorted) { $0 < 0 }
    let upToZero = place(in: sorted) { $0 <= 0 }
    let zeroes = upToZero - negative
    let hasZeroBin = zeroes >= minimumRows && (negative >= minimumRows || sorted.count - upToZero >= minimumRows)
    // Zeroes too few for a bin go with the positive values.
    let positive = sorted.count - (hasZeroBin ? upToZero : negative)
    let sides = (negative >= minimumRows ? 1 : 0) + (positive >= minimumRows ? 1 : 0)
    guard sides + (hasZeroBin ? 1 : 0) >= 2, negative == 0 || negative >= minimumRows, positive == 0 || positive >= minimumRows,
      maximumBins >= sides + (hasZeroBin ? 1 : 0)
    else { return partBounds(sorted: sorted, maximumBins: maximumBins, minimumRows: minimumRows) }
    let bins = maximumBins - (hasZeroBin ? 1 : 0)
    var bounds: [Double] = []
    if negative > 0 {
      let share = Int(Double(negative) / Double(negative + positive) * Double(bins))
      let own = min(max(share, 1), bins - (positive > 0 ? 1 : 0))
      bounds = partBounds(sorted: sorted.extracting(0..<negative), maximumBins: own, minimumRows: minimumRows)
      bounds[bounds.count - 1] = zeroes > 0 ? max(sorted[negative - 1], justBelowZero) : 0
    }
    if hasZeroBin { bounds.append(positive > 0 ? 0 : .infinity) }
    guard positive > 0 else { return bounds }
    let part = sorted.extracting(sorted.count - positive..<sorted.count)
    return bounds + partBounds(sorted: part, maximumBins: maximumBins - bounds.count, minimumRows: minimumRows)
  }

  /// The bound between negative values and 0: a number that every reader of model files gets right, as it may not the least of all.
  private static let justBelowZero = -1e-300

  /// How many values in the front of sorted ones are small.
  private static func place(in sorted: Span<Double>, isSmall: (Double) -> Bool) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if isSmall(sorted[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func partBounds(sorted: Span<Double>, maximumBins: Int, minimumRows: Int) -> [Double] {
    // Where each value is first, and where one would be that comes after all.
    var starts: [Int] = []
    starts.reserveCapacity(sorted.count + 1)
    for index in 0..<sorted.count where index == 0 || sorted[index] != sorted[index - 1] { starts.append(index) }
    starts.append(sorted.count)
    let closings =
      starts.count - 1 <= maximumBins
      ? closingsOfFew(starts.span, minimumRows: minimumRows)
      : closingsOfMany(starts.span, maximumBins: maximumBins, minimumRows: minimumRows)
    return closings.map { between(sorted[starts[$0 + 1] - 1], sorted[starts[$0 + 1]]) } + [.infinity]
  }

  /// After which distinct values a bin ends, where every value could have its own.
  private static func closingsOfFew(_ starts: Span<Int>, minimumRows: Int) -> [Int] {
    var closings: [Int] = []
    var rows = 0
    for index in 0..<max(0, starts.count - 2) {
      rows += starts[index + 1] - starts[index]
      if rows >= minimumRows {
        closings.append(index)
        rows = 0
      }
    }
    return closings
  }

  /// After which distinct values a bin ends, where bins are fewer than values.
  private static func closingsOfMany(_ starts: Span<Int>, maximumBins: Int, minimumRows: Int) -> [Int] {
    let values = starts.count - 1
    let rows = starts[values]
    let maximumBins = max(1, min(maximumBins, rows / max(1, minimumRows)))
    // A value this frequent fills a bin alone.
    let heavy = (rows + maximumBins - 1) / maximumBins
    var remainingBins = maximumBins
    var remainingRows = 0
    for index in 0..<values {
      let count = starts[index + 1] - starts[index]
      if count >= heavy { remainingBins -= 1 } else { remainingRows += count }
    }
    var share = Double(remainingRows) / Double(max(1, remainingBins))
    var closings: [Int] = []
    var filled = 0
    for index in 0..<values - 1 {
      let (count, next) = (starts[index + 1] - starts[index], starts[index + 2] - starts[index + 1])
      filled += count
      if count < heavy { remainingRows -= count }
      let isFull = count >= heavy || Double(filled) >= share || (next >= heavy && Double(filled) >= max(1, share / 2))
      guard isFull else { continue }
      closings.append(index)
      filled = 0
      if closings.count == maximumBins - 1 { break }
      if count < heavy {
        remainingBins -= 1
        share = Double(remainingRows) / Double(max(1, remainingBins))
      }
    }
    return closings
  }

  /// A number from `low` up to but not including `high`, half-way where that can be written.
  private static func between(_ low: Double, _ high: Double) -> Double {
    let middle = low / 2 + high / 2
    return middle >= low && middle < high && middle.isFinite ? middle : low
  }
}

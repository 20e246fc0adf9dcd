/// The histograms of up to eight features for every leaf of the tree that is growing.
///
/// A child's sums are its parent's less its sibling's.
///
/// Groups do not know of each other, so that threads can share them out.
struct HistogramGroup: Sendable {
  let columns: [SplitFinder.Column]
  /// Which of the columns this tree may use.
  var isUsed: [Bool]
  private let layout: LaneLayout
  private var packed: [[Int64]]
  private var wide: [[WideSum]]
  /// Arrays that no leaf needs any more: asking the system for new ones would cost small data sets a quarter of their time.
  private var sparePacked: [[Int64]] = []
  private var spareWide: [[WideSum]] = []
  /// Room for the search.
  private var room = [Int64](repeating: 0, count: SplitFinder.blockCount)

  init(columns: [SplitFinder.Column], layout: LaneLayout, leaves: Int) {
    self.columns = columns
    self.layout = layout
    isUsed = columns.map { _ in true }
    packed = Array(repeating: [], count: leaves)
    wide = Array(repeating: [], count: leaves)
  }

  /// Takes the histograms that a worker made of a leaf's rows, in exchange for arrays to be filled anew.
  ///
  /// - Parameters:
  ///   - fresh: packed sums; what comes back is an array of zeroes.
  mutating func take(packed fresh: inout [Int64], forLeaf leaf: Int) {
    drop(leaf: leaf)
    swap(&packed[leaf], &fresh)
    fresh = sparePacked.popLast() ?? []
    Self.clear(&fresh)
  }

  /// The same for wide sums.
  mutating func take(wide fresh: inout [WideSum], forLeaf leaf: Int) {
    drop(leaf: leaf)
    swap(&wide[leaf], &fresh)
    fresh = spareWide.popLast() ?? []
    if fresh.count == HistogramKernel.groupSize {
      for bin in fresh.indices { fresh[bin] = .zero }
    } else {
      fresh = Array(repeating: .zero, count: HistogramKernel.groupSize)
    }
  }

  /// Adds what another worker made of other rows of the same leaf.
  mutating func merge(wide more: inout [WideSum], intoLeaf leaf: Int) {
    var sums = wide[leaf].mutableSpan
    var more = more.mutableSpan
    precondition(sums.count == more.count, "both hold the same bins")
    for bin in 0..<sums.count {
      sums[bin] += more[bin]
      more[bin] = .zero
    }
  }

  /// Adds what another worker made of other rows of the same leaf.
  mutating func merge(packed more: inout [Int64], intoLeaf leaf: Int) {
    var sums = packed[leaf].mutableSpan
    var more = more.mutableSpan
    precondition(sums.count == more.count, "both hold the same bins")
    for bin in 0..<sums.count {
      sums[bin] &+= more[bin]
      more[bin] = 0
    }
  }

  /// Turns a parent's histogram into that of its larger child, which it is less the smaller one's.
  ///
  /// - Parameters:
  ///   - parent: where the parent's histogram is; the larger child's goes to `larger`, which may be the same.
  ///   - smaller: where the smaller child's is.
  ///   - largerCount: how many rows the larger child has.
  mutating func subtract(parent: Int, smaller: Int, larger: Int, largerCount: Int) {
    if wide[parent].isEmpty {
      var rest = packed[parent]
      packed[parent] = []
      let other = packed[smaller]
      do {
        let less = other.span
        var span = rest.mutableSpan
        precondition(span.count == less.count, "both hold the same bins")
        for bin in 0..<span.count { span[bin] &-= less[bin] }
      }
      packed[larger] = rest
      return
    }
    var rest = wide[parent]
    wide[parent] = []
    if wide[smaller].isEmpty {
      let other = packed[smaller]
      let less = other.span
      var span = rest.mutableSpan
      precondition(span.count == less.count, "both hold the same bins")
      for bin in 0..<span.count { span[bin] -= layout.asNumbers(less[bin]) }
    } else {
      let other = wide[smaller]
      let less = other.span
      var span = rest.mutableSpan
      precondition(span.count == less.count, "both hold the same bins")
      for bin in 0..<span.count { span[bin] -= less[bin] }
    }
    if largerCount <= layout.capacity {
      packed[larger] = sparePacked.popLast() ?? Array(repeating: 0, count: rest.count)
      Self.narrow(rest.span, into: &packed[larger], layout)
      spareWide.append(rest)
    } else {
      wide[larger] = rest
    }
  }

  /// Moves a leaf's histogram.
  mutating func move(from: Int, to: Int) {
    packed.swapAt(from, to)
    wide.swapAt(from, to)
  }

  /// Forgets a leaf's histogram.
  mutating func drop(leaf: Int) {
    if !packed[leaf].isEmpty {
      var array: [Int64] = []
      swap(&array, &packed[leaf])
      sparePacked.append(array)
    }
    if !wide[leaf].isEmpty {
      var array: [WideSum] = []
      swap(&array, &wide[leaf])
      spareWide.append(array)
    }
  }

  private static func narrow(_ sums: Span<WideSum>, into packed: inout [Int64], _ layout: LaneLayout) {
    var packed = packed.mutableSpan
    precondition(sums.count == packed.count, "both hold the same bins")
    for bin in 0..<packed.count { packed[bin] = layout.narrowed(sums[bin]) }
  }

  /// What all of a leaf's rows add up to.
  ///
  /// Mutating, as `improve` is, so that a group in its box is asked where it lies: a copy would count a dozen references up and down.
  mutating func totals(ofLeaf leaf: Int) -> NodeTotals {
    // Every row has a bin of the first column; where that is the one for missing values makes no difference.
    if wide[leaf].isEmpty {
      let sum = HistogramKernel.total(packed[leaf])
      return NodeTotals(count: Int(layout.count(sum)), gradient: layout.gradient(sum), hessian: layout.hessian(sum))
    }
    let sum = wide[leaf].prefix(HistogramKernel.binsPerFeature).reduce(.zero) { $0 + $1 }
    return NodeTotals(count: Int(sum[2]), gradient: Int64(sum[0]), hessian: Int64(sum[1]))
  }

  /// Puts the best way to divide a leaf by one of the group's features in place of a best one so far, if it is better.
  mutating func improve(_ best: inout SplitCandidate?, _ finder: SplitFinder, leaf: Int, _ search: SplitFinder.Search) {
    let packed = packed[leaf]
    let wide = wide[leaf]
    var scratch: [Int64] = []
    swap(&scratch, &room)
    defer { swap(&scratch, &room) }
    var room = scratch.mutableSpan
    for place in columns.indices where isUsed[place] && search.allowed?[columns[place].index] ?? true {
      let own = place * HistogramKernel.binsPerFeature..<(place + 1) * HistogramKernel.binsPerFeature
      if wide.isEmpty {
        let all = packed.span
        finder.improve(&best, by: columns[place], packed: all.extracting(own), room: &room, search)
      } else {
        let all = wide.span
        finder.improve(&best, by: columns[place], wide: all.extracting(own), search)
      }
    }
  }

  /// Zeroes for a group's histogram.
  static func clear(_ sums: inout [Int64]) {
    guard sums.count == HistogramKernel.groupSize else {
      sums = Array(repeating: 0, count: HistogramKernel.groupSize)
      return
    }
    var span = sums.mutableSpan
    for bin in 0..<span.count { span[bin] = 0 }
  }
}

/// The histograms of up to eight features for every leaf of the tree that is growing.
///
/// A child's sums are its parent's less its sibling's.
///
/// Groups do not know of each other, so that threads can share them out.
struct HistogramGroup: Sendable {
  let columns: [SplitFinder.Column]
  /// Which of the columns this tree may use.
  var isUsed: [Bool]
  /// Whether a bin of one of the columns has more rows than the lanes of one number hold. Else every bin's sum fits, in the largest leaf as well.
  let isCrowded: Bool
  private let layout: LaneLayout
  /// The sums of its columns, of the `HistogramKernel.groupSize` that a group of eight has; the others stay 0.
  private let used: Range<Int>
  private var packed: [[Int64]]
  private var wide: [[WideSum]]
  /// Arrays that no leaf needs any more: asking the system for new ones would cost small data sets a quarter of their time.
  private var sparePacked: [[Int64]] = []
  private var spareWide: [[WideSum]] = []
  /// Room for the search.
  private var room = [Int64](repeating: 0, count: SplitFinder.blockCount)

  init(columns: [SplitFinder.Column], layout: LaneLayout, leaves: Int, isCrowded: Bool) {
    self.columns = columns
    self.isCrowded = isCrowded
    self.layout = layout
    isUsed = columns.map { _ in true }
    used = 0..<columns.count * HistogramKernel.binsPerFeature
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
    Self.clear(&fresh, used)
  }

  /// The same for wide sums.
  mutating func take(wide fresh: inout [WideSum], forLeaf leaf: Int) {
    drop(leaf: leaf)
    swap(&wide[leaf], &fresh)
    fresh = spareWide.popLast() ?? []
    if fresh.count == HistogramKernel.groupSize {
      var span = fresh.mutableSpan
      for bin in used { span[bin] = .zero }
    } else {
      fresh = Array(repeating: .zero, count: HistogramKernel.groupSize)
    }
  }

  /// Adds what another worker made of other rows of the same leaf.
  mutating func merge(wide more: inout [WideSum], intoLeaf leaf: Int) {
    var sums = wide[leaf].mutableSpan
    var more = more.mutableSpan
    precondition(sums.count == more.count && used.upperBound <= more.count, "both hold the same bins")
    for bin in used {
      sums[bin] += more[bin]
      more[bin] = .zero
    }
  }

  /// Adds what another worker made of other rows of the same leaf.
  mutating func merge(packed more: inout [Int64], intoLeaf leaf: Int) {
    var sums = packed[leaf].mutableSpan
    var more = more.mutableSpan
    precondition(sums.count == more.count && used.upperBound <= more.count, "both hold the same bins")
    for bin in used {
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
      var rest: [Int64] = []
      swap(&rest, &packed[parent])
      Self.subtract(packed[smaller], from: &rest, used)
      swap(&rest, &packed[larger])
      return
    }
    var rest: [WideSum] = []
    swap(&rest, &wide[parent])
    if wide[smaller].isEmpty {
      Self.subtract(packed[smaller], from: &rest, used, layout)
    } else {
      Self.subtract(wide[smaller], from: &rest, used)
    }
    if largerCount <= layout.capacity {
      packed[larger] = sparePacked.popLast() ?? Array(repeating: 0, count: rest.count)
      Self.narrow(rest, into: &packed[larger], used, layout)
      spareWide.append(rest)
    } else {
      swap(&rest, &wide[larger])
    }
  }

  /// Takes some of a leaf's rows out of its histogram, which is packed.
  mutating func subtract(_ rows: SmallRows, fromLeaf leaf: Int) {
    guard let first = columns.first else { return }
    let (place, shift) = rows.place(of: first.index)
    let (words, all) = (rows.words.span, rows.sums.span)
    var sums = packed[leaf].mutableSpan
    HistogramKernel.subtract(
      words.extracting(place..<place + rows.count), shift: shift, sums: all.extracting(0..<rows.count), features: columns.count, from: &sums
    )
  }

  private static func subtract(_ others: [Int64], from sums: inout [Int64], _ used: Range<Int>) {
    let less = others.span
    var sums = sums.mutableSpan
    precondition(sums.count == less.count && used.upperBound <= less.count, "both hold the same bins")
    for bin in used { sums[bin] &-= less[bin] }
  }

  private static func subtract(_ others: [Int64], from sums: inout [WideSum], _ used: Range<Int>, _ layout: LaneLayout) {
    let less = others.span
    var sums = sums.mutableSpan
    precondition(sums.count == less.count && used.upperBound <= less.count, "both hold the same bins")
    for bin in used { sums[bin] -= layout.asNumbers(less[bin]) }
  }

  private static func subtract(_ others: [WideSum], from sums: inout [WideSum], _ used: Range<Int>) {
    let less = others.span
    var sums = sums.mutableSpan
    precondition(sums.count == less.count && used.upperBound <= less.count, "both hold the same bins")
    for bin in used { sums[bin] -= less[bin] }
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

  /// Forgets every leaf's histogram.
  mutating func dropAll() {
    for leaf in packed.indices { drop(leaf: leaf) }
  }

  private static func narrow(_ wide: [WideSum], into packed: inout [Int64], _ used: Range<Int>, _ layout: LaneLayout) {
    let sums = wide.span
    var packed = packed.mutableSpan
    precondition(sums.count == packed.count && used.upperBound <= packed.count, "both hold the same bins")
    for bin in used { packed[bin] = layout.narrowed(sums[bin]) }
  }

  /// What all of a leaf's rows add up to.
  ///
  /// Mutating, as `improve` is, so that a group in its box is asked where it lies: a copy would count a dozen references up and down.
  ///
  /// - Parameter count: how many rows the leaf has.
  mutating func totals(ofLeaf leaf: Int, count: Int) -> NodeTotals {
    // Every row has a bin of the first column; where that is the one for missing values makes no difference.
    if count <= layout.capacity {
      return NodeTotals(HistogramKernel.total(packed[leaf]), layout)
    }
    let bins = 0..<HistogramKernel.binsPerFeature
    let sum = bins.reduce(WideSum.zero) { $0 + (isCrowded ? wide[leaf][$1] : layout.asNumbers(packed[leaf][$1])) }
    return NodeTotals(count: Int(sum[2]), gradient: Int64(sum[0]), hessian: Int64(sum[1]))
  }

  /// Puts the best way to divide a leaf by one of the group's features in place of a best one so far, if it is better.
  mutating func improve(_ best: inout SplitCandidate?, _ finder: SplitFinder, leaf: Int, _ search: SplitFinder.Search) {
    var scratch: [Int64] = []
    swap(&scratch, &room)
    let wanted = Wanted(columns: columns, isUsed: isUsed, allowed: search.allowed)
    if wide[leaf].isEmpty {
      Self.improve(&best, finder, packed[leaf], wanted, room: &scratch, search)
    } else {
      Self.improve(&best, finder, wide[leaf], wanted, search)
    }
    swap(&scratch, &room)
  }

  /// Which columns may divide a leaf.
  private struct Wanted {
    let columns: [SplitFinder.Column]
    let isUsed: [Bool]
    let allowed: [Bool]?

    @inline(__always)
    func forEach(_ body: (SplitFinder.Column, Range<Int>) -> Void) {
      for place in columns.indices where isUsed[place] && allowed?[columns[place].index] ?? true {
        body(columns[place], place * HistogramKernel.binsPerFeature..<(place + 1) * HistogramKernel.binsPerFeature)
      }
    }
  }

  private static func improve(
    _ best: inout SplitCandidate?, _ finder: SplitFinder, _ sums: [Int64], _ wanted: Wanted, room: inout [Int64],
    _ search: SplitFinder.Search
  ) {
    let all = sums.span
    var room = room.mutableSpan
    wanted.forEach { finder.improve(&best, by: $0, packed: all.extracting($1), room: &room, search) }
  }

  private static func improve(
    _ best: inout SplitCandidate?, _ finder: SplitFinder, _ sums: [WideSum], _ wanted: Wanted, _ search: SplitFinder.Search
  ) {
    let all = sums.span
    wanted.forEach { finder.improve(&best, by: $0, wide: all.extracting($1), search) }
  }

  /// Zeroes for a group's histogram.
  ///
  /// - Parameter used: which of its sums may be something else.
  static func clear(_ sums: inout [Int64], _ used: Range<Int>) {
    guard sums.count == HistogramKernel.groupSize else {
      sums = Array(repeating: 0, count: HistogramKernel.groupSize)
      return
    }
    var span = sums.mutableSpan
    for bin in used { span[bin] = 0 }
  }
}

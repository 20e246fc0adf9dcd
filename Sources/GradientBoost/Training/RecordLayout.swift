/// What a row's record holds and where: its rounded gradient and hessian, and its bins, a byte each.
///
/// All that a histogram wants of a row lies side by side, so that one access to memory brings it. Where there are enough rows for the
/// lanes to be narrow, gradient and hessian share a half word, and the first four bins the rest of it: with 28 features a record then has
/// 32 bytes instead of 40.
struct RecordLayout: Sendable {
  /// Whether the gradient takes half a word.
  let isCompact: Bool
  /// Words in a record.
  let stride: Int
  /// The columns whose bins share a word; their histograms make a group.
  let groups: [Range<Int>]
  private let lanes: LaneLayout
  /// What a half word is multiplied with to bring its gradient to its lane.
  private let gradientFactor: Int64
  /// What its hessian is multiplied with to come from there to its own.
  private let hessianFactor: Int64

  init(columnCount: Int, lanes: LaneLayout) {
    self.lanes = lanes
    gradientFactor = 1 << (lanes.gradientShift - 16)
    hessianFactor = 1 << lanes.hessianShift - gradientFactor
    // A sign and 15 bits, and 16 bits.
    isCompact = lanes.gradientLimit < 1 << 15 && lanes.hessianLimit < 1 << 16
    var groups: [Range<Int>] = []
    while let first = groups.last?.upperBound ?? (columnCount > 0 ? 0 : nil), first < columnCount {
      let most = HistogramKernel.featuresPerGroup
      let left = columnCount - first
      // Groups of about the same size: threads share them out.
      let room = isCompact && groups.isEmpty ? 4 : (left + (left + most - 1) / most - 1) / ((left + most - 1) / most)
      groups.append(first..<min(columnCount, first + room))
    }
    self.groups = groups
    stride = max(1, groups.count + (isCompact ? 0 : 1))
  }

  /// Whether no record lies across two lines where the first begins with one.
  var isInOneLine: Bool { CacheLine.words % stride == 0 }

  /// Which word of a record holds a group's bins.
  func word(of group: Int) -> Int { isCompact ? group : group + 1 }

  /// How far up in that word the first of them is.
  func shift(of group: Int) -> UInt64 { isCompact && group == 0 ? 32 : 0 }

  /// Which word of a record holds a column's bin, and how far up in it.
  func place(of column: Int) -> (word: Int, shift: UInt64) {
    guard let group = groups.firstIndex(where: { $0.contains(column) }) else { preconditionFailure("a column has a group") }
    return (word(of: group), shift(of: group) + 8 * UInt64(column - groups[group].lowerBound))
  }

  /// A record's first word with a row's rounded gradient and hessian put in.
  ///
  /// - Parameter isCompact: that of the layout, which loops had better know before they begin.
  @inline(__always)
  func word(gradient: Int64, hessian: Int64, in word: UInt64, isCompact: Bool) -> UInt64 {
    guard isCompact else { return UInt64(bitPattern: lanes.pack(gradient: gradient, hessian: hessian, count: 1)) }
    let half = UInt32(truncatingIfNeeded: gradient) &<< 16 | UInt32(truncatingIfNeeded: hessian) & 0xffff
    return word & 0xffff_ffff_0000_0000 | UInt64(half)
  }

  /// What a record whose first word is this adds to a histogram.
  @inline(__always)
  func sum(_ word: UInt64) -> Int64 {
    guard isCompact else { return Int64(bitPattern: word) }
    // Gradient and hessian as one number have their places but for that the hessian's is another: fewer instructions than taking them apart.
    let half = Int64(Int32(truncatingIfNeeded: word))
    return half &* gradientFactor &+ (half & 0xffff) &* hessianFactor &+ 1
  }
}

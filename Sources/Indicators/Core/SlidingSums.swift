/// The sums of the windows of a stretch of rows, of one or several lengths: the shared kernel of what divides one sum by another.
///
/// Sums of two neighbours, then of four, of eight and so on; a window is the few of them that its length is made of. No row waits for the one
/// before it, nothing is ever subtracted, and a missing value or a spike is in the sums of its own windows only. The error is that of adding
/// pairwise, which grows with the logarithm of the length.
@usableFromInline
struct SlidingSums {
  /// The sums of as many neighbours as the power of two has, from 2 on.
  private var levels: [[Double]]
  private let longest: Int

  /// Windows longer than this are left to the step.
  @usableFromInline static let longestWindow = 1_024

  /// How many rows a stretch should have.
  @usableFromInline
  static func stretch(_ longest: Int) -> Int { max(256, 4 * longest) }

  /// For windows of at most so many rows.
  @usableFromInline
  init(longest: Int) {
    precondition(longest >= 1 && longest <= Self.longestWindow, "longer windows are left to the step")
    self.longest = longest
    let room = [Double](repeating: 0, count: Self.stretch(longest) + longest)
    levels = []
    while 2 << levels.count <= longest { levels.append(room) }
  }

  /// Takes the values of a stretch of rows, with one less than the longest window before them.
  @usableFromInline
  mutating func take(_ values: Span<Double>) {
    for level in levels.indices {
      let width = 1 << level
      let count = max(values.count - (2 * width - 1), 0)
      if level == 0 {
        Self.add(values, width, count, &levels[0])
      } else {
        Self.addOn(levels[level - 1], width, count, &levels[level])
      }
    }
  }

  /// The sums of the windows of so many rows, up to the longest.
  @usableFromInline
  func sums(_ period: Int, of values: Span<Double>, _ count: Int, into target: inout [Double]) {
    var sums = target.mutableSpan
    var start = longest - period
    var width = 1 << (Int.bitWidth - 1 - period.leadingZeroBitCount)
    var rest = period
    var isFirst = true
    // The greatest power of two that the length holds comes first.
    while width > 0 {
      if rest & width != 0 {
        let level = width.trailingZeroBitCount - 1
        if level < 0 {
          Self.addPart(values.extracting(start..<start + count), &sums, isFirst)
        } else {
          let column = levels[level]
          Self.addPart(column.span.extracting(start..<start + count), &sums, isFirst)
        }
        isFirst = false
        start += width
        rest &= ~width
      }
      width >>= 1
    }
  }

  private static func addPart(_ part: Span<Double>, _ sums: inout MutableSpan<Double>, _ isFirst: Bool) {
    if isFirst {
      for row in 0..<part.count { sums.put(part.at(row), at: row) }
    } else {
      for row in 0..<part.count { sums.put(sums.at(row) + part.at(row), at: row) }
    }
  }

  private static func add(_ values: Span<Double>, _ distance: Int, _ count: Int, _ target: inout [Double]) {
    var span = target.mutableSpan
    let near = values.extracting(0..<count)
    let far = values.extracting(min(distance, values.count)..<min(distance, values.count) + count)
    for row in 0..<count { span.put(near.at(row) + far.at(row), at: row) }
  }

  /// The same of an array. (Of a span of it the compiler would say that it overlaps the other array.)
  private static func addOn(_ values: [Double], _ distance: Int, _ count: Int, _ target: inout [Double]) {
    add(values.span, distance, count, &target)
  }
}

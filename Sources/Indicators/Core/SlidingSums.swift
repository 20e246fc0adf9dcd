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
    // The greatest power of two that the length holds comes first. Columns of the first three are added in one pass.
    var parts: [(level: Int, start: Int)] = []
    parts.reserveCapacity(Int.bitWidth)
    var start = longest - period
    for bit in stride(from: levels.count, through: 0, by: -1) where period & (1 << bit) != 0 {
      parts.append((bit - 1, start))
      start += 1 << bit
    }
    var sums = target.mutableSpan
    let first = parts[0]
    let (second, third) = (parts.count > 1 ? parts[1] : first, parts.count > 2 ? parts[2] : first)
    if parts.count == 1 {
      with(first, values, count) { a in for row in 0..<count { sums.put(a.at(row), at: row) } }
    } else if parts.count == 2 {
      with(first, values, count) { a in
        with(second, values, count) { b in for row in 0..<count { sums.put(a.at(row) + b.at(row), at: row) } }
      }
    } else {
      with(first, values, count) { a in
        with(second, values, count) { b in
          with(third, values, count) { c in for row in 0..<count { sums.put(a.at(row) + b.at(row) + c.at(row), at: row) } }
        }
      }
    }
    for part in parts.dropFirst(3) {
      with(part, values, count) { a in for row in 0..<count { sums.put(sums.at(row) + a.at(row), at: row) } }
    }
  }

  /// Lends some rows of a level; of the values themselves at level -1.
  @inline(__always)
  private func with(_ part: (level: Int, start: Int), _ values: Span<Double>, _ count: Int, _ body: (Span<Double>) -> Void) {
    if part.level < 0 {
      body(values.extracting(part.start..<part.start + count))
    } else {
      let column = levels[part.level]
      body(column.span.extracting(part.start..<part.start + count))
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

/// The sums of the windows of a stretch of rows, of several lengths at once.
///
/// Sums of three neighbours, then of nine and so on up to the shortest length; from there on of that length twice, four times. Every other length is the
/// few of them that it is made of: of three numbers added at once the sum in the middle is neither written nor read. No row waits for the one before it, nothing is ever subtracted, and a missing value or a spike is in the sums
/// of its own windows only. The error is that of adding pairwise, which grows with the logarithm of the length.
struct SlidingSums {
  /// A length, the shorter ones it is made of, and the sums of as many values from each row on.
  private struct Column {
    let width: Int
    /// Which columns, -1 for the values themselves, and how many rows further on.
    let parts: [(column: Int, shift: Int)]
    var sums: [Double]
  }

  private var columns: [Column] = []
  private let longest: Int
  private let room: Int

  /// Windows longer than this are left to the step.
  static let longestWindow = 1_024

  /// For windows of these lengths, in stretches of at most so many rows, with those before them. To begin a stretch takes as long as so many rows as the longest
  /// window has.
  init(_ periods: [Int], room: Int) {
    precondition(periods.allSatisfy { $0 >= 1 && $0 <= Self.longestWindow }, "longer windows are left to the step")
    longest = periods.max() ?? 1
    self.room = room
    let shortest = periods.min() ?? 1
    var width = 3
    while width <= shortest {
      add(width)
      width *= 3
    }
    width = shortest
    while width <= longest {
      add(width)
      width *= 2
    }
    for period in periods.sorted() { add(period) }
  }

  private mutating func add(_ width: Int) {
    guard width > 1, !columns.contains(where: { $0.width == width }) else { return }
    var parts: [(column: Int, shift: Int)] = []
    var shift = 0
    while shift < width {
      let fitting = columns.indices.filter { columns[$0].width <= width - shift }.max { columns[$0].width < columns[$1].width }
      parts.append((fitting ?? -1, shift))
      shift += fitting.map { columns[$0].width } ?? 1
    }
    columns.append(Column(width: width, parts: parts, sums: [Double](repeating: 0, count: room)))
  }

  /// Takes the values of a stretch of rows, with one less than the longest window before them.
  mutating func take(_ values: Span<Double>) {
    precondition(values.count <= room, "a stretch has at most \(room) rows")
    for index in columns.indices {
      var target: [Double] = []
      swap(&target, &columns[index].sums)
      let count = max(values.count - (columns[index].width - 1), 0)
      let parts = columns[index].parts
      var span = target.mutableSpan
      with(parts[0], values, count) { a in
        with(parts[1], values, count) { b in
          if parts.count == 2 {
            for row in 0..<count { span.put(a.at(row) + b.at(row), at: row) }
          } else {
            with(parts[2], values, count) { c in for row in 0..<count { span.put(a.at(row) + b.at(row) + c.at(row), at: row) } }
          }
        }
      }
      for part in parts.dropFirst(3) {
        with(part, values, count) { a in for row in 0..<count { span.put(span.at(row) + a.at(row), at: row) } }
      }
      swap(&target, &columns[index].sums)
    }
  }

  /// Lends the sums of the windows of a length, one for each row of the stretch.
  @inline(__always)
  func withSums(_ period: Int, of values: Span<Double>, _ body: (Span<Double>) -> Void) {
    let column = columns.firstIndex { $0.width == period } ?? -1
    with((column, longest - period), values, values.count - (longest - 1), body)
  }

  /// Lends some rows of a column.
  @inline(__always)
  private func with(_ part: (column: Int, shift: Int), _ values: Span<Double>, _ count: Int, _ body: (Span<Double>) -> Void) {
    if part.column < 0 {
      body(values.extracting(part.shift..<part.shift + count))
    } else {
      let sums = columns[part.column].sums
      body(sums.span.extracting(part.shift..<part.shift + count))
    }
  }
}

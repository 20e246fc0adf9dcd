extension MutableSpan where Element == Double {
  /// Puts NaN into the first so many rows, or into all if there are fewer.
  @usableFromInline
  mutating func fillMissing(_ count: Int) {
    for row in 0..<Swift.min(count, self.count) { self[row] = .nan }
  }
}

extension MutableSpan where Element == Double {
  /// How many rows are without an answer where this column is an average of a kind, which is behind its warm-up where rows before were missing: a recursive
  /// average takes as many as it needs, another answers NaN meanwhile.
  func rowsToCome(_ warmUp: Int, _ kind: MovingAverageKind) -> Int {
    var row = Swift.min(warmUp, count)
    while kind.isRecursive, row < count, self[row].isNaN { row += 1 }
    return row
  }
}

extension MovingAverageKind {
  /// Whether an average of this kind remembers all values there ever were.
  var isRecursive: Bool {
    switch self {
    case .simple, .weighted, .triangular, .hull, .identity, .standard: false
    default: true
    }
  }
}

extension Span where Element == Double {
  /// Whether every number is finite.
  @usableFromInline var isFinite: Bool {
    // A sum is finite only if all of it is: one addition for two numbers, and no branch. If it is not, finite numbers may have added up to an infinity.
    var (first, second) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
    var (third, fourth) = (first, first)
    var row = 0
    while row &+ 8 <= count {
      first += two(at: row)
      second += two(at: row &+ 2)
      third += two(at: row &+ 4)
      fourth += two(at: row &+ 6)
      row &+= 8
    }
    var rest = ((first + second) + (third + fourth)).sum()
    while row < count {
      rest += self[row]
      row &+= 1
    }
    return rest.isFinite || (0..<count).allSatisfy { self[$0].isFinite }
  }

  /// The first row that holds NaN or an infinity; the number of rows if none does.
  @usableFromInline var firstMissing: Int { isFinite ? count : (0..<count).first { !self[$0].isFinite } ?? count }
}

/// The first row in which one of four columns of equal length holds NaN or an infinity; the number of rows if none does.
func firstMissing(_ a: Span<Double>, _ b: Span<Double>, _ c: Span<Double>, _ d: Span<Double>) -> Int {
  let count = a.count
  precondition(b.count == count && c.count == count && d.count == count, "every column must have one value per row")
  // All four at once: memory is slow to begin with each of them. A sum is finite only if all of it is.
  var (first, second) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
  var (third, fourth) = (first, first)
  var row = 0
  while row &+ 2 <= count {
    first += a.two(at: row)
    second += b.two(at: row)
    third += c.two(at: row)
    fourth += d.two(at: row)
    row &+= 2
  }
  var rest = ((first + second) + (third + fourth)).sum()
  if row < count { rest += (a.at(row) + b.at(row)) + (c.at(row) + d.at(row)) }
  return rest.isFinite ? count : min(a.firstMissing, b.firstMissing, c.firstMissing, d.firstMissing)
}

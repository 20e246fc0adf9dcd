/// What some columns hold in two rows: in consecutive ones, or in the same place of two blocks. Turning one into the other is all it can do.
protocol RowPair {
  /// Zeros.
  static var zero: Self { get }
  /// The first row of this pair and that of another.
  func firsts(with other: Self) -> Self
  /// The second row of this pair and that of another.
  func seconds(with other: Self) -> Self
}

extension SIMD2: RowPair where Scalar == Double {
  @inline(__always)
  func firsts(with other: SIMD2<Double>) -> SIMD2<Double> { SIMD2(x, other.x) }

  @inline(__always)
  func seconds(with other: SIMD2<Double>) -> SIMD2<Double> { SIMD2(y, other.y) }
}

/// Two columns in two rows.
struct TwoColumns: RowPair {
  @inline(__always) static var zero: TwoColumns { TwoColumns(.zero, .zero) }

  var first: SIMD2<Double>
  var second: SIMD2<Double>

  @inline(__always)
  init(_ first: SIMD2<Double>, _ second: SIMD2<Double>) {
    self.first = first
    self.second = second
  }

  @inline(__always)
  func firsts(with other: TwoColumns) -> TwoColumns { TwoColumns(first.firsts(with: other.first), second.firsts(with: other.second)) }

  @inline(__always)
  func seconds(with other: TwoColumns) -> TwoColumns { TwoColumns(first.seconds(with: other.first), second.seconds(with: other.second)) }
}

/// Three columns in two rows.
struct ThreeColumns: RowPair {
  @inline(__always) static var zero: ThreeColumns { ThreeColumns(.zero, .zero, .zero) }

  var first: SIMD2<Double>
  var second: SIMD2<Double>
  var third: SIMD2<Double>

  @inline(__always)
  init(_ first: SIMD2<Double>, _ second: SIMD2<Double>, _ third: SIMD2<Double>) {
    self.first = first
    self.second = second
    self.third = third
  }

  @inline(__always)
  func firsts(with other: ThreeColumns) -> ThreeColumns {
    ThreeColumns(first.firsts(with: other.first), second.firsts(with: other.second), third.firsts(with: other.third))
  }

  @inline(__always)
  func seconds(with other: ThreeColumns) -> ThreeColumns {
    ThreeColumns(first.seconds(with: other.first), second.seconds(with: other.second), third.seconds(with: other.third))
  }
}

/// Which rows of a pair are to be written: of the last one of a series only the second may be new.
enum RowPart {
  case both, second
}

extension MutableSpan where Element == Double {
  /// Writes a row and the one after it, or only the latter.
  @inline(__always)
  mutating func put(_ values: SIMD2<Double>, at row: Int, _ part: RowPart) {
    if part == .both { put(values.x, at: row) }
    put(values.y, at: row &+ 1)
  }
}

extension SIMD2 where Scalar == Double {
  /// Both numbers without their signs.
  @usableFromInline
  @inline(__always) var sizes: SIMD2<Double> { SIMD2(abs(x), abs(y)) }

  /// The greater of each two numbers; the other's where one is NaN.
  @inlinable
  @inline(__always)
  func greatest(_ other: SIMD2<Double>) -> SIMD2<Double> { SIMD2(x > other.x ? x : other.x, y > other.y ? y : other.y) }

  /// The lesser of each two numbers; the other's where one is NaN.
  @inlinable
  @inline(__always)
  func least(_ other: SIMD2<Double>) -> SIMD2<Double> { SIMD2(x < other.x ? x : other.x, y < other.y ? y : other.y) }

  /// The square roots of both; NaN below 0, which is said first: of what may be below 0 the compiler makes two calls into the library, behind branches.
  @usableFromInline
  @inline(__always) var roots: SIMD2<Double> { SIMD2((x < 0 ? .nan : x).squareRoot(), (y < 0 ? .nan : y).squareRoot()) }
}

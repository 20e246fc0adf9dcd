/// The highest and the lowest of a stretch, and the length of the path through it; NaN where anything is missing, whatever the ends are then.
@usableFromInline
struct ReachAndPath: StretchSummary {
  /// The highest, and the lowest with its sign turned.
  @usableFromInline let ends: SIMD2<Double>
  /// How long the path is.
  @usableFromInline let path: Double

  @inlinable
  init(ends: SIMD2<Double>, path: Double) {
    self.ends = ends
    self.path = path
  }

  @inlinable static var blank: ReachAndPath { ReachAndPath(ends: .zero, path: 0) }

  @inlinable
  init(_ input: ReachAndPath) { self = input }

  /// How far the ends are apart.
  @inlinable var reach: Double { ends.x + ends.y }

  @inlinable
  func followed(by later: ReachAndPath) -> ReachAndPath {
    ReachAndPath(ends: ends.greatest(later.ends), path: path + later.path)
  }
}

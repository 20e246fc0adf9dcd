/// Takes the next close and volume, and multiplies an index by the growth of the close if the volume counts: the step of ``NVI`` and ``PVI``.
///
/// What is divided is chosen first: whether a row counts cannot be foreseen.
@inlinable
@inline(__always)
func stepVolumeIndex(_ index: inout Double, _ previous: inout Pair?, _ input: Pair, counts: (Double, Double) -> Bool) -> Double {
  guard input.x.isFinite, input.y.isFinite else { return .nan }
  let before = previous ?? Pair(0, 0)
  previous = input
  let isCounted = before.x != 0 && counts(input.y, before.y)
  let grown = index * ((isCounted ? input.x : 1) / (isCounted ? before.x : 1))
  if grown.isFinite { index = grown }
  return grown
}

/// Goes through whole columns of closes and volumes, multiplying an index by the growth of the close in the rows that count: under ``NVI`` and ``PVI``.
///
/// Nothing may be missing. The growths of a stretch are divided side by side; four of them are multiplied before the index is, so that a row does not
/// wait for the one before it.
///
/// - Parameters:
///   - index: what the index is at the first row.
///   - counts: whether a row counts, from its volume and the one before it.
/// - Returns: what the index is at the last row.
@inlinable
@inline(__always)
func sweepVolumeIndex(
  _ closes: Span<Double>, _ volumes: Span<Double>, _ index: Double, _ result: inout MutableSpan<Double>, counts: (Double, Double) -> Bool
) -> Double {
  let length = 512
  var growths = [Double](repeating: 1, count: length)
  var index = index
  result.put(index, at: 0)
  var start = 1
  while start < closes.count {
    let rows = start..<min(start &+ length, closes.count)
    do {
      var growth = growths.mutableSpan
      for row in rows {
        let before = closes.at(row &- 1)
        let ratio = closes.at(row) / before
        let counted = counts(volumes.at(row), volumes.at(row &- 1)) ? ratio : 1
        growth.put(before == 0 ? 1 : counted, at: row &- start)
      }
      for offset in rows.count..<length { growth.put(1, at: offset) }
    }
    let growth = growths.span
    var live = index
    for offset in stride(from: 0, to: rows.count, by: 4) {
      let (a, b) = (growth.at(offset), growth.at(offset &+ 1))
      let (c, d) = (growth.at(offset &+ 2), growth.at(offset &+ 3))
      let first = a * b
      let products = SIMD4(a, first, first * c, first * (c * d)) * live
      let row = start &+ offset
      if row &+ 4 <= rows.upperBound {
        result.put(products, at: row)
      } else {
        for lane in 0..<rows.upperBound &- row { result.put(products[lane], at: row &+ lane) }
      }
      live = products.w
    }
    index = live.isFinite ? live : multiplyCarefully(index, growths.span, rows, &result)
    start = rows.upperBound
  }
  return index
}

/// The same for a stretch in which a growth goes beyond all bounds, which is left out as the step does; what comes before it comes out to the same bits.
@inlinable
@inline(never)
func multiplyCarefully(_ index: Double, _ growths: Span<Double>, _ rows: Range<Int>, _ result: inout MutableSpan<Double>) -> Double {
  var live = index
  for offset in stride(from: 0, to: rows.count, by: 4) {
    var four = growths.four(at: offset)
    for lane in 0..<min(4, rows.count - offset) {
      let first = four.x * four.y
      let products = SIMD4(four.x, first, first * four.z, first * (four.z * four.w)) * live
      result.put(products[lane], at: rows.lowerBound &+ offset &+ lane)
      if !products[lane].isFinite { four[lane] = 1 }
    }
    let first = four.x * four.y
    live *= first * (four.z * four.w)
  }
  return live
}

import Foundation
import Indicators
import Testing

/// An indicator of the catalogue with parameters to try, and made-up columns for its inputs.
struct CatalogueCase: Sendable, CustomTestStringConvertible {
  let code: String
  let parameters: [Double]
  let seed: UInt64

  var testDescription: String { "\(code) \(parameters) seed \(seed)" }

  /// Every indicator, with its defaults and with small parameters drawn at random, as often as asked; of one that has none, other prices once.
  static func all(draws: Int) -> [CatalogueCase] {
    IndicatorCatalogue.entries.flatMap { entry in
      [CatalogueCase(code: entry.declaration.code, parameters: [], seed: 1)]
        + (0..<(entry.declaration.parameters.isEmpty ? min(draws, 1) : draws)).compactMap { draw in
          var random = Xorshift(state: UInt64(draw + 1) &* 0x9E37_79B9_7F4A_7C15)
          let parameters = entry.declaration.parameters.map { random.value(for: $0) }
          // Parameters may be allowed one by one and yet not go together.
          guard (try? entry.make(parameters)) != nil else { return nil }
          return CatalogueCase(code: entry.declaration.code, parameters: parameters, seed: UInt64(draw + 2))
        }
    }
  }

  func run() throws -> IndicatorRun { try #require(IndicatorCatalogue[code]).make(parameters) }

  /// Prices that wander, in columns as the declaration names them.
  func columns(count: Int, offset: Double = 100) throws -> [[Double]] {
    var random = Xorshift(state: seed &* 0xD134_2543_DE82_EF95 | 1)
    let room = [Double](repeating: 0, count: count)
    var (open, high, low, close, volume, periods) = (room, room, room, room, room, room)
    var last = offset
    for row in 0..<count {
      open[row] = last * (1 + 0.004 * (random.unit() - 0.5))
      last = open[row] * (1 + 0.02 * (random.unit() - 0.5))
      close[row] = last
      high[row] = max(open[row], last) * (1 + 0.01 * random.unit())
      low[row] = min(open[row], last) * (1 - 0.01 * random.unit())
      volume[row] = (1 + 9 * random.unit()).rounded()
      periods[row] = (2 + 20 * random.unit()).rounded(.down)
    }
    // An arc sine is that of small numbers only.
    if ["ACOS", "ASIN"].contains(code) { close = close.map { $0 / 1_000 } }
    let columns = ["open": open, "high": high, "low": low, "close": close, "volume": volume, "periods": periods]
    return try #require(IndicatorCatalogue[code]).declaration.inputs.map {
      try #require(columns[$0], "no column named \($0) is known to the tests")
    }
  }
}

/// A small generator of the tests' own, so that a defect in the library's cannot hide one here.
struct Xorshift: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  mutating func unit() -> Double { Double(next() >> 11) / 0x1p53 }

  /// A value that a parameter allows, not far from the least.
  mutating func value(for parameter: ParameterDeclaration) -> Double {
    let low = max(parameter.range.lowerBound, -100)
    let high = min(parameter.range.upperBound, low + 30)
    let value = low + unit() * (high - low)
    return parameter.kind == .real ? value : value.rounded(.down)
  }
}

/// The first row in which two columns differ by more than a part of their size, or than that part if they are small; NaN is like NaN.
func firstDifference(_ ours: [Double], _ theirs: [Double], within tolerance: Double) -> Int? {
  var row = 0
  let count = min(ours.count, theirs.count)
  // A loop of the plainest kind: millions of rows are compared, mostly in debug builds.
  while row < count {
    let (a, b) = (ours[row], theirs[row])
    if a != b, !(a.isNaN && b.isNaN), !(abs(a - b) <= tolerance * max(abs(a), abs(b), 1)) { return row }
    row += 1
  }
  return ours.count == theirs.count ? nil : count
}

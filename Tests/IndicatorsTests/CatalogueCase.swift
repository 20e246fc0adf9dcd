import Foundation
import Indicators
import Testing

/// An indicator of the catalogue with parameters to try, and made-up columns for its inputs.
struct CatalogueCase: Sendable, CustomTestStringConvertible {
  let code: String
  let parameters: [Double]
  let seed: UInt64

  var testDescription: String { "\(code) \(parameters) seed \(seed)" }

  /// Every indicator, with its defaults and with small parameters drawn at random, as often as asked.
  static func all(draws: Int) -> [CatalogueCase] {
    IndicatorCatalogue.entries.flatMap { entry in
      [CatalogueCase(code: entry.declaration.code, parameters: [], seed: 1)]
        + (0..<draws).compactMap { draw in
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
    let names = ["open", "high", "low", "close", "volume", "periods"]
    var columns = Dictionary(uniqueKeysWithValues: names.map { ($0, [Double]()) })
    var close = offset
    for _ in 0..<count {
      let open = close * (1 + 0.004 * (random.unit() - 0.5))
      close = open * (1 + 0.02 * (random.unit() - 0.5))
      columns["open", default: []].append(open)
      columns["high", default: []].append(max(open, close) * (1 + 0.01 * random.unit()))
      columns["low", default: []].append(min(open, close) * (1 - 0.01 * random.unit()))
      columns["close", default: []].append(close)
      columns["volume", default: []].append((1 + 9 * random.unit()).rounded())
      columns["periods", default: []].append((2 + 20 * random.unit()).rounded(.down))
    }
    // An arc sine is that of small numbers only.
    if ["ACOS", "ASIN"].contains(code) { columns["close"] = columns["close"]?.map { $0 / 1_000 } }
    return try run().declaration.inputs.map { try #require(columns[$0], "no column named \($0) is known to the tests") }
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

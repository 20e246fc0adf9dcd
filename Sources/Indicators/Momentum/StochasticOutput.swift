/// The two lines of a stochastic oscillator.
public struct StochasticOutput: MultipleOutput {
  /// Where the price lies in its range, from 0 to 100.
  public let k: Double
  /// The moving average of `k`.
  public let d: Double

  @inlinable
  init(k: Double, d: Double) {
    self.k = k
    self.d = d
  }

  /// The numbers in their order.
  public static var members: [(name: String, path: KeyPath<StochasticOutput, Double>)] { [("k", \.k), ("d", \.d)] }

  /// The number at a position.
  @inlinable
  public func member(_ position: Int) -> Double { position == 0 ? k : d }
}

/// Where a price lies within the range of the last ones, from 0 at the lowest to 100 at the highest.
@usableFromInline
struct RangePlace: Codable, Equatable, Sendable {
  @usableFromInline var window: Window<Extremes>

  init(_ period: Int) { window = Window(period) }

  @usableFromInline var warmUp: Int { window.period - 1 }

  @inlinable
  mutating func update(_ high: Double, _ low: Double, _ price: Double) -> Double? {
    window.update(Pair(high, low)).map { RangePlace.place(price, $0.highest, $0.lowest) }
  }

  @inlinable
  @inline(__always)
  static func place(_ price: Double, _ highest: Double, _ lowest: Double) -> Double {
    let range = highest - lowest
    return isNoMoreThanRounding(range, of: abs(highest) + abs(lowest)) ? price - price : (price - lowest) / range * 100
  }

  /// Goes through whole columns, handing each two rows that have places to `emit`. It must have been handed nothing before.
  @inline(__always)
  func sweep(_ tops: Span<Double>, _ bottoms: Span<Double>, _ prices: Span<Double>, _ emit: (Int, SIMD2<Double>, RowPart) -> Void) {
    let period = window.period
    guard period > 1 else {
      for row in 0..<prices.count {
        emit(row &- 1, SIMD2(repeating: RangePlace.place(prices.at(row), tops.at(row), bottoms.at(row))), .second)
      }
      return
    }
    slidingExtremes(tops, bottoms, period, { $0.columns }) { row, both, part in
      let price = prices.two(at: row)
      emit(row, RangePlace.share(price - both.second, of: both, 100, otherwise: price - price), part)
    }
  }

  /// Which part of the range between two ends some distances are, times a scale; other numbers where there is no more of a range than rounding leaves.
  @inline(__always)
  static func share(_ distances: SIMD2<Double>, of ends: TwoColumns, _ scale: Double, otherwise: SIMD2<Double>) -> SIMD2<Double> {
    let range = ends.first - ends.second
    let rounding = 1e-14 * (ends.first.sizes + ends.second.sizes)
    return choose(otherwise, where: rounding, isAtLeast: range, otherwise: distances / range * scale)
  }

  /// Whether it was handed nothing yet.
  @usableFromInline var isEmpty: Bool { window.isEmpty }
}

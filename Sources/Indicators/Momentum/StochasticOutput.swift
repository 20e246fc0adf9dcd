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
  @usableFromInline var highs: ExtremumWindow
  @usableFromInline var lows: ExtremumWindow

  init(_ period: Int) {
    highs = ExtremumWindow(.maximum, period)
    lows = ExtremumWindow(.minimum, period)
  }

  @usableFromInline var warmUp: Int { highs.period - 1 }

  @inlinable
  mutating func update(_ high: Double, _ low: Double, _ price: Double) -> Double? {
    let (highest, lowest) = (highs.update(high), lows.update(low))
    guard let highest, let lowest else { return nil }
    return RangePlace.place(price, highest.value, lowest.value)
  }

  @inlinable
  @inline(__always)
  static func place(_ price: Double, _ highest: Double, _ lowest: Double) -> Double {
    let range = highest - lowest
    return isNoMoreThanRounding(range, of: abs(highest) + abs(lowest)) ? price - price : (price - lowest) / range * 100
  }

  /// Goes through whole columns, handing each row that has a place to `emit`. It must have been handed nothing before.
  @inlinable
  @inline(__always)
  func sweep(_ tops: Span<Double>, _ bottoms: Span<Double>, _ prices: Span<Double>, _ emit: (Int, Double) -> Void) {
    slidingExtremes(tops, bottoms, highs.period) { rows, highest, lowest in
      for index in 0..<rows.count {
        let row = rows.lowerBound &+ index
        emit(row, RangePlace.place(prices.at(row), highest.at(index), lowest.at(index)))
      }
    }
  }

  /// Whether it was handed nothing yet.
  @usableFromInline var isEmpty: Bool { highs.step == 0 }
}

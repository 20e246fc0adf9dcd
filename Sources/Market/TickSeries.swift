/// The trades of one symbol as columns, in ascending time; several trades may share an instant.
public struct TickSeries: Hashable, Sendable {
  /// Whose trades these are.
  public let symbol: Symbol
  /// When each traded, ascending.
  public let time: [Timestamp]
  /// The prices, positive and finite.
  public let price: [Double]
  /// The sizes, finite and not negative.
  public let size: [Double]
  /// The sides of the aggressors, where the market tells.
  public let side: [Side]?
  /// Where the trades come from.
  public let provenance: Provenance

  /// A series from its columns, or an error that names the first trade that breaks a rule.
  /// - Complexity: O(n).
  public init(
    symbol: Symbol, time: [Timestamp], price: [Double], size: [Double], side: [Side]? = nil, provenance: Provenance = .unstated
  ) throws(InvalidTickSeries) {
    let lengths = [time.count, price.count, size.count, side?.count ?? time.count]
    guard Set(lengths).count == 1 else { throw InvalidTickSeries(symbol: symbol, problem: .columnLengthsDiffer(lengths)) }
    var previous = Timestamp.distantPast
    for index in time.indices {
      guard time[index] >= previous else {
        throw InvalidTickSeries(symbol: symbol, problem: .timeGoesBack(index: index, time: time[index], previous: previous))
      }
      previous = time[index]
      guard Tick(time: previous, price: price[index], size: size[index]).isPossible else {
        throw InvalidTickSeries(symbol: symbol, problem: .impossibleTick(index: index, price: price[index], size: size[index]))
      }
    }
    self.init(uncheckedSymbol: symbol, time: time, price: price, size: size, side: side, provenance: provenance)
  }

  /// A series whose columns are known to keep the rules.
  package init(
    uncheckedSymbol symbol: Symbol, time: [Timestamp], price: [Double], size: [Double], side: [Side]?, provenance: Provenance
  ) {
    self.symbol = symbol
    self.time = time
    self.price = price
    self.size = size
    self.side = side
    self.provenance = provenance
  }
}

extension TickSeries: RandomAccessCollection {
  /// The first position.
  @inlinable
  public var startIndex: Int { 0 }

  /// One past the last position.
  @inlinable
  public var endIndex: Int { time.count }

  /// The trade at a position.
  @inlinable
  public subscript(position: Int) -> Tick {
    Tick(time: time[position], price: price[position], size: size[position], side: side?[position])
  }
}

/// Why columns are not a series of trades.
public struct InvalidTickSeries: Error, Hashable, Sendable, CustomStringConvertible {
  /// Whose trades they were to be.
  public let symbol: Symbol
  /// What is wrong.
  public let problem: Problem

  /// What can be wrong with a series of trades.
  public enum Problem: Hashable, Sendable {
    /// The columns' lengths, in the order of the initialiser.
    case columnLengthsDiffer([Int])
    /// A trade before the one before it.
    case timeGoesBack(index: Int, time: Timestamp, previous: Timestamp)
    /// A price or size that no market prints.
    case impossibleTick(index: Int, price: Double, size: Double)
  }

  /// What is wrong, where, and what to do.
  public var description: String {
    switch problem {
    case .columnLengthsDiffer(let lengths): "\(symbol): every column must have one value per trade, but their lengths are \(lengths)"
    case .timeGoesBack(let index, let time, let previous):
      "\(symbol): trade \(index) is at \(time), before the one before it at \(previous); sort the trades by time"
    case .impossibleTick(let index, let price, let size):
      "\(symbol): trade \(index) has price \(price) and size \(size); a price is positive and finite, a size finite and at least 0"
    }
  }
}

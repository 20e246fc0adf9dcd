/// How the last `period` pairs spread and go together, in a handful of additions a step whatever the period.
///
/// Works like ``MomentWindow``: sums of distances from a pair that lies in the window itself, and nothing is ever subtracted from a sum. Pairs that
/// do not move at all therefore have a spread of exactly 0.
public struct PairMomentWindow: Sendable, Equatable {
  /// How many pairs it holds.
  public let period: Int
  /// Before `position`: the pairs of the current block. From there on: what is known of the last block's tails.
  @usableFromInline var slots: [PairMoments]
  @usableFromInline var position = 0
  @usableFromInline var isFull = false
  @usableFromInline var head = PairMoments(from: Pair(0, 0))

  /// An empty window for so many pairs, at least 1.
  @inlinable
  public init(_ period: Int) {
    precondition(period >= 1, "a window holds at least one pair")
    self.period = period
    // All there from the beginning, as in ``Window``.
    slots = [PairMoments](repeating: PairMoments(from: Pair(0, 0)), count: period)
  }

  /// Whether it was handed nothing yet.
  @inlinable
  var isEmpty: Bool { position == 0 && !isFull }

  /// How many inputs it takes without an answer from here on.
  @inlinable
  var inputsToCome: Int { isFull ? 0 : period - 1 - position }

  /// Takes the next pair; `nil` until there are `period`.
  @inlinable
  public mutating func update(_ pair: Pair) -> PairMoments? {
    let raw = PairMoments(from: pair)
    let (place, wasFull, period) = (position, isFull, period)
    var room = slots.mutableSpan
    // Written before the head grows, as in ``WindowCursor``.
    room.put(raw, at: place)
    guard place &+ 1 < period else {
      // The block is full: its tails, whose pairs are known, are measured from its last pair.
      var tail = raw
      for index in stride(from: place, through: 0, by: -1) {
        tail = tail.adding(room.at(index).origin)
        room.put(tail, at: index)
      }
      (position, isFull, head) = (0, true, raw)
      return tail
    }
    let tail = room.at(place &+ 1)
    position = place &+ 1
    head = (place == 0 && !wasFull ? raw : head).adding(pair)
    return wasFull ? tail.adding(head) : nil
  }

  /// Goes through a whole series: what ``update(_:)`` does, in loops over whole blocks, to the same bits.
  ///
  /// - Parameters:
  ///   - range: the rows.
  ///   - pair: the pair of a row, cheap: it is asked for twice.
  ///   - emit: takes a row and what is known of the window that ends there; not called while there are fewer than `period` pairs.
  @inlinable
  @inline(__always)
  mutating func sweep(_ range: Range<Int>, _ pair: (Int) -> Pair, _ emit: (Int, PairMoments) -> Void) {
    let period = period
    var row = range.lowerBound
    while row < range.upperBound, position > 0 || !isFull {
      if let moments = update(pair(row)) { emit(row, moments) }
      row &+= 1
    }
    while range.upperBound &- row >= period {
      let last = row &+ period &- 1
      var running = head
      head = PairMoments(from: pair(last))
      var tail = head
      var tails = slots.mutableSpan
      for offset in 0..<period &- 1 {
        running = running.adding(pair(row &+ offset))
        emit(row &+ offset, tails.at(offset &+ 1).adding(running))
      }
      for offset in stride(from: period &- 1, through: 0, by: -1) {
        tail = tail.adding(pair(row &+ offset))
        tails.put(tail, at: offset)
      }
      emit(last, tail)
      row &+= period
    }
    while row < range.upperBound {
      if let moments = update(pair(row)) { emit(row, moments) }
      row &+= 1
    }
  }
}

extension PairMomentWindow: Codable {
  enum CodingKeys: CodingKey { case period, slots, position, isFull, head }

  /// The window whose state was written down.
  public init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    let period = try state.decode(Int.self, forKey: .period)
    try decoder.check(1...ParameterDeclaration.longestPeriod ~= period, "a window of \(period) pairs")
    self.init(period)
    let known = try state.decode([PairMoments].self, forKey: .slots)
    position = try state.decode(Int.self, forKey: .position)
    isFull = try state.decode(Bool.self, forKey: .isFull)
    head = try state.decode(PairMoments.self, forKey: .head)
    try decoder.check(
      0..<period ~= position && known.count == (isFull ? period : position),
      "\(known.count) of \(period) pairs, the next at \(position)")
    slots.replaceSubrange(..<known.count, with: known)
  }

  /// Writes the state down.
  public func encode(to encoder: any Encoder) throws {
    var state = encoder.container(keyedBy: CodingKeys.self)
    try state.encode(period, forKey: .period)
    try state.encode(Array(slots.prefix(isFull ? period : position)), forKey: .slots)
    try state.encode(position, forKey: .position)
    try state.encode(isFull, forKey: .isFull)
    try state.encode(head, forKey: .head)
  }
}

/// The sums of distances of some pairs from one pair, of their squares and of their products.
public struct PairMoments: Sendable, Codable, Hashable {
  /// What the distances are measured from.
  public let origin: Pair
  @usableFromInline let sums: SIMD2<Double>
  @usableFromInline let squares: SIMD2<Double>
  @usableFromInline let products: Double

  @inlinable
  init(origin: Pair, sums: SIMD2<Double>, squares: SIMD2<Double>, products: Double) {
    self.origin = origin
    self.sums = sums
    self.squares = squares
    self.products = products
  }

  /// Of no pairs yet.
  @inlinable
  init(from origin: Pair) { self.init(origin: origin, sums: .zero, squares: .zero, products: 0) }

  /// One pair more.
  @inlinable
  @inline(__always)
  func adding(_ pair: Pair) -> PairMoments {
    let distance = SIMD2(pair.x, pair.y) - SIMD2(origin.x, origin.y)
    return PairMoments(
      origin: origin, sums: sums + distance, squares: squares + distance * distance, products: products + distance.x * distance.y)
  }

  /// More pairs, measured from the same pair.
  @inlinable
  @inline(__always)
  func adding(_ other: PairMoments) -> PairMoments {
    PairMoments(origin: other.origin, sums: sums + other.sums, squares: squares + other.squares, products: products + other.products)
  }

  /// The sums of the squared deviations of so many pairs from their means, given as one divided by their count; never negative.
  @inlinable
  @inline(__always)
  func spread(share: Double) -> SIMD2<Double> {
    let spread = squares - sums * sums * share
    // Written so that a NaN stays one.
    return choose(.zero, where: .zero, isGreaterThan: spread, otherwise: spread)
  }

  /// Pearson's correlation of so many pairs, given as one divided by their count; 0 where one of both never moves.
  @inlinable
  @inline(__always)
  func correlation(share: Double) -> Double {
    let spread = squares - sums * sums * share
    let product = spread.x * spread.y
    // Written so that a NaN stays one.
    return product <= 0 ? 0 : (products - sums.x * sums.y * share) / product.squareRoot()
  }

  /// How much the second number rises with one of the first (least squares); 0 where the first never moves.
  @inlinable
  @inline(__always)
  func slope(share: Double) -> Double {
    let spread = squares.x - sums.x * sums.x * share
    return spread <= 0 ? 0 : (products - sums.x * sums.y * share) / spread
  }

  /// The means of so many pairs, given as one divided by their count.
  @inlinable
  @inline(__always)
  func means(share: Double) -> SIMD2<Double> { SIMD2(origin.x, origin.y) + sums * share }
}

/// Which categories go left at a node: whole numbers from 0 on, a bit for each.
///
/// What is not a category goes right: negative numbers, numbers no bit stands for, and everything that was not seen in training.
public struct CategorySet: Sendable, Hashable {
  /// The greatest category there may be.
  public static let limit = 1 << 24

  /// The bits, 32 of them in each, the lowest first.
  let words: [UInt32]

  /// The set of some categories, each from 0 to `limit`.
  public init(_ categories: some Sequence<Int>) {
    let categories = Array(categories)
    var words = Array(repeating: UInt32(0), count: categories.max().map { max(0, $0) >> 5 + 1 } ?? 0)
    for category in categories {
      precondition((0...Self.limit).contains(category), "CategorySet: \(category) is no category; they are from 0 to \(Self.limit).")
      words[category >> 5] |= 1 << UInt32(category & 31)
    }
    self.words = words
  }

  /// - Parameter words: bits, 32 of them in each, the lowest first.
  init(words: [UInt32]) {
    var words = words
    while words.last == 0 { words.removeLast() }
    self.words = words
  }

  /// The categories, ascending.
  public var members: [Int] {
    words.indices.flatMap { index in (0..<32).filter { words[index] >> UInt32($0) & 1 == 1 }.map { index * 32 + $0 } }
  }

  /// Whether a value is one of the categories; its fraction does not count.
  @inline(__always)
  public func contains(_ value: Double) -> Bool { Self.contains(value, words.span) }

  /// The same for bits at hand.
  @inline(__always)
  static func contains(_ value: Double, _ words: Span<UInt32>) -> Bool {
    // A NaN is not above anything.
    guard value > -1, value <= Double(limit) else { return false }
    let category = Int(value)
    return category >> 5 < words.count && words[category >> 5] >> UInt32(category & 31) & 1 == 1
  }
}

/// Keeps the sets of a model file small: a few bytes that name one great category would take megabytes.
struct CategoryBudget {
  /// Words of 32 bits that the sets of a model may take in all.
  private var rest = 1 << 26

  /// The set of some categories.
  mutating func set(_ categories: some Sequence<Int>) throws(ModelFileError) -> CategorySet {
    guard categories.allSatisfy({ (0...CategorySet.limit).contains($0) }) else {
      throw ModelFileError("A split asks for a category that is not from 0 to \(CategorySet.limit).")
    }
    rest -= ((categories.max() ?? 0) >> 5) + 1
    guard rest >= 0 else {
      throw ModelFileError(
        "The splits ask for categories with numbers so great that their sets do not fit in memory; number them from 0 on.")
    }
    return CategorySet(categories)
  }
}

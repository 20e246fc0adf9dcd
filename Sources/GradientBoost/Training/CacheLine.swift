/// The piece in which memory comes to a processor's caches: 64 bytes.
///
/// Nothing depends on it but time.
enum CacheLine {
  /// The words of a line.
  static let words = 8

  /// Reads a place of every line, in order, so that what a loop wants here and there is at hand: the processor foresees what is read in order
  /// and brings it several times as fast.
  ///
  /// - Parameter bits: makes a number of an element.
  /// - Returns: something that must be kept, or reading is left out.
  @inline(__always)
  static func touch<Element: BitwiseCopyable>(_ elements: Span<Element>, bits: (Element) -> UInt64) -> UInt64 {
    let step = max(1, words * MemoryLayout<UInt64>.stride / MemoryLayout<Element>.stride)
    var all: UInt64 = 0
    for place in stride(from: 0, to: elements.count, by: step) { all |= bits(elements[place]) }
    return all
  }
}

/// Words of which the first begins a line.
struct AlignedWords: Sendable {
  /// They and some before and behind them.
  var words: [UInt64]
  /// The place of the first.
  let first: Int

  /// Zeroes.
  init(count: Int) {
    words = Array(repeating: 0, count: count + CacheLine.words - 1)
    first = CacheLine.begin(in: words)
  }
}

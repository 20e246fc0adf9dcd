/// A file that passes by in a window: whole lines in front, the rest carried over to the next window.
///
/// Holds one chunk and the longest line at most, however long the file is.
struct ByteFeed: ~Copyable {
  /// Bytes readable beyond ``end``, so that machine words can be read up to the last byte.
  static let padding = 16

  let file: InputFile
  private(set) var buffer: [UInt8]
  /// The first byte not yet used.
  var start = 0
  /// One past the last byte read.
  private(set) var end = 0
  /// Whether the last byte of the file is in the window.
  private(set) var isAtEnd = false
  /// How many bytes were read before the first one in the buffer.
  private(set) var consumed = 0
  /// Whether the last byte in the window is a line's end that the file did not have.
  private var isEnded = false
  private let chunk: Int

  init(_ file: consuming InputFile, chunk: Int) {
    self.file = file
    self.chunk = max(1, chunk)
    buffer = [UInt8](repeating: 0, count: self.chunk + ByteFeed.padding)
  }

  /// Reads one more chunk behind what has not been used, and ends the file with a line feed if it did not.
  mutating func fill(newline: UInt8) throws(InvalidFile) {
    if isAtEnd { return }
    if start > 0 {
      let rest = end - start
      for index in 0..<rest { buffer[index] = buffer[start + index] }
      consumed += start
      start = 0
      end = rest
    }
    let needed = end + chunk + ByteFeed.padding
    if buffer.count < needed {
      // Grown by half at least, so that a long line costs a bounded number of copies.
      buffer.append(contentsOf: repeatElement(0, count: max(needed, buffer.count + buffer.count / 2) - buffer.count))
    }
    let count = try file.read(into: &buffer, at: end, atMost: buffer.count - ByteFeed.padding - end)
    if count == 0 {
      isAtEnd = true
      if end > start, buffer[end - 1] != newline {
        buffer[end] = newline
        end += 1
        isEnded = true
      }
    } else {
      end += count
    }
    for index in end..<end + ByteFeed.padding where index < buffer.count { buffer[index] = 0 }
  }

  /// Reads until so many bytes wait, or the file is over.
  mutating func fill(upTo count: Int, newline: UInt8) throws(InvalidFile) {
    while !isAtEnd, end - start < count { try fill(newline: newline) }
  }

  /// The bytes of the file in the window, at most so many.
  func beginning(_ length: Int) -> ArraySlice<UInt8> { buffer[start..<min(isEnded ? end - 1 : end, start + length)] }

  /// Changes what ends a line, if something else was put at the end of the file.
  mutating func end(with newline: UInt8) {
    guard isEnded else { return }
    if end - start > 1, buffer[end - 2] == newline { end -= 1 } else { buffer[end - 1] = newline }
    isEnded = buffer[end - 1] == newline
  }
}

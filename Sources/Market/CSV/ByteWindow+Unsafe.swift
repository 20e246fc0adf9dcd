// Docs/decisions/0003-reading-csv.md has the measurement that pays for this file.

extension Span<UInt8> {
  /// The eight bytes from a position on, the first one lowest.
  ///
  /// Checked against the end of the span like any other access; what is unsafe about the call is only that a type without rules for its
  /// bits is assumed, which `UInt64` is.
  @inline(__always)
  func word(at position: Int) -> UInt64 {
    unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
  }
}

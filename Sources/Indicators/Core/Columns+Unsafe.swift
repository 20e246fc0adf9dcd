#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Android)
  internal import Android
#endif

extension Array where Element == Double {
  /// Room for so many numbers that are all written before any is read.
  ///
  /// Filling it first costs 0.1 to 0.15 ns a row, which is a third of what averaging prices takes (`Benchmarks/compare indicators`). Every
  /// series computation writes every row; the law tests run all of them over fresh storage.
  ///
  /// Long columns are asked for in large pages, where the system has them: being handed the 928 MB of the standard features page by page takes two
  /// cores 175 ms, in large ones 45 (`Benchmarks/truth features.memory`).
  @usableFromInline
  package init(toBeWritten count: Int) {
    unsafe self.init(unsafeUninitializedCapacity: count) { buffer, initializedCount in
      #if os(Linux) || os(Android)
        if count >= 1 << 18 {
          // Whole pages only; advice that cannot be followed changes nothing.
          let page = UInt(4_096)
          let address = UInt(bitPattern: buffer.baseAddress)
          let first = (address + page - 1) / page * page
          let end = (address + UInt(count) * 8) / page * page
          if first < end, let start = unsafe UnsafeMutableRawPointer(bitPattern: first) {
            _ = unsafe madvise(start, Int(end - first), MADV_HUGEPAGE)
          }
        }
      #endif
      initializedCount = count
    }
  }
}

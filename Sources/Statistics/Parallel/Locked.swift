#if canImport(Dispatch)
  import Dispatch

  /// A value behind a lock, for the oldest systems we run on, which have no `Synchronization.Mutex`.
  ///
  /// The lock is a semaphore: on Linux and Apple systems alike its uncontended path is one atomic operation, and no pointer is needed.
  final class Locked<Value>: @unchecked Sendable {
    private let semaphore = DispatchSemaphore(value: 1)
    private var value: Value

    init(_ value: Value) { self.value = value }

    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
      semaphore.wait()
      defer { semaphore.signal() }
      return body(&value)
    }
  }
#endif

#if canImport(Dispatch)
  import Dispatch
#endif

/// A value behind a lock, for the oldest systems we run on, which have no `Synchronization.Mutex`.
///
/// The lock is a semaphore: on Linux and Apple systems alike its uncontended path is one atomic operation, and no pointer is needed. Where there
/// is no Dispatch there is one thread.
package final class Locked<Value>: @unchecked Sendable {
  #if canImport(Dispatch)
    private let semaphore = DispatchSemaphore(value: 1)
  #endif
  private var value: Value

  package init(_ value: Value) { self.value = value }

  package func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
    #if canImport(Dispatch)
      semaphore.wait()
      defer { semaphore.signal() }
    #endif
    return body(&value)
  }
}

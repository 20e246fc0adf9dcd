#if canImport(Dispatch)
  import Dispatch

  /// A value behind a lock, for the oldest systems we run on, which have no `Synchronization.Mutex`.
  ///
  /// The lock is a semaphore: on Linux and Apple systems alike its uncontended path is one atomic operation, and no pointer is needed.
  package final class Locked<Value>: @unchecked Sendable {
    private let semaphore = DispatchSemaphore(value: 1)
    private var value: Value

    package init(_ value: Value) { self.value = value }

    package func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
      semaphore.wait()
      defer { semaphore.signal() }
      return body(&value)
    }

    /// Holds the lock for as long as the process lives: whoever wants it waits in vain. For a process that is about to end.
    package func keepLock(_ body: (inout Value) -> Void) {
      semaphore.wait()
      body(&value)
    }
  }
#else
  /// A value that is only ever reached from one thread, where there is no other.
  package final class Locked<Value>: @unchecked Sendable {
    private var value: Value

    package init(_ value: Value) { self.value = value }

    package func withLock<Result>(_ body: (inout Value) -> Result) -> Result { body(&value) }
  }
#endif

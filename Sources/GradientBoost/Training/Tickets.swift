#if canImport(Synchronization) && !canImport(Darwin)
  import Synchronization

  /// A number for each piece of work, drawn once.
  ///
  /// Drawing and giving back are single atomic operations. A draw that comes late, when all tickets are gone and others are offered, gets
  /// one of those: which offer a ticket belongs to need not be known, as whoever draws reads the work after.
  final class Tickets: Sendable {
    /// How often a thread looks before it sleeps.
    static let patience = 20_000

    private let left = Atomic(0)
    private let open = Atomic(0)
    private let closed = Atomic(false)

    /// Offers tickets 0 to `count` less 1; those offered before are all back.
    func offer(_ count: Int) {
      open.store(count, ordering: .relaxed)
      left.store(count, ordering: .sequentiallyConsistent)
    }

    /// One of the tickets, if one is left.
    func draw() -> Int? {
      var count = left.load(ordering: .relaxed)
      while count > 0 {
        let (isDrawn, now) = left.compareExchange(expected: count, desired: count - 1, ordering: .acquiringAndReleasing)
        if isDrawn { return count - 1 }
        count = now
      }
      return nil
    }

    /// Gives a ticket back whose work is done.
    func giveBack() { open.subtract(1, ordering: .acquiringAndReleasing) }

    /// Whether tickets are left.
    var areThere: Bool { left.load(ordering: .sequentiallyConsistent) > 0 }
    /// Whether all tickets are back.
    var areAllBack: Bool { open.load(ordering: .acquiring) == 0 }
    /// Whether there will be no more.
    var isClosed: Bool { closed.load(ordering: .sequentiallyConsistent) }

    /// Says that there will be no more tickets.
    func close() { closed.store(true, ordering: .sequentiallyConsistent) }
  }

  /// A flag that one thread raises and several may try to lower.
  final class Flag: Sendable {
    private let isUp = Atomic(false)

    /// Raises it.
    func raise() { isUp.store(true, ordering: .sequentiallyConsistent) }

    /// Lowers it; whether it was up.
    func lower() -> Bool {
      isUp.load(ordering: .sequentiallyConsistent) && isUp.exchange(false, ordering: .sequentiallyConsistent)
    }
  }
#elseif canImport(Dispatch)
  import Dispatch

  // Atomic numbers came to Apple's systems later than the oldest ones that are supported; there a semaphore keeps numbers in order.

  /// A number for each piece of work, drawn once.
  final class Tickets: Sendable {
    /// How often a thread looks before it sleeps.
    static let patience = 1_000

    private let lock = DispatchSemaphore(value: 1)
    private let state = Owned(State())

    private struct State {
      var left = 0
      var open = 0
      var isClosed = false
    }

    private func withState<Result>(_ body: (inout State) -> Result) -> Result {
      lock.wait()
      defer { lock.signal() }
      return body(&state.value)
    }

    /// Offers tickets 0 to `count` less 1; those offered before are all back.
    func offer(_ count: Int) {
      withState {
        $0.open = count
        $0.left = count
      }
    }

    /// One of the tickets, if one is left.
    func draw() -> Int? {
      withState { state in
        guard state.left > 0 else { return nil }
        state.left -= 1
        return state.left
      }
    }

    /// Gives a ticket back whose work is done.
    func giveBack() { withState { $0.open -= 1 } }

    /// Whether tickets are left.
    var areThere: Bool { withState { $0.left > 0 } }
    /// Whether all tickets are back.
    var areAllBack: Bool { withState { $0.open == 0 } }
    /// Whether there will be no more.
    var isClosed: Bool { withState { $0.isClosed } }

    /// Says that there will be no more tickets.
    func close() { withState { $0.isClosed = true } }
  }

  /// A flag that one thread raises and several may try to lower.
  final class Flag: Sendable {
    private let lock = DispatchSemaphore(value: 1)
    private let isUp = Owned(false)

    /// Raises it.
    func raise() {
      lock.wait()
      isUp.value = true
      lock.signal()
    }

    /// Lowers it; whether it was up.
    func lower() -> Bool {
      lock.wait()
      defer {
        isUp.value = false
        lock.signal()
      }
      return isUp.value
    }
  }
#endif

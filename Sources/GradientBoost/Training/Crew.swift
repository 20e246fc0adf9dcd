#if canImport(Dispatch)
  import Dispatch
#endif

/// Threads that stay together for a training, to share out pieces of work of some microseconds.
///
/// A tree of a small data set is thirty splits of fifty microseconds each; to wake sleeping threads for every one of them would take
/// longer than the work. A member therefore looks for new work a while before it sleeps. The thread that leads does its share, and
/// where the system has no thread to spare it does everything.
final class Crew: Sendable {
  #if canImport(Dispatch)
    private let members: [Member]
    private let board = Owned(Board())
    private let lock = DispatchSemaphore(value: 1)
    private let isDone = DispatchSemaphore(value: 0)

    /// What wakes one of the threads.
    private struct Member: Sendable {
      let wake = DispatchSemaphore(value: 0)
    }

    /// The work at hand. Only whoever holds the lock looks at it.
    private struct Board: Sendable {
      var body: (@Sendable (Int) -> Void)?
      var count = 0
      var next = 0
      var running = 0
      var leaderWaits = false
      var isOver = false
    }
  #endif
  /// How many threads there are, the leading one included.
  let threads: Int

  /// A crew that is dismissed with `dismiss`.
  init(threads: Int) {
    self.threads = threads
    #if canImport(Dispatch)
      members = (1..<max(threads, 1)).map { _ in Member() }
      for member in members {
        DispatchQueue.global(qos: .userInitiated).async { [self] in work(member) }
      }
    #endif
  }

  /// Sends the threads home.
  func dismiss() {
    #if canImport(Dispatch)
      withBoard { $0.isOver = true }
      for member in members { member.wake.signal() }
    #endif
  }

  /// Calls `body` with every number from 0 up to but not including `count`, shared out among the threads; returns when all is done.
  func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    #if canImport(Dispatch)
      if count > 1 && threads > 1 {
        withBoard {
          $0.body = body
          $0.count = count
          $0.next = 0
        }
        for member in members.prefix(count - 1) { member.wake.signal() }
        takePart()
        let waits = withBoard { board in
          board.leaderWaits = board.running > 0
          return board.leaderWaits
        }
        if waits { Self.await(isDone) }
        withBoard { $0.body = nil }
        return
      }
    #endif
    for index in 0..<count { body(index) }
  }

  /// The results of `body` for every number, in order.
  func map<Result: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) -> Result) -> [Result] {
    let slots = (0..<count).map { _ in Owned<Result?>(nil) }
    run(count) { slots[$0].value = body($0) }
    return slots.compactMap(\.value)
  }

  #if canImport(Dispatch)
    /// The board is held for some nanoseconds: whoever finds it taken is sooner there awake than woken.
    private func withBoard<Result>(_ body: (inout Board) -> Result) -> Result {
      Self.await(lock)
      defer { lock.signal() }
      return body(&board.value)
    }

    private func work(_ member: Member) {
      while true {
        Self.await(member.wake)
        if withBoard({ $0.isOver }) { return }
        takePart()
      }
    }

    /// Does pieces of the work at hand until none is left.
    private func takePart() {
      while true {
        let claimed = withBoard { board -> (index: Int, body: @Sendable (Int) -> Void)? in
          guard let body = board.body, board.next < board.count else { return nil }
          board.next += 1
          board.running += 1
          return (board.next - 1, body)
        }
        guard let claimed else { return }
        claimed.body(claimed.index)
        let isLast = withBoard { board in
          board.running -= 1
          guard board.leaderWaits, board.running == 0 else { return false }
          board.leaderWaits = false
          return true
        }
        if isLast { isDone.signal() }
      }
    }

    /// Waits for a signal: awake for about a tenth of a millisecond, asleep from then on.
    ///
    /// A third of that costs a quarter of the time of 20 000 × 50 on a virtual machine that takes long to wake a processor; three times as much costs
    /// two trainings that share two processors a third of theirs.
    private static func await(_ semaphore: DispatchSemaphore) {
      for _ in 0..<3_000 where semaphore.wait(timeout: DispatchTime(uptimeNanoseconds: 0)) == .success { return }
      semaphore.wait()
    }
  #endif
}

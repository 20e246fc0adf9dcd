#if canImport(Dispatch)
  import Dispatch
#endif

/// Threads that stay together for a training, to share out pieces of work of some microseconds.
///
/// A tree of a small data set is thirty splits of ten microseconds each; to wake sleeping threads for every one of them would take
/// longer than the work. A member therefore looks for new work a while before it sleeps. The thread that leads does its share, and
/// where the system has no thread to spare it does everything.
final class Crew: Sendable {
  #if canImport(Dispatch)
    private let members: [Member]
    private let tickets = Tickets()
    /// The work at hand. The leader changes it while there are no tickets; who has drawn one reads it.
    private let body = Owned<(@Sendable (Int) -> Void)?>(nil)

    /// One of the threads but the leading one.
    private final class Member: Sendable {
      let isAsleep = Flag()
      let wake = DispatchSemaphore(value: 0)
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
      tickets.close()
      for member in members where member.isAsleep.lower() { member.wake.signal() }
    #endif
  }

  /// Calls `body` with every number from 0 up to but not including `count`, shared out among the threads; returns when all is done.
  func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    #if canImport(Dispatch)
      if count > 1 && threads > 1 {
        self.body.value = body
        tickets.offer(count)
        for member in members.prefix(count - 1) where member.isAsleep.lower() { member.wake.signal() }
        takePart()
        awaitOthers()
        self.body.value = nil
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
    private func work(_ member: Member) {
      while true {
        awaitWork(member)
        if tickets.isClosed { return }
        takePart()
      }
    }

    /// Does pieces of the work at hand until none is left.
    private func takePart() {
      while let index = tickets.draw() {
        body.value?(index)
        tickets.giveBack()
      }
    }

    /// Waits for tickets: awake for some tens of microseconds, asleep from then on.
    private func awaitWork(_ member: Member) {
      for _ in 0..<Tickets.patience where tickets.areThere || tickets.isClosed { return }
      member.isAsleep.raise()
      // What was offered before the flag was up may have woken nobody.
      if (tickets.areThere || tickets.isClosed) && member.isAsleep.lower() { return }
      member.wake.wait()
    }

    /// Waits for the pieces that others are at.
    private func awaitOthers() {
      for _ in 0..<Tickets.patience where tickets.areAllBack { return }
      let never = DispatchSemaphore(value: 0)
      while !tickets.areAllBack { _ = never.wait(timeout: .now() + .microseconds(20)) }
    }
  #endif
}

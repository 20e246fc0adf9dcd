import Assay

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// What the tool does when it is told to end: files that are not complete are taken away, and the exit status says which signal it was.
///
/// Whatever else it was doing needs no care: a store keeps what it committed through worse.
enum Signals {
  /// Listens from now on, on a thread of its own. Other threads must begin later: they inherit that they are not disturbed.
  static func listen() {
    // That nobody reads, or that a file has grown too long, is an answer to a write and no reason to be gone before anything is cleared away.
    for number in [SIGPIPE, SIGXFSZ] { _ = signal(number, SIG_IGN) }
    var set = awaited
    guard unsafe pthread_sigmask(SIG_BLOCK, &set, nil) == 0 else { return }
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    _ = unsafe pthread_create(&thread, nil, { _ in unsafe Signals.wait() }, nil)
  }

  /// Leaves the work to other threads, one of which ends the process.
  static func sleep() -> Never {
    while true { pause() }
  }

  private enum Answer {
    case end, note, noted(Int32)
  }

  private static let answer = Locked(Answer.end)

  /// From now on the first signal is only noted, so that what is at work can keep what it has; a second one ends the process all the same.
  static func note() { answer.withLock { $0 = .note } }

  /// From now on a signal ends the process at once, as at the beginning.
  static func end() { answer.withLock { $0 = .end } }

  /// The signal that was noted.
  static var noted: Int32? { answer.withLock { if case .noted(let number) = $0 { number } else { nil } } }

  /// What a signal says.
  static func word(_ number: Int32) -> String { number == SIGINT ? "interrupted" : "told to end" }

  private static func wait() -> UnsafeMutableRawPointer? {
    var set = awaited
    var number: Int32 = 0
    var isToEnd = false
    while !isToEnd {
      while unsafe sigwait(&set, &number) != 0 {}
      let told = number
      isToEnd = answer.withLock { answer in
        guard case .note = answer else { return true }
        answer = .noted(told)
        return false
      }
    }
    PartialFiles.removeForGood()
    let wipe = StandardStream.error.isTerminal ? "\r\u{1B}[K" : ""
    _ = StandardStream.error.write("\(wipe)assay: \(word(number)); no file is left half written\n")
    _exit(128 + number)
  }

  /// The signals that are waited for: not those that whoever started the tool wants ignored, as nohup does.
  private static let awaited: sigset_t = {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) { unsafe sigaddset(&set, number) }
    return set
  }()

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard unsafe sigaction(number, nil, &action) == 0 else { return false }
    #if canImport(Darwin)
      return unsafe unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    #else
      return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    #endif
  }
}

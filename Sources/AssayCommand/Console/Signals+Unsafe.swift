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

  private static func wait() -> UnsafeMutableRawPointer? {
    var set = awaited
    var number: Int32 = 0
    while unsafe sigwait(&set, &number) != 0 {}
    PartialFiles.removeForGood()
    let wipe = StandardStream.error.isTerminal ? "\r\u{1B}[K" : ""
    _ = StandardStream.error.write("\(wipe)assay: \(number == SIGINT ? "interrupted" : "told to end"); no file is left half written\n")
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

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The process's own streams. The system's calls take pointers; this file is where they are handed over.
enum StandardStream: Int32 {
  case input = 0
  case output = 1
  case error = 2

  /// Whether a person is looking at it.
  var isTerminal: Bool { isatty(rawValue) == 1 }

  /// Writes the whole text; false if the system would not take it.
  func write(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var offset = 0
      while offset < bytes.count {
        let written = unsafe systemWrite(rawValue, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
        if written < 0 {
          guard errno == EINTR else { return false }
        } else {
          offset += written
        }
      }
      return true
    }
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  #if canImport(Darwin)
    unsafe Darwin.write(descriptor, bytes, count)
  #elseif canImport(Glibc)
    unsafe Glibc.write(descriptor, bytes, count)
  #elseif canImport(Musl)
    unsafe Musl.write(descriptor, bytes, count)
  #elseif canImport(Android)
    unsafe Android.write(descriptor, bytes, count)
  #endif
}

/// The value of an environment variable.
func environmentVariable(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  return unsafe String(cString: value)
}

/// Ends the process.
func endProcess(_ status: Int32) -> Never { exit(status) }

/// Leaves a signal to whoever watches for it, instead of ending the process.
func ignoreSignal(_ number: Int32) { _ = signal(number, SIG_IGN) }

import Foundation

/// A terminal that nobody sits at: what a program draws on it can be read.
public final class PseudoTerminal: @unchecked Sendable {
  /// The end that the program gets.
  let device: FileHandle
  private let other: FileHandle
  private let lock = NSLock()
  private var drawn = Data()

  /// Opens a terminal of so many columns.
  public init(columns: UInt16 = 80) throws {
    let (descriptor, name) = try Self.opened()
    let slave = unsafe open(name, O_RDWR | O_NOCTTY)
    guard slave >= 0 else { throw NoTerminal() }
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    guard unsafe ioctl(slave, UInt(TIOCSWINSZ), &size) == 0 else { throw NoTerminal() }
    device = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
    other = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    // A terminal holds little: somebody has to read while the program draws.
    other.readabilityHandler = { [weak self] handle in
      let data = handle.availableData
      self?.lock.withLock { self?.drawn.append(data) }
    }
  }

  /// What has been drawn so far.
  public var text: String { lock.withLock { String(decoding: drawn, as: UTF8.self) } }

  /// Reads what is left and stops.
  public func close() {
    other.readabilityHandler = nil
    _ = fcntl(other.fileDescriptor, F_SETFL, O_NONBLOCK)
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = unsafe read(other.fileDescriptor, &buffer, buffer.count)
      guard count > 0 else { return }
      lock.withLock { drawn.append(contentsOf: buffer[..<count]) }
    }
  }

  /// The reader's end, and the name of the program's.
  private static func opened() throws -> (Int32, String) {
    #if canImport(Darwin)
      let descriptor = posix_openpt(O_RDWR | O_NOCTTY)
      guard descriptor >= 0, grantpt(descriptor) == 0, unlockpt(descriptor) == 0, let name = unsafe ptsname(descriptor) else {
        throw NoTerminal()
      }
      return (descriptor, unsafe String(cString: name))
    #else
      // What `unlockpt` and `ptsname` do; Swift does not see those on Linux.
      let (unlock, number) = (UInt(0x4004_5431), UInt(0x8004_5430))
      let descriptor = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
      var (locked, terminal) = (Int32(0), Int32(0))
      guard descriptor >= 0, unsafe ioctl(descriptor, unlock, &locked) == 0, unsafe ioctl(descriptor, number, &terminal) == 0 else {
        throw NoTerminal()
      }
      return (descriptor, "/dev/pts/\(terminal)")
    #endif
  }

  private struct NoTerminal: Error {}
}

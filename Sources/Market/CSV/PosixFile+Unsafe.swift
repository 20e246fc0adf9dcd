private import Statistics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

// The system's calls take pointers, so every one of them is made in this file and nowhere else.

/// A file opened for reading, from its first byte to its last; a pipe will do.
struct InputFile: ~Copyable {
  let path: String
  /// The size in bytes; `nil` for what has none, such as a pipe.
  let size: Int?
  private let descriptor: Int32

  init(_ path: String) throws(InvalidFile) {
    (descriptor, size) = try InputFile.opened(path)
    self.path = path
  }

  private static func opened(_ path: String) throws(InvalidFile) -> (Int32, Int?) {
    if path.isEmpty || path.utf8.contains(0) {
      throw InvalidFile(path: path, .noSuchFile, "there is no such file", remedy: "give the path of a file")
    }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw InvalidFile(path: path, reading: errno) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw InvalidFile(path: path, reading: code)
    }
    let kind = status.st_mode & S_IFMT
    if kind == S_IFDIR {
      close(descriptor)
      throw InvalidFile(path: path, reading: EISDIR)
    }
    return (descriptor, kind == S_IFREG ? Int(status.st_size) : nil)
  }

  deinit { close(descriptor) }

  /// Reads at most so many bytes to a place in a buffer that has room for them; 0 at the end of the file.
  func read(into buffer: inout [UInt8], at position: Int, atMost count: Int) throws(InvalidFile) -> Int {
    precondition(position >= 0 && count >= 0 && position + count <= buffer.count, "the buffer must have room for what is read")
    while true {
      let result = unsafe buffer.withUnsafeMutableBytes { bytes in
        unsafe bytes.baseAddress.map { unsafe systemRead(descriptor, $0 + position, count) } ?? 0
      }
      if result >= 0 { return result }
      if errno != EINTR { throw InvalidFile(path: path, reading: errno) }
    }
  }
}

private func systemRead(_ descriptor: Int32, _ pointer: UnsafeMutableRawPointer, _ count: Int) -> Int {
  unsafe read(descriptor, pointer, count)
}

/// A file that is written beside its target and takes its place when it is complete; until then the target is as it was.
///
/// What is no ordinary file, a pipe or a terminal, is written directly.
struct OutputFile: ~Copyable {
  let path: String
  private let target: String
  private let temporary: String?
  private var descriptor: Int32

  init(_ path: String) throws(InvalidFile) {
    (descriptor, target, temporary) = try OutputFile.opened(path)
    self.path = path
  }

  /// The process's standard output, which stays open when this is done.
  init(standardOutput name: String) throws(InvalidFile) {
    descriptor = dup(1)
    if descriptor < 0 { throw InvalidFile(path: name, writing: errno) }
    (path, target, temporary) = (name, name, nil)
  }

  private static func opened(_ path: String) throws(InvalidFile) -> (descriptor: Int32, target: String, temporary: String?) {
    if path.isEmpty || path.utf8.contains(0) {
      throw InvalidFile(path: path, .noSuchFile, "this cannot be the name of a file", remedy: "give the path of a file")
    }
    var status = stat()
    let exists = unsafe stat(path, &status) == 0
    let kind = status.st_mode & S_IFMT
    if exists, kind == S_IFDIR { throw InvalidFile(path: path, writing: EISDIR) }
    if exists, kind != S_IFREG {
      let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw InvalidFile(path: path, writing: errno) }
      return (descriptor, path, nil)
    }
    // A link stays a link: what it points to is replaced.
    let target = exists ? OutputFile.resolved(path) : path
    var attempt = 0
    while true {
      let name = "\(target).\(getpid())-\(attempt).partial"
      let (descriptor, code) = PartialFiles.begin(name) { unsafe open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
      if descriptor >= 0 {
        if exists { _ = fchmod(descriptor, status.st_mode & 0o7777) }
        return (descriptor, target, name)
      }
      guard code == EEXIST, attempt < 10_000 else { throw InvalidFile(path: path, writing: code) }
      attempt += 1
    }
  }

  deinit {
    if descriptor >= 0 {
      close(descriptor)
      if let temporary { _ = PartialFiles.end(temporary) { unsafe unlink(temporary) } }
    }
  }

  /// Whether what is at a path is no file with contents of its own, such as a pipe or a terminal.
  static func isDevice(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }

  /// Writes the first bytes of a buffer, all of them.
  func write(_ buffer: [UInt8], count: Int) throws(InvalidFile) {
    precondition(count <= buffer.count, "a buffer must hold what is written")
    precondition(descriptor >= 0, "a file that is finished takes no more")
    var written = 0
    while written < count {
      let result = unsafe buffer.withUnsafeBytes { bytes in
        unsafe bytes.baseAddress.map { unsafe systemWrite(descriptor, $0 + written, count - written) } ?? 0
      }
      if result >= 0 { written += result } else if errno != EINTR { throw InvalidFile(path: path, writing: errno) }
    }
  }

  /// Puts the file in its target's place. What was written is on the disk before it gets its name.
  mutating func finish() throws(InvalidFile) {
    precondition(descriptor >= 0, "a file is finished once")
    guard let temporary else {
      let result = close(descriptor)
      descriptor = -1
      if result != 0 { throw InvalidFile(path: path, writing: errno) }
      return
    }
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw InvalidFile(path: path, writing: errno) }
    let closed = close(descriptor)
    let code = errno
    descriptor = -1
    let target = target
    let (named, problem) = PartialFiles.end(temporary) {
      if closed == 0, unsafe rename(temporary, target) == 0 { return 0 }
      let problem = closed == 0 ? errno : code
      _ = unsafe unlink(temporary)
      errno = problem
      return -1
    }
    guard named == 0 else { throw InvalidFile(path: path, writing: problem) }
  }

  private static func resolved(_ path: String) -> String {
    guard let pointer = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(pointer) }
    return unsafe String(cString: pointer)
  }
}

private func systemWrite(_ descriptor: Int32, _ pointer: UnsafeRawPointer, _ count: Int) -> Int {
  unsafe write(descriptor, pointer, count)
}

/// The files of this process that are not finished and have no name of their own yet.
///
/// Whoever is told to end asks for them to be taken away, because no other program will know that they are of no use.
package enum PartialFiles {
  /// Takes away every file that is not finished, and lets no other begin or finish, for as long as the process still lives.
  package static func removeForGood() {
    names.keepLock { names in
      for name in names { _ = unsafe unlink(name) }
    }
  }

  private static let names = Locked<Set<String>>([])

  /// Makes a file and remembers it. Gives back what the call did, and the system's reason where it failed.
  fileprivate static func begin(_ name: String, _ open: () -> Int32) -> (Int32, Int32) {
    names.withLock { names in
      let result = open()
      if result >= 0 { names.insert(name) }
      return (result, errno)
    }
  }

  /// Renames a file or takes it away, and forgets it.
  fileprivate static func end(_ name: String, _ call: () -> Int32) -> (Int32, Int32) {
    names.withLock { names in
      let result = call()
      names.remove(name)
      return (result, errno)
    }
  }
}

extension InvalidFile {
  /// What the system said when a file was opened or read.
  init(path: String, reading code: Int32) {
    switch code {
    case ENOENT, ENOTDIR, ENAMETOOLONG:
      self.init(path: path, .noSuchFile, "there is no such file", remedy: "check the name and the directory")
    case EACCES, EPERM:
      self.init(path: path, .notPermitted, "reading it is not permitted", remedy: "ask its owner for permission, or copy it")
    case EISDIR: self.init(path: path, .isDirectory, "it is a directory", remedy: "name a file in it")
    default: self.init(path: path, .cannotRead, "it cannot be read (error \(code))", remedy: "check the disk and try again")
    }
  }

  /// What the system said when a file was created or written.
  package init(path: String, writing code: Int32) {
    switch code {
    case ENOENT, ENOTDIR, ENAMETOOLONG:
      self.init(path: path, .noSuchFile, "its directory does not exist", remedy: "create the directory first")
    case EACCES, EPERM, EROFS:
      self.init(path: path, .notPermitted, "writing it is not permitted", remedy: "choose a directory you may write to")
    case EISDIR: self.init(path: path, .isDirectory, "it is a directory", remedy: "give the name of a file")
    case EPIPE: self.init(path: path, .nobodyReads, "whoever read it has gone", remedy: "let the reader read to the end")
    case ENOSPC, EDQUOT, EFBIG:
      self.init(path: path, .cannotWrite, "the disk is full", remedy: "make room and write it again; what was there before is untouched")
    default:
      self.init(path: path, .cannotWrite, "it cannot be written (error \(code))", remedy: "check the disk; what was there is untouched")
    }
  }
}

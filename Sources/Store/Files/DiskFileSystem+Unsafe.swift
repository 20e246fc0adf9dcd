#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The file system of the machine, by system calls. They take pointers: each is lent for the length of one call and stays in this file.
struct DiskFileSystem: FileSystem {
  func open(_ path: String, _ intent: OpenIntent) throws(StoreError) -> OpenFile? {
    let flags =
      switch intent {
      case .read: O_RDONLY | O_CLOEXEC
      case .update: O_RDWR | O_CREAT | O_CLOEXEC
      case .replace: O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC
      }
    let descriptor = Self.untilDone { Self.openCall(path, flags) }
    guard descriptor >= 0 else {
      if intent == .read, errno == ENOENT || errno == ENOTDIR { return nil }
      throw Self.failure("open", path)
    }
    return OpenFile(descriptor: descriptor, path: path)
  }

  func close(_ file: OpenFile) { _ = Self.closeCall(file.descriptor) }

  func status(_ file: OpenFile) throws(StoreError) -> FileStatus {
    var status = stat()
    guard unsafe fstat(file.descriptor, &status) == 0 else { throw Self.failure("fstat", file.path) }
    return Self.status(status)
  }

  func read(_ file: OpenFile, at offset: Int, count: Int) throws(StoreError) -> [UInt8] {
    var failed: StoreError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(count, 0)) { buffer, filled in
      guard let start = buffer.baseAddress else { return }
      while filled < buffer.count {
        let (left, place) = (buffer.count - filled, off_t(offset + filled))
        let done = Self.untilDone { unsafe pread(file.descriptor, start + filled, left, place) }
        if done < 0 { failed = Self.failure("read", file.path) }
        if done <= 0 { break }
        filled += done
      }
    }
    if let failed { throw failed }
    return bytes
  }

  func write(_ bytes: ArraySlice<UInt8>, to file: OpenFile, at offset: Int) throws(StoreError) {
    let done = unsafe bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return true }
      var written = 0
      while written < buffer.count {
        let (left, place) = (buffer.count - written, off_t(offset + written))
        let step = Self.untilDone { unsafe pwrite(file.descriptor, start + written, left, place) }
        if step <= 0 { return false }
        written += step
      }
      return true
    }
    guard done else { throw Self.failure("write", file.path) }
  }

  func truncate(_ file: OpenFile, to size: Int) throws(StoreError) {
    guard Self.untilDone({ ftruncate(file.descriptor, off_t(size)) }) == 0 else { throw Self.failure("truncate", file.path) }
  }

  func synchronize(_ file: OpenFile) throws(StoreError) {
    #if canImport(Darwin)
      // fsync there only reaches the drive's cache. Some network volumes know nothing better, though.
      if fcntl(file.descriptor, F_FULLFSYNC) == 0 { return }
    #endif
    guard Self.untilDone({ fsync(file.descriptor) }) == 0 else { throw Self.failure("fsync", file.path) }
  }

  func lock(_ file: OpenFile, exclusive: Bool) throws(StoreError) -> Bool {
    if Self.untilDone({ flock(file.descriptor, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) }) == 0 { return true }
    if errno == EWOULDBLOCK { return false }
    throw Self.failure("flock", file.path)
  }

  func unlock(_ file: OpenFile) { _ = flock(file.descriptor, LOCK_UN) }

  func status(_ path: String) throws(StoreError) -> FileStatus? {
    var status = stat()
    if unsafe stat(path, &status) == 0 { return Self.status(status) }
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw Self.failure("stat", path)
  }

  func rename(_ path: String, to target: String) throws(StoreError) {
    guard Self.renameCall(path, target) == 0 else { throw Self.failure("rename", path) }
  }

  func remove(_ path: String) throws(StoreError) {
    guard Self.removeCall(path) == 0 || errno == ENOENT || errno == ENOTDIR else { throw Self.failure("remove", path) }
  }

  func makeDirectory(_ path: String) throws(StoreError) {
    guard unsafe mkdir(path, 0o777) == 0 || errno == EEXIST else { throw Self.failure("mkdir", path) }
  }

  func synchronizeDirectory(_ path: String) throws(StoreError) {
    guard let folder = try open(path, .read) else { throw Self.failure("open", path) }
    defer { close(folder) }
    try synchronize(folder)
  }

  func entries(_ path: String) throws(StoreError) -> [DirectoryEntry] {
    guard let folder = unsafe opendir(path) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw Self.failure("opendir", path)
    }
    defer { unsafe _ = closedir(folder) }
    var entries: [DirectoryEntry] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(folder) else {
        if errno != 0 { throw Self.failure("readdir", path) }
        break
      }
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { unsafe String(cString: $0) }
      }
      guard name != ".", name != ".." else { continue }
      let kind = Int32(unsafe entry.pointee.d_type)
      let isDirectory: Bool
      if kind == Int32(DT_DIR) {
        isDirectory = true
      } else if kind == Int32(DT_UNKNOWN) || kind == Int32(DT_LNK) {
        isDirectory = try status(path + "/" + name)?.isDirectory ?? false
      } else {
        isDirectory = false
      }
      entries.append(DirectoryEntry(name: name, isDirectory: isDirectory))
    }
    return entries.sorted { $0.name < $1.name }
  }

  private static func untilDone<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result < 0, errno == EINTR { continue }
      return result
    }
  }

  private static func status(_ status: stat) -> FileStatus {
    FileStatus(
      size: Int(status.st_size), identity: UInt64(truncatingIfNeeded: status.st_ino),
      isDirectory: mode_t(status.st_mode) & mode_t(S_IFMT) == mode_t(S_IFDIR))
  }

  private static func failure(_ call: String, _ path: String) -> StoreError {
    let number = errno
    let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    let remedy: String? =
      switch number {
      case ENOSPC, EDQUOT: "Make room on the volume; what was committed before is safe."
      case EACCES, EPERM, EROFS: "Grant this user access, or open the store for reading only."
      default: nil
      }
    return StoreError(.inputOutput, "\(call) failed: \(reason)", place: path, remedy: remedy, systemError: number)
  }

  // The names below are also the names of methods here.
  private static func openCall(_ path: String, _ flags: Int32) -> Int32 {
    #if canImport(Darwin)
      return unsafe Darwin.open(path, flags, 0o666)
    #elseif canImport(Glibc)
      return unsafe Glibc.open(path, flags, 0o666)
    #elseif canImport(Musl)
      return unsafe Musl.open(path, flags, 0o666)
    #elseif canImport(Android)
      return unsafe Android.open(path, flags, 0o666)
    #endif
  }

  private static func closeCall(_ descriptor: Int32) -> Int32 {
    #if canImport(Darwin)
      return Darwin.close(descriptor)
    #elseif canImport(Glibc)
      return Glibc.close(descriptor)
    #elseif canImport(Musl)
      return Musl.close(descriptor)
    #elseif canImport(Android)
      return Android.close(descriptor)
    #endif
  }

  private static func renameCall(_ path: String, _ target: String) -> Int32 {
    #if canImport(Darwin)
      return unsafe Darwin.rename(path, target)
    #elseif canImport(Glibc)
      return unsafe Glibc.rename(path, target)
    #elseif canImport(Musl)
      return unsafe Musl.rename(path, target)
    #elseif canImport(Android)
      return unsafe Android.rename(path, target)
    #endif
  }

  private static func removeCall(_ path: String) -> Int32 {
    #if canImport(Darwin)
      return unsafe Darwin.remove(path)
    #elseif canImport(Glibc)
      return unsafe Glibc.remove(path)
    #elseif canImport(Musl)
      return unsafe Musl.remove(path)
    #elseif canImport(Android)
      return unsafe Android.remove(path)
    #endif
  }
}

/// The number of this process, for the lock's text.
func currentProcessIdentifier() -> Int32 { getpid() }

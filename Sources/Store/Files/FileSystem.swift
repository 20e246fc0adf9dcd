/// What the store asks of a file system. The real one makes system calls; the one in the tests tears writes, forgets what was never
/// synchronised and fails at any call.
///
/// Every failure is a `StoreError` with code `inputOutput` that names the call, the path and the system's reason.
protocol FileSystem: Sendable {
  /// Opens a file; nil where ``OpenIntent/read`` finds none.
  func open(_ path: String, _ intent: OpenIntent) throws(StoreError) -> OpenFile?
  /// Closes a file, which also gives up its lock.
  func close(_ file: OpenFile)
  func status(_ file: OpenFile) throws(StoreError) -> FileStatus
  /// The bytes at an offset; fewer than asked only at the end of the file.
  func read(_ file: OpenFile, at offset: Int, count: Int) throws(StoreError) -> [UInt8]
  func write(_ bytes: ArraySlice<UInt8>, to file: OpenFile, at offset: Int) throws(StoreError)
  func truncate(_ file: OpenFile, to size: Int) throws(StoreError)
  /// Returns once the file's bytes and size would survive a loss of power.
  func synchronize(_ file: OpenFile) throws(StoreError)
  /// Takes a lock without waiting; false if somebody else has it.
  func lock(_ file: OpenFile, exclusive: Bool) throws(StoreError) -> Bool
  func unlock(_ file: OpenFile)

  /// The status of what a path names, or nil if there is nothing.
  func status(_ path: String) throws(StoreError) -> FileStatus?
  func rename(_ path: String, to target: String) throws(StoreError)
  /// Removes a file or an empty folder; one that is not there is no failure.
  func remove(_ path: String) throws(StoreError)
  /// Makes one folder; one that is there is no failure.
  func makeDirectory(_ path: String) throws(StoreError)
  /// Returns once the folder's entries would survive a loss of power.
  func synchronizeDirectory(_ path: String) throws(StoreError)
  /// The names in a folder without `.` and `..`, sorted; empty if there is no folder.
  func entries(_ path: String) throws(StoreError) -> [DirectoryEntry]
}

enum OpenIntent: Sendable {
  /// Reading what is there.
  case read
  /// Reading and writing, made if absent.
  case update
  /// Writing an empty file, whatever was there.
  case replace
}

struct OpenFile: Sendable, Hashable {
  var descriptor: Int32
  var path: String
}

struct FileStatus: Sendable, Hashable {
  var size: Int
  /// Tells a file from another one that took its name.
  var identity: UInt64
  var isDirectory: Bool
}

struct DirectoryEntry: Sendable, Hashable {
  var name: String
  var isDirectory: Bool
}

extension FileSystem {
  /// All bytes of a file, or nil if there is none.
  func contents(_ path: String) throws(StoreError) -> [UInt8]? {
    guard let file = try open(path, .read) else { return nil }
    defer { close(file) }
    return try read(file, at: 0, count: status(file).size)
  }

  /// Puts a file in place of whatever was there, whole or not at all. The folder's entry is durable only once the folder is synchronised.
  func replace(_ path: String, with bytes: [UInt8], durably: Bool) throws(StoreError) {
    let beside = path + ".new"
    try write(beside, bytes, durably: durably)
    try rename(beside, to: path)
  }

  /// Writes a whole file, over whatever was there.
  func write(_ path: String, _ bytes: [UInt8], durably: Bool) throws(StoreError) {
    guard let file = try open(path, .replace) else { return }
    defer { close(file) }
    try write(bytes[...], to: file, at: 0)
    if durably { try synchronize(file) }
  }

  /// Removes a folder with everything in it; one that is not there is no failure.
  func removeTree(_ path: String) throws(StoreError) {
    for entry in try entries(path) {
      let inside = "\(path)/\(entry.name)"
      // A link to a folder goes as a link: only a folder with something in it does not let itself be removed.
      do throws(StoreError) { try remove(inside) } catch { try removeTree(inside) }
    }
    try remove(path)
  }

  /// Makes a folder and those above it, down from a folder that is there; returns those whose entries changed.
  func makeDirectories(_ path: String, below root: String) throws(StoreError) -> [String] {
    guard path != root, try status(path) == nil else { return [] }
    let parent = Path.parent(path)
    let changed = try makeDirectories(parent, below: root)
    try makeDirectory(path)
    return changed + [parent]
  }
}

/// Paths as text: the module knows no URLs.
enum Path {
  static func parent(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func name(_ path: String) -> Substring {
    guard let slash = path.lastIndex(of: "/") else { return path[...] }
    return path[path.index(after: slash)...]
  }
}

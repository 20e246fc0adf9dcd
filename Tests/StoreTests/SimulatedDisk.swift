import Foundation

@testable import Store

/// A disk in memory that fails like a real one: it tears writes, forgets what was never synchronised, and refuses any call.
///
/// Each file and folder has what programs see and what would survive a loss of power. Synchronising a file saves its bytes, synchronising a folder
/// its entries; nothing else is promised. Entries that were not synchronised survive up to some point in their order, as on file systems that
/// keep a journal; bytes survive in any mixture of pages of 64 bytes.
final class SimulatedDisk: FileSystem, @unchecked Sendable {
  private final class Node {
    let identity: UInt64
    let isDirectory: Bool
    var bytes: [UInt8] = []
    var savedBytes: [UInt8] = []
    var entries: [String: Node] = [:]
    /// The entries after each change since the folder was synchronised; the first one is what survives for sure.
    var history: [[String: Node]] = [[:]]

    init(_ identity: UInt64, isDirectory: Bool) {
      self.identity = identity
      self.isDirectory = isDirectory
    }
  }

  /// What is to go wrong.
  enum Fault: Sendable {
    /// Call number `call` fails with an error, after a write has done `bytes` of its work.
    case error(call: Int, number: Int32, bytes: Int = 0)
    /// Every call from number `call` on fails.
    case errors(from: Int, number: Int32)
    /// The process ends in call number `call`, after a write has done `bytes` of its work.
    case end(call: Int, bytes: Int = 0)
  }

  /// What is left after the process has ended.
  enum Survival: Sendable, CaseIterable {
    /// Everything that programs saw: the process was killed.
    case everything
    /// Only what was synchronised: the power went.
    case synchronised
    /// Something in between.
    case mixture
  }

  private let mutex = NSLock()
  private var root = Node(1, isDirectory: true)
  private var nextIdentity: UInt64 = 2
  private var nextDescriptor: Int32 = 1
  private var opened: [Int32: Node] = [:]
  private var locks: [UInt64: (exclusive: Bool, holders: Set<Int32>)] = [:]
  private var fault: Fault?
  private var hasEnded = false
  /// The number of calls since the fault was set, and of each write its call and length.
  private(set) var calls = 0
  private(set) var writes: [(call: Int, count: Int)] = []
  private(set) var synchronisations = 0

  func plan(_ fault: Fault?) {
    mutex.withLock {
      self.fault = fault
      calls = 0
      writes = []
      synchronisations = 0
    }
  }

  // MARK: - Ends and copies

  /// The disk as the next process finds it.
  func survivor(_ survival: Survival, _ random: inout some RandomNumberGenerator) -> SimulatedDisk {
    mutex.withLock {
      let disk = SimulatedDisk()
      disk.root = copy(root, survival, &random)
      disk.nextIdentity = nextIdentity
      return disk
    }
  }

  private func copy(_ node: Node, _ survival: Survival, _ random: inout some RandomNumberGenerator) -> Node {
    let copy = Node(node.identity, isDirectory: node.isDirectory)
    switch survival {
    case .everything: copy.bytes = node.bytes
    case .synchronised: copy.bytes = node.savedBytes
    case .mixture:
      let size = Bool.random(using: &random) ? node.bytes.count : node.savedBytes.count
      for start in stride(from: 0, to: size, by: 64) {
        let source = Bool.random(using: &random) ? node.bytes : node.savedBytes
        for index in start..<min(start + 64, size) { copy.bytes.append(index < source.count ? source[index] : 0) }
      }
    }
    copy.savedBytes = copy.bytes
    let entries =
      switch survival {
      case .everything: node.entries
      case .synchronised: node.history[0]
      case .mixture: node.history.randomElement(using: &random) ?? [:]
      }
    for (name, child) in entries.sorted(by: { $0.key < $1.key }) { copy.entries[name] = self.copy(child, survival, &random) }
    copy.history = [copy.entries]
    return copy
  }

  /// All files with their bytes, for tests that damage them.
  func allFiles() -> [String: [UInt8]] {
    mutex.withLock {
      var found: [String: [UInt8]] = [:]
      var waiting: [(String, Node)] = [("", root)]
      while let (path, node) = waiting.popLast() {
        if !node.isDirectory { found[path] = node.bytes }
        for (name, child) in node.entries { waiting.append((path + "/" + name, child)) }
      }
      return found
    }
  }

  func overwrite(_ path: String, _ bytes: [UInt8]) {
    mutex.withLock {
      if let node = node(path) { (node.bytes, node.savedBytes) = (bytes, bytes) }
    }
  }

  // MARK: - Calls

  private func failure(_ call: String, _ path: String, _ number: Int32) -> StoreError {
    StoreError(.inputOutput, "\(call) failed: error \(number)", place: path, systemError: number)
  }

  /// Counts a call; throws if it is to fail, with how much of a write is done first.
  private func enter(_ call: String, _ path: String, _ write: ((Int) -> Void)? = nil) throws(StoreError) {
    let number = calls
    calls += 1
    if hasEnded { throw failure(call, path, EIO) }
    switch fault {
    case .error(number, let error, let bytes):
      write?(bytes)
      throw failure(call, path, error)
    case .errors(let from, let error) where number >= from: throw failure(call, path, error)
    case .end(number, let bytes):
      write?(bytes)
      hasEnded = true
      throw failure(call, path, EIO)
    default: break
    }
  }

  private func locked<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
    mutex.lock()
    defer { mutex.unlock() }
    return try body()
  }

  private func node(_ path: String) -> Node? {
    var node = root
    for name in path.split(separator: "/") where name != "." {
      guard let child = node.entries[String(name)] else { return nil }
      node = child
    }
    return node
  }

  private func change(_ folder: Node, _ name: String, _ child: Node?) {
    folder.entries[name] = child
    folder.history.append(folder.entries)
  }

  func open(_ path: String, _ intent: OpenIntent) throws(StoreError) -> OpenFile? {
    try locked { () throws(StoreError) in
      try enter("open", path)
      var found = node(path)
      if found == nil {
        if intent == .read { return nil }
        guard let folder = node(Path.parent(path)), folder.isDirectory else { throw failure("open", path, ENOENT) }
        let made = Node(nextIdentity, isDirectory: false)
        nextIdentity += 1
        change(folder, String(Path.name(path)), made)
        found = made
      }
      if intent == .replace { found?.bytes = [] }
      let descriptor = nextDescriptor
      nextDescriptor += 1
      opened[descriptor] = found
      return OpenFile(descriptor: descriptor, path: path)
    }
  }

  func close(_ file: OpenFile) {
    mutex.withLock {
      release(file)
      opened[file.descriptor] = nil
    }
  }

  private func release(_ file: OpenFile) {
    guard let node = opened[file.descriptor] else { return }
    locks[node.identity]?.holders.remove(file.descriptor)
    if locks[node.identity]?.holders.isEmpty ?? false { locks[node.identity] = nil }
  }

  private func node(_ file: OpenFile, _ call: String) throws(StoreError) -> Node {
    guard let node = opened[file.descriptor] else { throw failure(call, file.path, EBADF) }
    return node
  }

  func status(_ file: OpenFile) throws(StoreError) -> FileStatus {
    try locked { () throws(StoreError) in
      try enter("fstat", file.path)
      let node = try node(file, "fstat")
      return FileStatus(size: node.bytes.count, identity: node.identity, isDirectory: node.isDirectory)
    }
  }

  func read(_ file: OpenFile, at offset: Int, count: Int) throws(StoreError) -> [UInt8] {
    try locked { () throws(StoreError) in
      try enter("read", file.path)
      let node = try node(file, "read")
      guard offset < node.bytes.count else { return [] }
      return Array(node.bytes[offset..<min(offset + count, node.bytes.count)])
    }
  }

  func write(_ bytes: ArraySlice<UInt8>, to file: OpenFile, at offset: Int) throws(StoreError) {
    try locked { () throws(StoreError) in
      let node = try node(file, "write")
      func put(_ count: Int) {
        let part = bytes.prefix(count)
        if node.bytes.count < offset + part.count {
          node.bytes += [UInt8](repeating: 0, count: offset + part.count - node.bytes.count)
        }
        node.bytes.replaceSubrange(offset..<offset + part.count, with: part)
      }
      if fault == nil { writes.append((calls, bytes.count)) }
      try enter("write", file.path, put)
      put(bytes.count)
    }
  }

  func truncate(_ file: OpenFile, to size: Int) throws(StoreError) {
    try locked { () throws(StoreError) in
      try enter("truncate", file.path)
      let node = try node(file, "truncate")
      node.bytes = Array(node.bytes.prefix(size)) + [UInt8](repeating: 0, count: max(0, size - node.bytes.count))
    }
  }

  func synchronize(_ file: OpenFile) throws(StoreError) {
    try locked { () throws(StoreError) in
      try enter("fsync", file.path)
      let node = try node(file, "fsync")
      node.savedBytes = node.bytes
      synchronisations += 1
    }
  }

  func lock(_ file: OpenFile, exclusive: Bool) throws(StoreError) -> Bool {
    try locked { () throws(StoreError) in
      try enter("flock", file.path)
      let node = try node(file, "flock")
      if let lock = locks[node.identity], !lock.holders.subtracting([file.descriptor]).isEmpty, exclusive || lock.exclusive { return false }
      locks[node.identity, default: (exclusive, [])].holders.insert(file.descriptor)
      locks[node.identity]?.exclusive = exclusive
      return true
    }
  }

  func unlock(_ file: OpenFile) { mutex.withLock { release(file) } }

  func status(_ path: String) throws(StoreError) -> FileStatus? {
    try locked { () throws(StoreError) in
      try enter("stat", path)
      return node(path).map { FileStatus(size: $0.bytes.count, identity: $0.identity, isDirectory: $0.isDirectory) }
    }
  }

  func rename(_ path: String, to target: String) throws(StoreError) {
    try locked { () throws(StoreError) in
      try enter("rename", path)
      guard let from = node(Path.parent(path)), let to = node(Path.parent(target)), let moved = node(path) else {
        throw failure("rename", path, ENOENT)
      }
      to.entries[String(Path.name(target))] = moved
      from.entries[String(Path.name(path))] = nil
      to.history.append(to.entries)
      if from !== to { from.history.append(from.entries) }
    }
  }

  func remove(_ path: String) throws(StoreError) {
    try locked { () throws(StoreError) in
      try enter("remove", path)
      guard let folder = node(Path.parent(path)), node(path) != nil else { return }
      change(folder, String(Path.name(path)), nil)
    }
  }

  func makeDirectory(_ path: String) throws(StoreError) {
    try locked { () throws(StoreError) in
      try enter("mkdir", path)
      if node(path) != nil { return }
      guard let folder = node(Path.parent(path)) else { throw failure("mkdir", path, ENOENT) }
      change(folder, String(Path.name(path)), Node(nextIdentity, isDirectory: true))
      nextIdentity += 1
    }
  }

  func synchronizeDirectory(_ path: String) throws(StoreError) {
    try locked { () throws(StoreError) in
      try enter("fsync", path)
      guard let node = node(path) else { throw failure("fsync", path, ENOENT) }
      node.history = [node.entries]
      synchronisations += 1
    }
  }

  func entries(_ path: String) throws(StoreError) -> [DirectoryEntry] {
    try locked { () throws(StoreError) in
      try enter("readdir", path)
      return (node(path)?.entries ?? [:]).map { DirectoryEntry(name: $0.key, isDirectory: $0.value.isDirectory) }.sorted {
        $0.name < $1.name
      }
    }
  }
}

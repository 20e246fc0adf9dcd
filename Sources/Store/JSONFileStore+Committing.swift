extension JSONFileStore {
  /// Makes all changes in order, or none of them. What it returned from survives `kill -9`, and a loss of power as ``Durability`` says.
  ///
  /// - Throws: `StoreError` with code `conflict` if a document is not as a change expects it, `readOnly`, `closed`, or `inputOutput` if the disk
  ///   refuses; then nothing was changed, unless the error says that the disk's state is unknown.
  @discardableResult public func commit(_ changes: StoreChanges) throws(StoreError) -> CommitReceipt {
    guard options.access == .readWrite else {
      throw StoreError(.readOnly, "The store was opened for reading only", place: directory, remedy: "Open it for writing.")
    }
    if let stopped { throw stopped }
    guard let log else { throw JSONFileStore.closed }
    guard !changes.isEmpty else { return CommitReceipt() }
    let plan = try plan(changes)
    let frame = try CommitLog.encodeFrame(
      commit: view.nextCommit, durable: durableBytes, changes: plan.changes, payload: plan.payload)
    let end = view.logBytes + frame.count - CommitLog.mark.count
    do throws(StoreError) {
      try files.write(frame[...], to: log, at: view.logBytes)
    } catch {
      // The frame is not whole, so it does not count; but nothing may come to stand behind it.
      do throws(StoreError) { try JSONFileStore.cut(log, to: view.logBytes, files) } catch { stop(error) }
      throw error
    }
    if options.durability == .everyCommit {
      do throws(StoreError) {
        try files.synchronize(log)
      } catch {
        stop(error)
        throw stopped ?? error
      }
      durableBytes = end
    }
    adopt(plan, payload: frame.dropLast(CommitLog.mark.count).suffix(plan.payload.count))
    view.adopt(logBytes: end, commit: view.nextCommit)
    if case .grouped(let interval) = options.durability { planFlush(after: interval) }
    if end >= options.checkpointBytes { tryCheckpoint() } else if let delay = options.checkpointDelay { planCheckpoint(after: delay) }
    return plan.receipt
  }

  /// After a failed fsync nobody knows what is on disk, and a second fsync may report success without having written anything.
  func stop(_ error: StoreError) {
    stopped = StoreError(
      .closed, "The store stopped because the disk's state is unknown: \(error.message)", place: error.place, offset: error.offset,
      remedy: "The commit that failed is wholly there or wholly absent; open the store again to find out.", systemError: error.systemError)
  }

  /// Ends the log at a place.
  static func cut(_ log: OpenFile, to bytes: Int, _ files: any FileSystem) throws(StoreError) {
    try files.write(CommitLog.mark[...], to: log, at: bytes)
    try files.truncate(log, to: bytes + CommitLog.mark.count)
  }

  // MARK: - Planning

  /// A commit as it will stand in the log and as it will change the view.
  private struct Plan {
    var changes: [CommitLog.Change] = []
    var payload: [UInt8] = []
    var receipt = CommitReceipt()
    /// Versions after the commit, nil for documents that will be gone.
    var versions: [StoreKey: Int?] = [:]
    var heads: [StoreKey: JournalHead] = [:]
    /// The span of each change in the payload, and of an append the times.
    var parts: [(range: Range<Int>, times: ClosedRange<RecordTime>?)] = []
  }

  private func plan(_ changes: StoreChanges) throws(StoreError) -> Plan {
    var plan = Plan()
    for change in changes.changes {
      let start = plan.payload.count
      var entry = CommitLog.Change()
      var times: ClosedRange<RecordTime>?
      switch change {
      case .put(let key, let json, let expecting):
        let found = try version(of: key, plan)
        guard expecting.admits(found) else { throw expecting.conflict(key, found: found) }
        let version = (found ?? 0) + 1
        plan.payload += try DocumentFile(key: key, value: json, version: version).encode()
        plan.versions[key] = version
        plan.receipt.versions[key] = version
        entry.put = key
        entry.version = version
      case .delete(let key, let expecting):
        let found = try version(of: key, plan)
        guard expecting.admits(found) else { throw expecting.conflict(key, found: found) }
        guard found != nil else { continue }
        plan.versions[key] = .some(nil)
        plan.receipt.versions[key] = nil
        entry.delete = key
      case .append(let key, let batch):
        var head = try head(of: key, plan)
        let first = head.end
        guard let span = batch.appendLines(from: first, to: &plan.payload) else { continue }
        times = span
        let place = head.append(count: batch.count, bytes: plan.payload.count - start, segmentBytes: options.segmentBytes)
        plan.heads[key] = head
        plan.receipt.positions[key] = (plan.receipt.positions[key]?.lowerBound ?? first)..<head.end
        entry.append = key
        entry.first = first
        entry.count = batch.count
        entry.segment = place.segment
        entry.offset = place.offset
      case .trim(let key, let position):
        var head = try head(of: key, plan)
        let before = min(position, head.end)
        guard before > head.first else { continue }
        head.trim(before: before)
        plan.heads[key] = head
        entry.trim = key
        entry.before = before
      }
      if plan.payload.count > start { entry.bytes = plan.payload.count - start }
      plan.changes.append(entry)
      plan.parts.append((start..<plan.payload.count, times))
    }
    return plan
  }

  private func version(of key: StoreKey, _ plan: Plan) throws(StoreError) -> Int? {
    if let planned = plan.versions[key] { return planned }
    if let known = versions[key] { return known }
    let version = try view.document(key)?.version
    versions[key] = .some(version)
    return version
  }

  private func head(of key: StoreKey, _ plan: Plan) throws(StoreError) -> JournalHead {
    if let head = plan.heads[key] { return head }
    return try view.journal(key).current
  }

  /// The commit is in the log: the view follows.
  private func adopt(_ plan: Plan, payload: ArraySlice<UInt8>) {
    if versions.count > 100_000 { versions = [:] }
    for (change, part) in zip(plan.changes, plan.parts) {
      let bytes = payload[payload.startIndex + part.range.lowerBound..<payload.startIndex + part.range.upperBound]
      if let key = change.put, let version = change.version {
        view.documents[key] = .put(file: bytes, version: version)
        versions[key] = .some(version)
      } else if let key = change.delete {
        view.documents[key] = .deleted
        versions[key] = .some(nil)
      } else if let key = change.append, let first = change.first, let count = change.count, let segment = change.segment,
        let offset = change.offset, let times = part.times
      {
        let applied = view.journals[key, default: JournalState(key)].apply(
          first: first, count: count, segment: segment, offset: offset, lines: bytes, times: times)
        assert(applied, "A commit that was planned follows the journal it was planned for.")
      } else if let key = change.trim, let before = change.before {
        view.journals[key, default: JournalState(key)].trim(before: before)
      }
    }
  }

  // MARK: - Later

  private func planFlush(after interval: Duration) {
    guard !isFlushPlanned else { return }
    isFlushPlanned = true
    Task { [weak self] in
      try? await Task.sleep(for: interval)
      await self?.flushAsPlanned()
    }
  }

  private func flushAsPlanned() {
    isFlushPlanned = false
    // A failure stops the store, and the next commit says so.
    try? synchronize()
  }

  private func planCheckpoint(after delay: Duration) {
    guard !isCheckpointPlanned else { return }
    isCheckpointPlanned = true
    Task { [weak self] in
      try? await Task.sleep(for: delay)
      await self?.checkpointAsPlanned()
    }
  }

  private func checkpointAsPlanned() {
    isCheckpointPlanned = false
    if log != nil, stopped == nil { tryCheckpoint() }
  }

  /// Returns once everything committed would survive a loss of power.
  /// - Throws: `StoreError` with code `closed` if the disk refuses; the store takes no more commits then.
  public func synchronize() throws(StoreError) {
    if let stopped { throw stopped }
    guard let log, durableBytes < view.logBytes else { return }
    do throws(StoreError) {
      try files.synchronize(log)
    } catch {
      stop(error)
      throw stopped ?? error
    }
    durableBytes = view.logBytes
  }

  /// A checkpoint that fails costs nobody a commit: the log keeps what it has, and the next one tries again.
  private func tryCheckpoint() {
    do throws(StoreError) {
      try checkpoint()
      checkpointFailure = nil
    } catch {
      checkpointFailure = error
    }
  }
}

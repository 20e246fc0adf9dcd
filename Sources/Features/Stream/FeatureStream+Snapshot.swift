public import Market

extension FeatureStream {
  /// The state of a stream, to be written down and resumed from later: any coder can write it, and it holds no number that JSON cannot.
  public struct Snapshot: Codable, Hashable, Sendable {
    /// What the features are.
    public let fingerprint: FeatureFingerprint
    /// Whose features they are.
    public let symbol: Symbol
    /// How many bars had come.
    public let count: Int
    /// When the last row was known.
    public let time: Timestamp?
    let frames: [FrameState]
    let values: StateValue
    let digest: String

    struct FrameState: Codable, Hashable, Sendable {
      let count: Int
      let clock: Timestamp
      let row: StateValue
      let computations: [StateValue]
      let resampler: StateValue?
      let pending: [Bar]
    }
  }

  /// The state as it is now.
  public func snapshot() throws(FeatureError) -> Snapshot {
    do {
      var states: [Snapshot.FrameState] = []
      for (index, frame) in frames.enumerated() {
        states.append(
          Snapshot.FrameState(
            count: frame.count, clock: clocks[index], row: try StateValue(frame.row),
            computations: try frame.nodes.map { try $0.computation.savedState() ?? .null },
            resampler: try frame.resampler.map { try StateValue($0) }, pending: pending[index]))
      }
      let values = try StateValue(values)
      return Snapshot(
        fingerprint: plan.fingerprint, symbol: plan.symbol, count: count, time: time, frames: states, values: values,
        digest: Snapshot.digest(of: states, values, count, time))
    } catch {
      throw .invalidState("\(error)")
    }
  }

  /// A stream that goes on from a snapshot as if nothing had been between.
  ///
  /// - Throws: an error if the plan has other features than the snapshot, naming the difference, or if the snapshot is damaged.
  public init(_ plan: FeaturePlan, resuming snapshot: Snapshot) throws(FeatureError) {
    try plan.fingerprint.check(against: snapshot.fingerprint)
    guard plan.symbol == snapshot.symbol else {
      throw .invalidState("it is of \(snapshot.symbol), and the plan is for \(plan.symbol)")
    }
    guard Snapshot.digest(of: snapshot.frames, snapshot.values, snapshot.count, snapshot.time) == snapshot.digest,
      snapshot.frames.count == plan.frames.count
    else {
      throw .invalidState("it is damaged: its contents are not those that were written")
    }
    self.init(plan)
    do {
      for (index, state) in snapshot.frames.enumerated() {
        guard state.computations.count == frames[index].nodes.count else { throw FeatureError.invalidState("it has other computations") }
        let row = try state.row.decoded(as: [Double].self)
        guard row.count == frames[index].row.count else { throw FeatureError.invalidState("it has other columns") }
        frames[index].row = row
        frames[index].count = state.count
        clocks[index] = state.clock
        pending[index] = state.pending
        for (position, saved) in state.computations.enumerated() where saved != .null {
          try frames[index].nodes[position].computation.restore(saved)
        }
        if let resampler = state.resampler { frames[index].resampler = try resampler.decoded(as: Resampler.self) }
      }
      let values = try snapshot.values.decoded(as: [Double].self)
      guard values.count == self.values.count else { throw FeatureError.invalidState("it has other features") }
      restore(values, snapshot.count, snapshot.time)
    } catch let error as FeatureError {
      throw error
    } catch {
      throw .invalidState("\(error)")
    }
  }
}

extension FeatureStream.Snapshot {
  /// A mark that what was written has not changed since.
  fileprivate static func digest(of frames: [FrameState], _ values: StateValue, _ count: Int, _ time: Timestamp?) -> String {
    var digest = Digest()
    digest.add("\(count) \(time?.nanoseconds ?? 0)")
    values.add(to: &digest)
    for frame in frames {
      digest.add("|\(frame.count) \(frame.clock.nanoseconds)")
      frame.row.add(to: &digest)
      for computation in frame.computations { computation.add(to: &digest) }
      frame.resampler?.add(to: &digest)
      for bar in frame.pending { digest.add("\(bar)") }
    }
    return digest.text
  }
}

extension StateValue {
  /// Adds its contents in an order that does not depend on how a table is kept, and numbers by what they are.
  fileprivate func add(to digest: inout Digest) {
    if let number = asNumber {
      digest.add(" \(number)")
      return
    }
    switch self {
    case .null: digest.add(" null")
    case .bool(let value): digest.add(" \(value)")
    case .text(let value): digest.add(" '\(value)'")
    case .list(let values):
      digest.add("[")
      for value in values { value.add(to: &digest) }
      digest.add("]")
    case .table(let table):
      digest.add("{")
      for key in table.keys.sorted() {
        digest.add(key)
        table[key]?.add(to: &digest)
      }
      digest.add("}")
    case .integer, .unsigned, .number: break
    }
  }
}

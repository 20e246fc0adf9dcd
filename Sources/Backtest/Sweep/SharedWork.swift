import Statistics

/// What several runs over the same bars need alike, computed once: columns of indicators, trained models.
///
///     let shared = SharedBars(series, in: SharedWork())
///     let average = try shared.replay(EMA.self, [10])                // an indicator that reads its outputs from a column
///     let model = try shared.value("trees", [50, 15]) { try train() }
///
/// What is kept is found by the whole request: the series, what is asked of it, every parameter. Of two threads that ask for the same at the same
/// time one computes and the other waits. What has not been asked for longest is given up where it grows over its capacity, and the next column takes its
/// memory, so that the process does not grow with the number of runs.
public final class SharedWork: Sendable {
  /// A whole request: whose bars, what is asked of them, and with which numbers.
  struct Request: Hashable, Sendable {
    let series: SeriesIdentity
    let what: String
    let parameters: [Double]
  }

  /// A place for a value, which is computed inside its own lock.
  private final class Slot: Sendable {
    let value = Locked<(any Sendable)?>(nil)
  }

  private struct Kept {
    let slot: Slot
    var bytes = 0
    var used: Int
  }

  private struct Shelf {
    var kept: [Request: Kept] = [:]
    /// The last few that were given up, for their memory.
    var spare: [Slot] = []
    var bytes = 0
    var clock = 0
  }

  private let shelf = Locked(Shelf())
  private let capacity: Int

  /// A place for shared work, empty.
  ///
  /// - Parameter capacity: about how many bytes of columns may be kept; one is always kept.
  public init(capacity: Int = 256 << 20) { self.capacity = capacity }

  /// What was computed for a request, or is now.
  func value<Value: Sendable>(for request: Request, bytes: (Value) -> Int, _ make: () throws -> Value) throws -> Value {
    let slot = shelf.withLock { shelf in
      shelf.clock += 1
      let slot = shelf.kept[request]?.slot ?? Slot()
      shelf.kept[request, default: Kept(slot: slot, used: 0)].used = shelf.clock
      return slot
    }
    var made: Value?
    let result = slot.value.withLock { stored -> Result<Value, any Error> in
      if let stored {
        guard let value = stored as? Value else {
          preconditionFailure("two different things were asked for by the request '\(request.what)'")
        }
        return .success(value)
      }
      return Result {
        let value = try make()
        made = value
        stored = value
        return value
      }
    }
    if let made { account(request, slot, bytes(made)) }
    return try result.get()
  }

  /// An empty column that has room for so many rows: one that was given up, where there is one of this kind.
  func column<Element: Sendable>(_ rows: Int) -> [Element] {
    var found: [Element] = []
    shelf.withLock { shelf in
      for position in shelf.spare.indices {
        // Not by a cast alone, which would make a new array of elements that can be converted.
        let value = shelf.spare[position].value.withLock { stored in
          stored.flatMap { type(of: $0) == [Element].self ? $0 as? [Element] : nil }
        }
        guard let value, value.capacity >= rows else { continue }
        found = value
        shelf.spare.remove(at: position)
        return
      }
    }
    // Where a run still reads it, this makes a new one.
    found.removeAll(keepingCapacity: true)
    found.reserveCapacity(rows)
    return found
  }

  /// How many values that were given up are kept for their memory.
  private static let mostSpare = 4

  /// How many values are kept.
  var count: Int { shelf.withLock { $0.kept.count } }

  /// Notes how large a value is, and gives up the ones that have not been asked for longest.
  private func account(_ request: Request, _ slot: Slot, _ bytes: Int) {
    shelf.withLock { shelf in
      // It may have been given up by then, and be somebody else's again.
      guard shelf.kept[request]?.slot === slot else { return }
      shelf.kept[request]?.bytes = bytes
      shelf.bytes += bytes
      while shelf.bytes > capacity, shelf.kept.count > 1 {
        guard let oldest = shelf.kept.filter({ $0.key != request && $0.value.bytes > 0 }).min(by: { $0.value.used < $1.value.used }) else {
          return
        }
        shelf.bytes -= oldest.value.bytes
        shelf.kept[oldest.key] = nil
        shelf.spare.append(oldest.value.slot)
        if shelf.spare.count > Self.mostSpare { shelf.spare.removeFirst() }
      }
    }
  }
}

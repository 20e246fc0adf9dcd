#if canImport(Dispatch)
  import Dispatch
#endif

/// Maps a collection on several threads; the result, and the error if there is one, do not depend on how many.
///
///     parallelMap(1...4) { $0 * $0 }     // [1, 4, 9, 16]
///
/// Results come in the order of the items. If `transform` throws, the error of the lowest item that throws is rethrown, whichever
/// thread met which error first. The call returns when all work has stopped; it blocks the calling thread, which does its share.
/// It costs some microseconds to set up (see `parallelChunks`), so it pays for items of microseconds and up.
///
/// A `transform` that draws random numbers must take them from `SeededGenerator.split(stream:)` by item, and one that sums must
/// sum per item: then the result is the same on any number of threads.
///
/// - Parameters:
///   - items: what to map; it is read from several threads at once.
///   - threads: the greatest number of threads to use, 1 or more; the active processors unless told. 1 maps on this thread.
///   - transform: called once per item, in no particular order, from several threads at once.
@inlinable
public func parallelMap<Items: RandomAccessCollection & Sendable, Output: Sendable, Failure: Error>(
  _ items: Items,
  threads: Int = ActiveProcessors.count,
  _ transform: @Sendable (Items.Element) throws(Failure) -> Output
) throws(Failure) -> [Output] {
  if threads == 1 {
    var outputs: [Output] = []
    outputs.reserveCapacity(items.count)
    for item in items { outputs.append(try transform(item)) }
    return outputs
  }
  // Sixteen pieces a thread even out items of unequal cost; a claim costs well under a microsecond.
  let size = max(1, items.count / (max(1, threads) * 16))
  let pieces = try parallelChunks(items.count, size: size, threads: threads) { range throws(Failure) in
    var outputs: [Output] = []
    outputs.reserveCapacity(range.count)
    var index = items.index(items.startIndex, offsetBy: range.lowerBound)
    for _ in range {
      outputs.append(try transform(items[index]))
      items.formIndex(after: &index)
    }
    return outputs
  }
  return pieces.count == 1 ? pieces[0] : Array(pieces.joined())
}

/// Cuts `0..<count` into chunks of a fixed size and gives the result of each, in order, computed on several threads.
///
/// The chunks depend on `count` and `size` only, never on the number of threads, so a reduction that adds up the chunks' results in
/// order rounds the same everywhere:
///
///     parallelChunks(10, size: 4) { range in range.reduce(0, +) }     // [6, 22, 17]
///
/// The calling thread does its share, the others come from the system's pool. Setting up costs some microseconds where that
/// pool is warm; the benchmark of the same name prints it.
///
/// - Parameters:
///   - count: how many items there are, 0 or more.
///   - size: how many items a chunk has, 1 or more; the last chunk may have fewer.
///   - threads: the greatest number of threads to use, 1 or more; the active processors unless told. 1 works on this thread.
///   - body: called once per chunk, in no particular order, from several threads at once. The error of the lowest chunk that throws
///     is rethrown; chunks after it may then never be started.
public func parallelChunks<Output: Sendable, Failure: Error>(
  _ count: Int,
  size: Int,
  threads: Int = ActiveProcessors.count,
  _ body: @Sendable (Range<Int>) throws(Failure) -> Output
) throws(Failure) -> [Output] {
  precondition(count >= 0, "parallelChunks: count is \(count); it must be 0 or more.")
  precondition(size >= 1, "parallelChunks: size is \(size); it must be 1 or more.")
  precondition(threads >= 1, "parallelChunks: threads is \(threads); it must be 1 or more.")
  let chunks = count / size + (count % size == 0 ? 0 : 1)
  let workers = min(threads, chunks)
  // `chunk * size` cannot overflow, but its sum with `size` can.
  @Sendable func range(_ chunk: Int) -> Range<Int> { chunk * size..<chunk * size + min(size, count - chunk * size) }

  #if canImport(Dispatch)
    if workers > 1 {
      let board = ClaimBoard<Output, Failure>(count: chunks)
      DispatchQueue.concurrentPerform(iterations: workers) { _ in
        var finished: (chunk: Int, result: Result<Output, Failure>)?
        while let chunk = board.exchange(finished) {
          do throws(Failure) {
            finished = (chunk, .success(try body(range(chunk))))
          } catch {
            finished = (chunk, .failure(error))
          }
        }
      }
      return try board.results()
    }
  #endif
  var outputs: [Output] = []
  outputs.reserveCapacity(chunks)
  for chunk in 0..<chunks { outputs.append(try body(range(chunk))) }
  return outputs
}

#if canImport(Dispatch)
  /// Hands out chunks in ascending order and keeps their results.
  ///
  /// Ascending claims are what makes the error deterministic: once a chunk has failed, every lower chunk has been claimed already and
  /// will report, so the lowest failure wins whatever the timing.
  private final class ClaimBoard<Output: Sendable, Failure: Error>: Sendable {
    private let state: Locked<State>

    struct State {
      var next = 0
      var failed = false
      var slots: [Result<Output, Failure>?]
    }

    init(count: Int) { state = Locked(State(slots: Array(repeating: nil, count: count))) }

    /// Files the result of a finished chunk and claims the next, in one visit to the lock; `nil` when there is nothing left to do.
    func exchange(_ finished: (chunk: Int, result: Result<Output, Failure>)?) -> Int? {
      state.withLock { state in
        if let finished {
          state.slots[finished.chunk] = finished.result
          if case .failure = finished.result { state.failed = true }
        }
        guard !state.failed, state.next < state.slots.count else { return nil }
        defer { state.next += 1 }
        return state.next
      }
    }

    func results() throws(Failure) -> [Output] {
      let slots = state.withLock { $0.slots }
      var outputs: [Output] = []
      outputs.reserveCapacity(slots.count)
      for case let result? in slots { outputs.append(try result.get()) }
      return outputs
    }
  }
#endif

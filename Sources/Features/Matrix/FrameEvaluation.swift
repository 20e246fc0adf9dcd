internal import Indicators
internal import Market
internal import Statistics

/// Computes a frame over a whole series, on all threads. Columns that nobody needs any more are written over by others.
struct FrameEvaluation: Sendable {
  let frame: Frame
  let bars: BarSeries
  let times: BarTimes
  let wanted: [Column]
  let schedule: FrameSchedule
  /// What other frames have brought, and for each of them the position of its last bar that had closed by the end of each row; −1 where there is none.
  let results: [FrameResult]
  let positions: [Int: [Int32]]

  init(_ frame: Frame, bars: BarSeries, wanted: [Column], carrying results: [FrameResult]) {
    self.frame = frame
    self.bars = bars
    times = BarTimes(bars)
    self.wanted = wanted
    self.results = results
    schedule = FrameSchedule(frame, wanted: wanted)
    var positions: [Int: [Int32]] = [:]
    for node in frame.nodes {
      guard case .carry(let source, _) = node.work, positions[source] == nil, let other = results[source].bars else { continue }
      var next = 0
      positions[source] = bars.indices.map { row in
        let end = bars.end(at: row)
        while next < other.count, other.end(at: next) <= end { next += 1 }
        return Int32(clamping: next - 1)
      }
    }
    self.positions = positions
  }

  func run(threads: Int) -> [Column: [Double]] {
    let board = Locked(EvaluationBoard(schedule, bars))
    let workers = max(1, min(threads, schedule.pieces.count))
    while board.withLock({ $0.begin() }) {
      // A worker that finds nothing to do goes home; when there is enough for it again, all begin anew.
      _ = parallelChunks(workers, size: 1, threads: workers) { _ in
        // What was handed over is let go at once: a column that two hold is copied where it could be written over.
        var finished: EvaluationBoard.Finished?
        func next() -> EvaluationBoard.Assignment? {
          var handed: EvaluationBoard.Finished?
          swap(&handed, &finished)
          return board.withLock { $0.exchange(handed) }
        }
        while var piece = next() { finished = .init(piece: piece.index, columns: compute(&piece)) }
      }
    }
    let columns = board.withLock(\.columns)
    var found: [Column: [Double]] = [:]
    for column in wanted { found[column] = columns[frame.slot(column)] }
    return found
  }

  private func compute(_ piece: inout EvaluationBoard.Assignment) -> [[Double]] {
    var columns = piece.takeRooms()
    switch schedule.pieces[piece.index].work {
    case .rows(let program): program.run(&columns, piece.inputs, bars.count)
    case .averages(let averages, let start): EMA.fill(&columns, with: averages, of: piece.inputs[0], from: start)
    case .node(let index):
      let node = frame.nodes[index]
      switch node.work {
      case .bars: preconditionFailure("the bars' columns are there from the beginning")
      case .carry(let frame, let column): carry(from: frame, column, into: &columns[0])
      case .compute(let computation):
        computation.fill(
          &columns, piece.inputs, from: min(node.start, bars.count), times.reading(whole: schedule.pieces[piece.index].readsBars))
      }
    }
    return columns
  }

  /// Brings a column of another frame over, as it was at its last row that had closed.
  private func carry(from other: Int, _ column: Column, into output: inout [Double]) {
    let (source, positions) = (results[other].columns[column] ?? [], positions[other] ?? [])
    for row in output.indices { output[row] = positions[row] < 0 ? .nan : source[Int(positions[row])] }
  }
}

/// Which pieces of a schedule are done, which can be begun, and the columns there are.
private struct EvaluationBoard: Sendable {
  struct Assignment: Sendable {
    let index: Int
    let inputs: [[Double]]
    /// Room for its columns, held by nobody else.
    private var rooms: [[Double]]

    init(index: Int, inputs: [[Double]], rooms: [[Double]]) {
      self.index = index
      self.inputs = inputs
      self.rooms = rooms
    }

    mutating func takeRooms() -> [[Double]] {
      var taken: [[Double]] = []
      swap(&taken, &rooms)
      return taken
    }
  }

  struct Finished: Sendable {
    let piece: Int
    let columns: [[Double]]
  }

  /// By slot.
  private(set) var columns: [[Double]]
  private let schedule: FrameSchedule
  private let rowCount: Int
  private var awaited: [Int]
  private var readers: [Int]
  private var ready: [Int]
  private var unfinished: Int
  private var isSomebodyIdle = false
  private var rooms: [[Double]]

  init(_ schedule: FrameSchedule, _ bars: BarSeries) {
    self.schedule = schedule
    rowCount = bars.count
    columns = schedule.isWanted.map { _ in [] }
    awaited = schedule.pieces.map(\.awaited)
    readers = schedule.readers
    ready = schedule.pieces.indices.filter { schedule.pieces[$0].awaited == 0 }
    unfinished = schedule.pieces.count
    // Asked for at once, before any is touched, so that the system can hand out large pages across their borders.
    let kept = schedule.pieces.reduce(0) { $0 + $1.outputs.count { schedule.isWanted[$0] } }
    rooms = (0..<kept).map { _ in [Double](toBeWritten: bars.count) }
    for (slot, column) in schedule.bars {
      columns[slot] =
        switch column {
        case .open: bars.open
        case .high: bars.high
        case .low: bars.low
        case .close: bars.close
        case .volume: bars.volume
        }
    }
  }

  /// Whether there is anything left to do.
  mutating func begin() -> Bool {
    isSomebodyIdle = false
    return unfinished > 0
  }

  /// Files what was made and hands out what is most urgent; `nil` when there is nothing to do now.
  mutating func exchange(_ finished: consuming Finished?) -> Assignment? {
    if let finished { file(finished) }
    guard let place = ready.indices.max(by: { schedule.pieces[ready[$0]].urgency < schedule.pieces[ready[$1]].urgency }) else {
      isSomebodyIdle = true
      return nil
    }
    if isSomebodyIdle, ready.count > 1 { return nil }
    let index = ready.remove(at: place)
    let piece = schedule.pieces[index]
    let room = piece.outputs.map { _ in rooms.popLast() ?? [Double](toBeWritten: rowCount) }
    return Assignment(index: index, inputs: piece.inputs.map { columns[$0] }, rooms: room)
  }

  private mutating func file(_ finished: Finished) {
    let piece = schedule.pieces[finished.piece]
    unfinished -= 1
    for (slot, column) in zip(piece.outputs, finished.columns) {
      if schedule.isWanted[slot] || readers[slot] > 0 { columns[slot] = column } else { rooms.append(column) }
    }
    for reader in piece.readers {
      awaited[reader] -= 1
      if awaited[reader] == 0 { ready.append(reader) }
    }
    for slot in Set(piece.inputs) {
      readers[slot] -= 1
      if readers[slot] == 0, !schedule.isWanted[slot], !schedule.bars.contains(where: { $0.slot == slot }) {
        rooms.append(columns.take(slot))
      }
    }
  }
}

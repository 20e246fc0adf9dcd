internal import Indicators

/// In which pieces a frame is computed over a whole series, and which piece reads what of which.
///
/// A computation that remembers rows is a piece of its own. Functions of the numbers in a row are put together, so that what only the next of them reads never
/// leaves the processor's cache.
struct FrameSchedule: Sendable {
  enum Work: Sendable {
    case node(Int)
    /// Averages of the same column, side by side.
    case averages([EMA], start: Int)
    case rows(RowProgram)
  }

  struct Piece: Sendable {
    let work: Work
    /// The slots of the columns it reads, in the order in which the work expects them.
    let inputs: [Int]
    /// The slots of the columns it makes, likewise.
    let outputs: [Int]
    /// Whether it reads nothing but columns of the bars.
    var readsBars = false
    /// The pieces that read what it makes.
    var readers: [Int] = []
    /// How many of those it reads from are not done.
    var awaited = 0
    /// About how many nanoseconds a row takes from its beginning to the end of all: what is on the longest way comes first.
    var urgency = 0.0
  }

  private(set) var pieces: [Piece] = []
  /// The slots of the bars' own columns.
  private(set) var bars: [(slot: Int, column: BarColumn)] = []
  /// How many pieces read the column of a slot.
  private(set) var readers: [Int]
  /// Whether the column of a slot is asked for.
  private(set) var isWanted: [Bool]

  /// How many functions of rows are put together at most: enough that neighbours share what they read, and few enough that threads share the work.
  private static let longestProgram = 10

  init(_ frame: Frame, wanted: [Column]) {
    readers = [Int](repeating: 0, count: frame.width)
    isWanted = [Bool](repeating: false, count: frame.width)
    for column in wanted { isWanted[frame.slot(column)] = true }
    let layout = Layout(frame, wanted: wanted)
    var makers = [Int?](repeating: nil, count: frame.width)
    var groups: [Layout.Key: [Int]] = [:]
    var averages: [Column: [Int]] = [:]
    for (index, node) in frame.nodes.enumerated() where layout.isNeeded[index] {
      if case .bars(let column) = node.work {
        bars.append((node.slot, column))
      } else if FrameSchedule.average(node) != nil {
        averages[node.inputs[0], default: []].append(index)
        if averages[node.inputs[0]]?.count == EMA.sideBySide {
          addAverages(averages.removeValue(forKey: node.inputs[0]) ?? [], frame, &makers)
        }
      } else if !layout.isOfRows[index] {
        add(FrameSchedule.single(index, frame), &makers)
      } else if layout.isKept[index] {
        groups[layout.keys[index], default: []].append(index)
        if groups[layout.keys[index]]?.count == FrameSchedule.longestProgram {
          add(FrameSchedule.program(groups.removeValue(forKey: layout.keys[index]) ?? [], frame, layout), &makers)
        }
      }
    }
    // In the order of their first nodes, for the same schedule every time.
    for group in groups.values.sorted(by: { $0[0] < $1[0] }) { add(FrameSchedule.program(group, frame, layout), &makers) }
    for nodes in averages.values.sorted(by: { $0[0] < $1[0] }) { for node in nodes { add(FrameSchedule.single(node, frame), &makers) } }
    connect(frame, makers)
  }

  private static func average(_ node: Frame.Node) -> EMA? {
    if case .compute(let computation) = node.work { computation as? EMA } else { nil }
  }

  private mutating func addAverages(_ nodes: [Int], _ frame: Frame, _ makers: inout [Int?]) {
    let first = frame.nodes[nodes[0]]
    let work = Work.averages(nodes.compactMap { FrameSchedule.average(frame.nodes[$0]) }, start: first.start)
    add(Piece(work: work, inputs: [frame.slot(first.inputs[0])], outputs: nodes.map { frame.nodes[$0].slot }), &makers)
  }

  private static func single(_ index: Int, _ frame: Frame) -> Piece {
    let node = frame.nodes[index]
    return Piece(work: .node(index), inputs: node.inputs.map { frame.slot($0) }, outputs: (0..<node.outputs).map { node.slot + $0 })
  }

  private mutating func add(_ piece: Piece, _ makers: inout [Int?]) {
    for slot in piece.outputs { makers[slot] = pieces.count }
    pieces.append(piece)
  }

  private static func program(_ nodes: [Int], _ frame: Frame, _ layout: Layout) -> Piece {
    let (program, inputs) = RowProgram.make(nodes, frame) { layout.isOfRows[$0] && !layout.isKept[$0] }
    return Piece(work: .rows(program), inputs: inputs, outputs: nodes.map { frame.nodes[$0].slot })
  }

  /// Finds out who waits for whom.
  private mutating func connect(_ frame: Frame, _ makers: [Int?]) {
    for index in pieces.indices {
      for slot in Set(pieces[index].inputs) { readers[slot] += 1 }
      pieces[index].readsBars = pieces[index].inputs.allSatisfy { slot in bars.contains { $0.slot == slot } }
      let sources = Set(pieces[index].inputs.compactMap { makers[$0] }).subtracting([index])
      pieces[index].awaited = sources.count
      for source in sources { pieces[source].readers.append(index) }
    }
    // What is read comes before what reads it, but for programs, which are closed late: hence until nothing changes.
    var isSettled = false
    while !isSettled {
      isSettled = true
      for index in pieces.indices.reversed() {
        let after = pieces[index].readers.map { pieces[$0].urgency }.max() ?? 0
        let urgency = after + dearness(pieces[index].work, frame)
        if urgency > pieces[index].urgency {
          pieces[index].urgency = urgency
          isSettled = false
        }
      }
    }
  }

  private func dearness(_ work: Work, _ frame: Frame) -> Double {
    switch work {
    case .node(let index): if case .compute(let computation) = frame.nodes[index].work { computation.dearness } else { 3 }
    case .averages: 4
    case .rows(let program): program.dearness
    }
  }
}

/// What is computed how.
private struct Layout {
  /// Which programs a function of rows may join: those of the same depth, and that lead, or do not lead, to computations which remember.
  struct Key: Hashable {
    let depth: Int
    let isFeeding: Bool
  }

  var isNeeded: [Bool]
  /// Whether a node is a function of the numbers in a row, or of those some rows ago.
  var isOfRows: [Bool]
  /// Whether the column of a function of rows is kept: asked for, or read by others than such functions.
  var isKept: [Bool]
  var keys: [Key] = []

  init(_ frame: Frame, wanted: [Column]) {
    let nodes = frame.nodes
    isNeeded = [Bool](repeating: false, count: nodes.count)
    isKept = isNeeded
    var isFeeding = isNeeded
    isOfRows = nodes.map { node in
      if case .compute(let computation) = node.work { computation is Elementwise || computation is Lag } else { false }
    }
    for column in wanted {
      isNeeded[column.node] = true
      isKept[column.node] = true
    }
    for index in nodes.indices.reversed() where isNeeded[index] {
      // What is looked at some rows later must still be there.
      let isLag = if case .compute(let computation) = nodes[index].work { computation is Lag } else { false }
      for input in nodes[index].inputs.map(\.node) {
        isNeeded[input] = true
        if !isOfRows[index] || isLag { isKept[input] = true }
        if !isOfRows[index] || isFeeding[index] { isFeeding[input] = true }
      }
    }
    for (index, node) in nodes.enumerated() {
      let depth = node.inputs.map { keys[$0.node].depth }.max() ?? 0
      keys.append(Key(depth: isOfRows[index] ? depth : depth + 1, isFeeding: isFeeding[index]))
    }
  }
}

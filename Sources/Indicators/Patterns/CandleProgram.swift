/// A column of a plan told again for some rows only: what is read of prices and sums is gathered from those rows, and the rest computed of that.
struct CandleProgram {
  /// Something to compute.
  struct Step {
    /// With registers in place of the columns it is computed from.
    let operation: CandleGraph.Operation
    /// The column that is gathered, where it is one.
    let source: CandleGraph.Reference
    /// The register it goes to.
    let target: Int
  }

  private(set) var steps: [Step] = []
  /// How many registers of numbers and of answers it takes; the first of answers says that all is true.
  private(set) var numbers = 0
  private(set) var answers = 1
  /// The register of the column.
  private(set) var result = 0

  /// About how many instructions a row takes.
  var cost: Double { Double(6 * steps.count) }

  /// A program for a column, where some answers are known to be true.
  init(_ graph: CandleGraph, _ wanted: CandleGraph.Reference, where true: [CandleGraph.Reference] = []) {
    var known = Dictionary(`true`.map { ($0, 0) }, uniquingKeysWith: { first, _ in first })
    result = register(graph, wanted, &known)
  }

  private mutating func register(
    _ graph: CandleGraph, _ column: CandleGraph.Reference, _ known: inout [CandleGraph.Reference: Int]
  ) -> Int {
    if let known = known[column] { return known }
    let operation = graph.operations[column.node].moved {
      CandleGraph.Reference(node: register(graph, CandleGraph.Reference(node: $0.node, lag: $0.lag + column.lag), &known), lag: 0)
    }
    let target = operation.isNumber ? numbers : answers
    if operation.isNumber { numbers += 1 } else { answers += 1 }
    steps.append(Step(operation: operation, source: column, target: target))
    known[column] = target
    return target
  }
}

/// The registers of programs: columns for some rows, few enough that all registers stay in the nearest cache.
struct CandleRegisters {
  /// How many rows there are at most.
  static let length = 256
  /// How far apart registers begin: not so far that all of them would want the same places of the cache.
  private static let stride = length + 16

  private var numbers: [Double]
  private var answers: [Int8]
  /// The rows.
  private var rows = [Int32](repeating: 0, count: length)

  init(for programs: [CandleProgram]) {
    numbers = [Double](repeating: 0, count: Self.stride * (programs.map(\.numbers).max() ?? 0))
    answers = [Int8](repeating: -1, count: Self.stride * (programs.map(\.answers).max() ?? 1))
  }

  /// Takes some of the rows of a stretch, counted from its first: how many these are.
  mutating func take(_ selected: [Int32], _ part: Range<Int>) -> Int {
    let source = selected.span.extracting(part)
    var rows = rows.mutableSpan
    for index in 0..<source.count { rows.put(source.at(index), at: index) }
    return source.count
  }

  /// Computes a program for the first of the rows, given the column that each source is, where in it the first row of the stretch is, and how far apart rows
  /// are.
  mutating func run(
    _ program: CandleProgram, _ count: Int, _ column: (CandleGraph.Reference) -> (values: [Double], start: Int, step: Int)
  ) {
    for step in program.steps {
      let target = step.target
      switch step.operation {
      case .price, .total: Self.gather(column(step.source), rows, count, into: &numbers, at: target * Self.stride)
      case .mean(let total, let factor, let period, let divisor):
        let (period, share) = (SIMD2(repeating: Double(period)), 1 / divisor)
        change(CandleGraph.Reference(node: total, lag: 0), count, target) { factor * ($0 / period) * share }
      case .sum(let a, let b): join(a, b, count, target) { $0 + $1 }
      case .difference(let a, let b): join(a, b, count, target) { $0 - $1 }
      case .scaled(let a, let factor): change(a, count, target) { $0 * factor }
      case .greater(let a, let b): join(a, b, count, target) { $0.greatest($1) }
      case .lesser(let a, let b): join(a, b, count, target) { $0.least($1) }
      case .distance(let a, let b): join(a, b, count, target) { ($0 - $1).sizes }
      case .magnitude(let a): change(a, count, target) { $0.sizes }
      case .below(let a, let b): compare(a, b, count, target)
      case .both(let a, let b): combine(a, b, count, target) { $0 & $1 }
      case .either(let a, let b): combine(a, b, count, target) { $0 | $1 }
      case .added(let a, let b): combine(a, b, count, target) { $0 &+ $1 }
      case .not(let a): combine(a, a, count, target) { answer, _ in ~answer }
      case .points(let a, let points):
        // Halved, so that 200 fits.
        let half = SIMD16(repeating: UInt8(bitPattern: Int8(points / 2)))
        combine(a, a, count, target) { answer, _ in answer & half }
      }
    }
  }

  private static func gather(
    _ column: (values: [Double], start: Int, step: Int), _ rows: [Int32], _ count: Int, into numbers: inout [Double], at to: Int
  ) {
    let (values, rows) = (column.values.span, rows.span)
    var numbers = numbers.mutableSpan
    if column.step == 1 {
      for index in 0..<count { numbers.put(values.at(column.start &+ Int(rows.at(index))), at: to &+ index) }
    } else {
      for index in 0..<count { numbers.put(values.at(column.start &+ column.step &* Int(rows.at(index))), at: to &+ index) }
    }
  }

  @inline(__always)
  private mutating func change(_ a: CandleGraph.Reference, _ count: Int, _ target: Int, _ value: (SIMD2<Double>) -> SIMD2<Double>) {
    let (from, to) = (a.node &* Self.stride, target &* Self.stride)
    var numbers = numbers.mutableSpan
    var index = 0
    while index < count {
      numbers.put(value(numbers.two(at: from &+ index)), at: to &+ index)
      index &+= 2
    }
  }

  @inline(__always)
  private mutating func join(
    _ a: CandleGraph.Reference, _ b: CandleGraph.Reference, _ count: Int, _ target: Int,
    _ value: (SIMD2<Double>, SIMD2<Double>) -> SIMD2<Double>
  ) {
    let (first, second, to) = (a.node &* Self.stride, b.node &* Self.stride, target &* Self.stride)
    var numbers = numbers.mutableSpan
    var index = 0
    while index < count {
      numbers.put(value(numbers.two(at: first &+ index), numbers.two(at: second &+ index)), at: to &+ index)
      index &+= 2
    }
  }

  private mutating func compare(_ a: CandleGraph.Reference, _ b: CandleGraph.Reference, _ count: Int, _ target: Int) {
    let (first, second, to) = (a.node &* Self.stride, b.node &* Self.stride, target &* Self.stride)
    // Taken out, so that it can be written while numbers are read.
    var column: [Int8] = []
    swap(&column, &answers)
    do {
      let numbers = numbers.span
      var answers = column.mutableSpan
      var index = 0
      while index < count {
        answers.put(
          sixteen(at: index) { one, _ in
            numbers.two(at: first &+ one)
          } areBelow: { one, _ in
            numbers.two(at: second &+ one)
          },
          at: to &+ index)
        index &+= 16
      }
    }
    swap(&column, &answers)
  }

  @inline(__always)
  private mutating func combine(
    _ a: CandleGraph.Reference, _ b: CandleGraph.Reference, _ count: Int, _ target: Int,
    _ value: (SIMD16<UInt8>, SIMD16<UInt8>) -> SIMD16<UInt8>
  ) {
    let (first, second, to) = (a.node &* Self.stride, b.node &* Self.stride, target &* Self.stride)
    var answers = answers.mutableSpan
    var index = 0
    while index < count {
      answers.put(value(answers.sixteen(at: first &+ index), answers.sixteen(at: second &+ index)), at: to &+ index)
      index &+= 16
    }
  }

  /// Keeps of the rows those at which a program said yes: how many there are.
  mutating func keep(_ count: Int, where program: CandleProgram) -> Int {
    Self.keep(&rows, count, where: answers, from: program.result * Self.stride)
  }

  private static func keep(_ rows: inout [Int32], _ count: Int, where answers: [Int8], from start: Int) -> Int {
    let answers = answers.span.extracting(start..<start + count)
    var rows = rows.mutableSpan
    var kept = 0
    for index in 0..<count {
      rows.put(rows.at(index), at: kept)
      kept &-= Int(answers.at(index))
    }
    return kept
  }

  /// Hands on the halves of the points that a program gave, and the rows.
  @inline(__always)
  func each(_ program: CandleProgram, _ count: Int, _ body: (Int8, Int) -> Void) {
    let points = answers.span.extracting(program.result * Self.stride..<program.result * Self.stride + count)
    let rows = rows.span
    for index in 0..<count { body(points.at(index), Int(rows.at(index))) }
  }
}

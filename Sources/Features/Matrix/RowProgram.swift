/// Functions of the numbers in a row, one after the other over some rows at a time: what one leaves for the next stays in the cache.
struct RowProgram: Sendable {
  /// Where an operand comes from.
  enum Source: Sendable {
    /// A column that was there before.
    case input(Int)
    /// What another operation of the program has made.
    case made(Int)
    /// A number.
    case constant(Double)
  }

  enum Function: Sendable {
    case rows(Elementwise, Source, Source, Source)
    case lag(Int, Source)
  }

  struct Operation: Sendable {
    let function: Function
    /// The first row that can have a value.
    let start: Int
    /// Which of the program's columns it makes; `nil` where only the program reads it.
    let output: Int?
  }

  private(set) var operations: [Operation] = []

  /// How many rows are computed at a time: few enough that some columns of them stay in the cache, and enough that handing them out costs nothing.
  private static let stretch = 2_048

  /// A program that makes the columns of some nodes.
  ///
  /// - Parameters:
  ///   - nodes: whose columns are kept.
  ///   - isInner: whether a node has no column of its own, so that it has to be computed here.
  /// - Returns: the program, and the slots of the columns it reads.
  static func make(_ nodes: [Int], _ frame: Frame, isInner: (Int) -> Bool) -> (program: RowProgram, inputs: [Int]) {
    var needed = Set(nodes)
    var open = nodes
    while let node = open.popLast() {
      for input in frame.nodes[node].inputs.map(\.node) where isInner(input) && needed.insert(input).inserted { open.append(input) }
    }
    var program = RowProgram()
    var places: [Int: Int] = [:]
    var inputs: [Int] = []
    for node in needed.sorted() {
      let sources = frame.nodes[node].inputs.map { column -> Source in
        if let place = places[column.node] { return .made(place) }
        let slot = frame.slot(column)
        let position = inputs.firstIndex(of: slot) ?? inputs.count
        if position == inputs.count { inputs.append(slot) }
        return .input(position)
      }
      guard case .compute(let computation) = frame.nodes[node].work, let function = Function(computation, sources) else { continue }
      places[node] = program.operations.count
      program.operations.append(Operation(function: function, start: frame.nodes[node].firsts[0], output: nodes.firstIndex(of: node)))
    }
    return (program, inputs)
  }

  var dearness: Double {
    operations.reduce(0) { sum, operation in
      if case .rows(let function, _, _, _) = operation.function { sum + function.dearness } else { sum + 0.5 }
    }
  }

  /// Computes all rows.
  ///
  /// - Parameters:
  ///   - columns: room for the columns it makes.
  ///   - inputs: the columns it reads.
  ///   - count: how many rows there are.
  func run(_ columns: inout [[Double]], _ inputs: [[Double]], _ count: Int) {
    precondition((columns + inputs).allSatisfy { $0.count == count }, "every column has a value per row")
    let length = min(RowProgram.stretch, count)
    var scratch = operations.map { $0.output == nil ? [Double](repeating: .nan, count: length) : [] }
    let constants = operations.map { $0.function.constants(length) }
    for from in stride(from: 0, to: count, by: RowProgram.stretch) {
      let rows = from..<min(from + RowProgram.stretch, count)
      for (place, operation) in operations.enumerated() {
        // What was made before in this stretch begins at its first row, or stands in a whole column.
        func operand(_ source: Source, _ position: Int) -> (values: [Double], first: Int) {
          switch source {
          case .input(let input): (inputs[input], from)
          case .made(let other): if let output = operations[other].output { (columns[output], from) } else { (scratch[other], 0) }
          case .constant: (constants[place][position], 0)
          }
        }
        // Taken out while it is written.
        var made = operation.output.map { columns.take($0) } ?? scratch.take(place)
        let first = operation.output == nil ? 0 : from
        operation.compute(rows, operand, into: &made, first)
        if let output = operation.output { columns.give(output, made) } else { scratch.give(place, made) }
      }
    }
  }
}

extension RowProgram.Operation {
  /// Computes some rows.
  ///
  /// - Parameters:
  ///   - operand: an operand, and where in it the first of the rows stands.
  ///   - made: where the rows go, the first of them at `first`.
  fileprivate func compute(
    _ rows: Range<Int>, _ operand: (RowProgram.Source, Int) -> (values: [Double], first: Int), into made: inout [Double], _ first: Int
  ) {
    var output = made.mutableSpan
    output.withRows(first..<first + rows.count) { output in
      switch function {
      case .rows(let function, let x, let y, let z):
        let (a, b, c) = (operand(x, 0), operand(y, 1), operand(z, 2))
        function.apply(
          a.values.span.extracting(a.first..<a.first + rows.count), b.values.span.extracting(b.first..<b.first + rows.count),
          c.values.span.extracting(c.first..<c.first + rows.count), &output)
      case .lag(let length, let source):
        let values = operand(source, 0).values
        let column = values.span
        let begin = min(max(rows.lowerBound, length), rows.upperBound)
        for row in rows.lowerBound..<begin { output[row - rows.lowerBound] = .nan }
        guard begin < rows.upperBound else { return }
        let past = column.extracting(begin - length..<rows.upperBound - length)
        output.withRows(begin - rows.lowerBound..<rows.count) { eachRow(past, past, past, &$0) { value, _, _ in value } }
      }
      for row in rows.lowerBound..<max(rows.lowerBound, min(start, rows.upperBound)) { output[row - rows.lowerBound] = .nan }
    }
  }
}

extension RowProgram.Function {
  /// A computation that is a function of rows, with what it reads; `nil` if it is none.
  fileprivate init?(_ computation: any Computation, _ sources: [RowProgram.Source]) {
    if let lag = computation as? Lag, let source = sources.first {
      self = .lag(lag.length, source)
      return
    }
    guard let function = computation as? Elementwise else { return nil }
    // The columns come in order; numbers take no place among them.
    var rest = sources[...]
    func next(_ constant: Double?) -> RowProgram.Source { constant.map { .constant($0) } ?? rest.popFirst() ?? .constant(0) }
    let (x, y, z) = (next(function.x), next(function.y), next(function.z))
    self = .rows(function, x, y, z)
  }

  /// The numbers among the operands, each as often as rows are computed at a time.
  fileprivate func constants(_ count: Int) -> [[Double]] {
    guard case .rows(_, let x, let y, let z) = self else { return [] }
    return [x, y, z].map { if case .constant(let value) = $0 { [Double](repeating: value, count: count) } else { [] } }
  }
}

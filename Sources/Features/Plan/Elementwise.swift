/// A function of the numbers of one row.
///
/// What is undefined (a division by zero, the logarithm of nothing) is missing, never infinite and never invented.
enum RowFunction: String, Sendable, CaseIterable {
  case negate, absolute, squareRoot, logarithm, exponential, sign, not
  case add, subtract, multiply, divide, power, least, greatest
  case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual, and, or
  case choose

  /// How many numbers it takes.
  var arity: Int {
    switch self {
    case .negate, .absolute, .squareRoot, .logarithm, .exponential, .sign, .not: 1
    case .choose: 3
    default: 2
    }
  }

  @inline(__always)
  func of(_ x: Double, _ y: Double, _ z: Double) -> Double {
    switch self {
    case .negate: -x
    case .absolute: abs(x)
    case .squareRoot: x.squareRoot()
    case .logarithm: naturalLogarithm(x)
    case .exponential: Features.exponential(x)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : x
    case .not: x.isNaN ? x : x == 0 ? 1 : 0
    case .add: finite(x + y)
    case .subtract: finite(x - y)
    case .multiply: finite(x * y)
    case .divide: finite(x / y)
    case .power: Features.power(x, y)
    case .least: x.isNaN || y.isNaN ? .nan : min(x, y)
    case .greatest: x.isNaN || y.isNaN ? .nan : max(x, y)
    case .less: truth(x < y, x, y)
    case .lessOrEqual: truth(x <= y, x, y)
    case .greater: truth(x > y, x, y)
    case .greaterOrEqual: truth(x >= y, x, y)
    case .equal: truth(x == y, x, y)
    case .notEqual: truth(x != y, x, y)
    case .and: truth(x != 0 && y != 0, x, y)
    case .or: truth(x != 0 || y != 0, x, y)
    case .choose: x.isNaN ? x : x != 0 ? y : z
    }
  }

  @inline(__always)
  private func truth(_ isTrue: Bool, _ x: Double, _ y: Double) -> Double { x.isNaN || y.isNaN ? .nan : isTrue ? 1 : 0 }
}

/// What a row function is handed: a column, or a number that is the same in every row.
enum Operand: Hashable, Sendable {
  case column(Column)
  case constant(Double)
}

/// A row function with its operands.
struct Elementwise: RowComputation {
  let function: RowFunction
  /// The numbers at the operands that are the same in every row; `nil` where the next input column stands.
  let x: Double?
  let y: Double?
  let z: Double?

  init(_ function: RowFunction, _ operands: [Operand]) {
    func constant(_ position: Int) -> Double? {
      guard position < operands.count else { return 0 }
      if case .constant(let value) = operands[position] { return value }
      return nil
    }
    self.function = function
    (x, y, z) = (constant(0), constant(1), constant(2))
  }

  func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>) {
    // The columns come in order; constants take no place among them.
    let second = x == nil ? wiring.b : wiring.a
    let third = y == nil ? (x == nil ? wiring.c : wiring.b) : second
    row[wiring.output] = function.of(x ?? row[wiring.a], y ?? row[second], z ?? row[third])
  }

  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] {
    let count = inputs[0].count
    var output = [Double](repeating: .nan, count: count)
    guard start < count else { return [output] }
    let blockLength = 1_024
    func block(_ value: Double?) -> [Double] { value.map { [Double](repeating: $0, count: blockLength) } ?? [] }
    let second = x == nil ? 1 : 0
    let third = second + (y == nil ? 1 : 0)
    let columns = (x == nil ? inputs[0] : block(x), y == nil ? inputs[second] : block(y), z == nil ? inputs[third] : block(z))
    let (xs, ys, zs) = columns
    let first = xs.span
    let middle = ys.span
    let last = zs.span
    var target = output.mutableSpan
    var from = start
    while from < count {
      let rows = from..<min(from + blockLength, count)
      let same = 0..<rows.count
      apply(
        first.extracting(x == nil ? rows : same), middle.extracting(y == nil ? rows : same), last.extracting(z == nil ? rows : same),
        &target, from)
      from = rows.upperBound
    }
    return [output]
  }

  /// One loop a function, so that none looks up the function at every row.
  private func apply(
    _ x: Span<Double>, _ y: Span<Double>, _ z: Span<Double>, _ output: inout MutableSpan<Double>, _ first: Int
  ) {
    @inline(__always)
    func run(_ function: RowFunction) {
      for row in x.indices { output[first &+ row] = function.of(x[row], y[row], z[row]) }
    }
    switch function {
    case .negate: run(.negate)
    case .absolute: run(.absolute)
    case .squareRoot: run(.squareRoot)
    case .add: run(.add)
    case .subtract: run(.subtract)
    case .multiply: run(.multiply)
    case .divide: run(.divide)
    case .less: run(.less)
    case .greater: run(.greater)
    case .greaterOrEqual: run(.greaterOrEqual)
    case .and: run(.and)
    case .choose: run(.choose)
    default: run(function)
    }
  }
}

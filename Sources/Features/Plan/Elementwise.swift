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
    case .not: truth(x == 0, x, x)
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
    case .choose: x == x ? (x != 0 ? y : z) : x
    }
  }

  /// The difference of a number and itself is 0, or NaN if it is missing: written so, a loop has no branch that could not be foreseen.
  @inline(__always)
  private func truth(_ isTrue: Bool, _ x: Double, _ y: Double) -> Double { (isTrue ? 1 : 0) + ((x - x) + (y - y)) }
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

  /// Computes some rows: one loop a function, so that none looks up the function at every row.
  ///
  /// - Parameters:
  ///   - x: the first operand, with as many rows as are computed; as are the others.
  ///   - output: where the rows go.
  func apply(_ x: Span<Double>, _ y: Span<Double>, _ z: Span<Double>, _ output: inout MutableSpan<Double>) {
    let count = x.count
    precondition(y.count == count && z.count == count && output.count == count, "operands are as long as the rows")
    @inline(__always)
    func run(_ function: RowFunction) {
      output.withRows(0..<count) { output in
        for row in 0..<count { output.put(function.of(x.at(row), y.at(row), z.at(row)), at: row) }
      }
    }
    switch function {
    case .negate: run(.negate)
    case .absolute: run(.absolute)
    case .squareRoot: run(.squareRoot)
    case .logarithm: run(.logarithm)
    case .exponential: run(.exponential)
    case .sign: run(.sign)
    case .not: run(.not)
    case .add: run(.add)
    case .subtract: run(.subtract)
    case .multiply: run(.multiply)
    case .divide: run(.divide)
    case .power: run(.power)
    case .least: run(.least)
    case .greatest: run(.greatest)
    case .less: run(.less)
    case .lessOrEqual: run(.lessOrEqual)
    case .greater: run(.greater)
    case .greaterOrEqual: run(.greaterOrEqual)
    case .equal: run(.equal)
    case .notEqual: run(.notEqual)
    case .and: run(.and)
    case .or: run(.or)
    case .choose: run(.choose)
    }
  }

  var dearness: Double {
    switch function {
    case .logarithm, .exponential, .power: 5
    default: 0.6
    }
  }
}

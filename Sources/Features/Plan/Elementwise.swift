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
    switch function {
    case .negate: eachRow(x, y, z, &output) { RowFunction.negate.of($0, $1, $2) }
    case .absolute: eachRow(x, y, z, &output) { RowFunction.absolute.of($0, $1, $2) }
    case .squareRoot: eachRow(x, y, z, &output) { RowFunction.squareRoot.of($0, $1, $2) }
    case .logarithm: eachRow(x, y, z, &output) { RowFunction.logarithm.of($0, $1, $2) }
    case .exponential: eachRow(x, y, z, &output) { RowFunction.exponential.of($0, $1, $2) }
    case .sign: eachRow(x, y, z, &output) { RowFunction.sign.of($0, $1, $2) }
    case .not: eachRow(x, y, z, &output) { RowFunction.not.of($0, $1, $2) }
    case .add: eachRow(x, y, z, &output) { RowFunction.add.of($0, $1, $2) }
    case .subtract: eachRow(x, y, z, &output) { RowFunction.subtract.of($0, $1, $2) }
    case .multiply: eachRow(x, y, z, &output) { RowFunction.multiply.of($0, $1, $2) }
    case .divide: eachRow(x, y, z, &output) { RowFunction.divide.of($0, $1, $2) }
    case .power: eachRow(x, y, z, &output) { RowFunction.power.of($0, $1, $2) }
    case .least: eachRow(x, y, z, &output) { RowFunction.least.of($0, $1, $2) }
    case .greatest: eachRow(x, y, z, &output) { RowFunction.greatest.of($0, $1, $2) }
    case .less: eachRow(x, y, z, &output) { RowFunction.less.of($0, $1, $2) }
    case .lessOrEqual: eachRow(x, y, z, &output) { RowFunction.lessOrEqual.of($0, $1, $2) }
    case .greater: eachRow(x, y, z, &output) { RowFunction.greater.of($0, $1, $2) }
    case .greaterOrEqual: eachRow(x, y, z, &output) { RowFunction.greaterOrEqual.of($0, $1, $2) }
    case .equal: eachRow(x, y, z, &output) { RowFunction.equal.of($0, $1, $2) }
    case .notEqual: eachRow(x, y, z, &output) { RowFunction.notEqual.of($0, $1, $2) }
    case .and: eachRow(x, y, z, &output) { RowFunction.and.of($0, $1, $2) }
    case .or: eachRow(x, y, z, &output) { RowFunction.or.of($0, $1, $2) }
    case .choose: eachRow(x, y, z, &output) { RowFunction.choose.of($0, $1, $2) }
    }
  }

  var dearness: Double {
    switch function {
    case .logarithm, .exponential, .power: 5
    default: 0.6
    }
  }
}

/// Computes every row of an output from three columns of the same length.
@inline(__always)
func eachRow(
  _ x: Span<Double>, _ y: Span<Double>, _ z: Span<Double>, _ output: inout MutableSpan<Double>, _ value: (Double, Double, Double) -> Double
) {
  let count = x.count
  precondition(y.count == count && z.count == count && output.count == count, "operands are as long as the rows")
  output.withRows(0..<count) { output in
    for row in 0..<count { output.put(value(x.at(row), y.at(row), z.at(row)), at: row) }
  }
}

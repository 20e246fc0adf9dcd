#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

// TA-Lib's math transforms and operators: column operations under the same codes. Each function is the few lines at the end of this file.

/// A function of one number.
public protocol MathFunction: Sendable {
  /// TA-Lib's name of it.
  static var code: String { get }
  /// What it tells, in one line.
  static var summary: String { get }
  /// Its value.
  static func value(_ input: Double) -> Double
  /// Its values of a column, into another of the same length.
  static func values(_ input: Span<Double>, into output: inout MutableSpan<Double>)
}

extension MathFunction {
  /// One value after the other.
  @inline(__always)
  public static func values(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    for row in 0..<input.count { output.put(value(input.at(row)), at: row) }
  }
}

/// A function of two numbers side by side.
protocol PairedFunction: MathFunction {
  /// Its values of both.
  static func values(_ input: SIMD2<Double>) -> SIMD2<Double>
}

extension PairedFunction {
  /// Two values after the other.
  @inline(__always)
  public static func values(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    var row = 0
    while row &+ 4 <= input.count {
      output.put(values(input.two(at: row)), at: row)
      output.put(values(input.two(at: row &+ 2)), at: row &+ 2)
      row &+= 4
    }
    for row in row..<input.count { output.put(value(input.at(row)), at: row) }
  }
}

/// A function of two numbers.
public protocol MathOperator: Sendable {
  /// TA-Lib's name of it.
  static var code: String { get }
  /// What it tells, in one line.
  static var summary: String { get }
  /// Its value.
  static func value(_ x: Double, _ y: Double) -> Double
}

/// A function of each value by itself, such as `SIN`.
///
///     MathTransform<SquareRoot>().over([1, 4, 9])          // [1, 2, 3]
///
/// Outside the domain of the function the answer is NaN, or an infinity where that is its limit, as TA-Lib has it.
public struct MathTransform<Function: MathFunction>: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static var declaration: IndicatorDeclaration { IndicatorDeclaration(Function.code, .math, Function.summary) }

  /// The function, which has no state.
  public init() {}

  /// The function; it has no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// None.
  public var warmUp: Int { 0 }

  /// Takes the next value.
  public mutating func update(_ input: Double) -> Double? { Function.value(input) }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    Function.values(input, into: &output)
  }
}

/// A function of two columns, row by row, such as `ADD`; of highs and lows where nobody says otherwise, as TA-Lib has it.
///
///     MathOperation<Difference>().over(Pair.Columns(x: highs, y: lows))
public struct MathOperation<Operator: MathOperator>: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static var declaration: IndicatorDeclaration {
    IndicatorDeclaration(Operator.code, .math, Operator.summary, inputs: ["high", "low"])
  }

  /// The operator, which has no state.
  public init() {}

  /// The operator; it has no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// None.
  public var warmUp: Int { 0 }

  /// Takes the next pair.
  public mutating func update(_ input: Pair) -> Double? { Operator.value(input.x, input.y) }

  /// Computes two whole columns.
  public func over(_ input: Pair.Columns, into output: inout [Double]) {
    let count = input.x.count
    precondition(output.count == count, "the output must have a row for every input")
    let xs = input.x.span
    let ys = input.y.span.extracting(first: count)
    var result = output.mutableSpan
    for row in 0..<count { result.put(Operator.value(xs.at(row), ys.at(row)), at: row) }
  }
}

// MARK: - Operators

/// The sum of two numbers.
public enum Addition: MathOperator {
  /// TA-Lib's name.
  public static let code = "ADD"
  /// In one line.
  public static let summary = "the sum of two columns"
  /// x + y.
  @inline(__always)
  public static func value(_ x: Double, _ y: Double) -> Double { x + y }
}

/// The difference of two numbers.
public enum Difference: MathOperator {
  /// TA-Lib's name.
  public static let code = "SUB"
  /// In one line.
  public static let summary = "the first column less the second"
  /// x − y.
  @inline(__always)
  public static func value(_ x: Double, _ y: Double) -> Double { x - y }
}

/// The product of two numbers.
public enum Product: MathOperator {
  /// TA-Lib's name.
  public static let code = "MULT"
  /// In one line.
  public static let summary = "the product of two columns"
  /// x · y.
  @inline(__always)
  public static func value(_ x: Double, _ y: Double) -> Double { x * y }
}

/// The quotient of two numbers.
public enum Quotient: MathOperator {
  /// TA-Lib's name.
  public static let code = "DIV"
  /// In one line.
  public static let summary = "the first column divided by the second"
  /// x / y: an infinity where only y is 0, NaN where both are.
  @inline(__always)
  public static func value(_ x: Double, _ y: Double) -> Double { x / y }
}

// MARK: - Transforms

/// A whole number next to each number. Beyond 2⁵¹ numbers are given back, and so is what is missing.
///
/// The machine everyone has (SSE2) has no instruction for it: to add and take away 3·2⁵¹ leaves no room for a fraction.
@inline(__always)
private func nearestWhole(_ input: SIMD2<Double>) -> SIMD2<Double> {
  let shift = SIMD2<Double>(repeating: 0x1.8p52)
  let near = (input + shift) - shift
  return input.replacing(with: near, where: input .< 0x1p51 .& (input .> -0x1p51))
}

/// The arc cosine in radians.
public enum ArcCosine: ElementaryFunction {
  /// TA-Lib's name.
  public static let code = "ACOS"
  /// In one line.
  public static let summary = "the arc cosine in radians"
  /// arccos x; NaN outside −1…1.
  @inline(__always)
  static func near(_ input: Double) -> Double { arcCosine(input) }
  @inline(__always)
  static func isInReach(_ input: Double) -> Bool { abs(input) < .infinity }
  @inline(never)
  static func far(_ input: Double) -> Double { acos(input) }
  @inline(__always)
  static func isLarge(_ input: Double) -> Bool { abs(input) > 1 }
  @inline(__always)
  static func large(_ input: Double) -> Double { .nan }
}

/// The arc sine in radians.
public enum ArcSine: ElementaryFunction {
  /// TA-Lib's name.
  public static let code = "ASIN"
  /// In one line.
  public static let summary = "the arc sine in radians"
  /// arcsin x; NaN outside −1…1.
  @inline(__always)
  static func near(_ input: Double) -> Double { arcSine(input) }
  @inline(__always)
  static func isInReach(_ input: Double) -> Bool { abs(input) < .infinity }
  @inline(never)
  static func far(_ input: Double) -> Double { asin(input) }
  @inline(__always)
  static func isLarge(_ input: Double) -> Bool { abs(input) > 1 }
  @inline(__always)
  static func large(_ input: Double) -> Double { .nan }
}

/// The arc tangent in radians.
public enum ArcTangent: ElementaryFunction {
  /// TA-Lib's name.
  public static let code = "ATAN"
  /// In one line.
  public static let summary = "the arc tangent in radians"
  /// arctan x.
  @inline(__always)
  static func near(_ input: Double) -> Double { arcTangentInLoops(input) }
  @inline(__always)
  static func isInReach(_ input: Double) -> Bool { abs(input) < .infinity }
  @inline(never)
  static func far(_ input: Double) -> Double { atan(input) }
}

/// The least whole number that is not less.
public enum Ceiling: PairedFunction {
  /// TA-Lib's name.
  public static let code = "CEIL"
  /// In one line.
  public static let summary = "the least whole number that is not less"
  /// ⌈x⌉.
  @inline(__always)
  public static func value(_ input: Double) -> Double { input.rounded(.up) }
  /// Both at once.
  @inline(__always)
  static func values(_ input: SIMD2<Double>) -> SIMD2<Double> {
    let near = nearestWhole(input)
    return near.replacing(with: near + 1, where: near .< input)
  }
}

/// The cosine of an angle in radians.
public enum Cosine: ElementaryFunction {
  /// TA-Lib's name.
  public static let code = "COS"
  /// In one line.
  public static let summary = "the cosine of an angle in radians"
  /// cos x.
  @inline(__always)
  static func near(_ input: Double) -> Double { cosine(input) }
  @inline(__always)
  static func isInReach(_ input: Double) -> Bool { abs(input) < 1_000_000 }
  @inline(never)
  static func far(_ input: Double) -> Double { cos(input) }
}

/// The hyperbolic cosine.
public enum HyperbolicCosine: ElementaryFunction {
  /// TA-Lib's name.
  public static let code = "COSH"
  /// In one line.
  public static let summary = "the hyperbolic cosine"
  /// cosh x.
  @inline(__always)
  static func near(_ input: Double) -> Double { hyperbolicCosine(input) }
  @inline(__always)
  static func isInReach(_ input: Double) -> Bool { abs(input) < 708 }
  @inline(never)
  static func far(_ input: Double) -> Double { cosh(input) }
}

/// E to the power of the value.
public enum Exponential: ElementaryFunction {
  /// TA-Lib's name.
  public static let code = "EXP"
  /// In one line.
  public static let summary = "e to the power of the value"
  /// eˣ; infinite beyond 709.78.
  @inline(__always)
  static func near(_ input: Double) -> Double { exponential(input) }
  @inline(__always)
  static func isInReach(_ input: Double) -> Bool { abs(input) < 708 }
  @inline(never)
  static func far(_ input: Double) -> Double { exp(input) }
}

/// The greatest whole number that is not greater.
public enum Floor: PairedFunction {
  /// TA-Lib's name.
  public static let code = "FLOOR"
  /// In one line.
  public static let summary = "the greatest whole number that is not greater"
  /// ⌊x⌋.
  @inline(__always)
  public static func value(_ input: Double) -> Double { input.rounded(.down) }
  /// Both at once.
  @inline(__always)
  static func values(_ input: SIMD2<Double>) -> SIMD2<Double> {
    let near = nearestWhole(input)
    return near.replacing(with: near - 1, where: near .> input)
  }
}

/// The sine of an angle in radians.
public enum Sine: ElementaryFunction {
  /// TA-Lib's name.
  public static let code = "SIN"
  /// In one line.
  public static let summary = "the sine of an angle in radians"
  /// sin x.
  @inline(__always)
  static func near(_ input: Double) -> Double { sine(input) }
  @inline(__always)
  static func isInReach(_ input: Double) -> Bool { abs(input) < 1_000_000 }
  @inline(never)
  static func far(_ input: Double) -> Double { sin(input) }
}

/// The hyperbolic sine.
public enum HyperbolicSine: ElementaryFunction {
  /// TA-Lib's name.
  public static let code = "SINH"
  /// In one line.
  public static let summary = "the hyperbolic sine"
  /// sinh x.
  @inline(__always)
  static func near(_ input: Double) -> Double { hyperbolicSine(input) }
  @inline(__always)
  static func isInReach(_ input: Double) -> Bool { abs(input) < 708 }
  @inline(never)
  static func far(_ input: Double) -> Double { sinh(input) }
  @inline(__always)
  static func isLarge(_ input: Double) -> Bool { abs(input) >= 1 && abs(input) < 708 }
  @inline(__always)
  static func large(_ input: Double) -> Double { hyperbolicSineOfLarge(input) }
}

/// The square root.
public enum SquareRoot: PairedFunction {
  /// TA-Lib's name.
  public static let code = "SQRT"
  /// In one line.
  public static let summary = "the square root"
  /// √x; NaN below 0.
  @inline(__always)
  public static func value(_ input: Double) -> Double { input.squareRoot() }
  /// Both at once.
  @inline(__always)
  static func values(_ input: SIMD2<Double>) -> SIMD2<Double> { input.roots }
}

/// The tangent of an angle in radians.
public enum Tangent: ElementaryFunction {
  /// TA-Lib's name.
  public static let code = "TAN"
  /// In one line.
  public static let summary = "the tangent of an angle in radians"
  /// tan x.
  @inline(__always)
  static func near(_ input: Double) -> Double { tangent(input) }
  @inline(__always)
  static func isInReach(_ input: Double) -> Bool { abs(input) < 1_000_000 }
  @inline(never)
  static func far(_ input: Double) -> Double { tan(input) }
}

/// The hyperbolic tangent.
public enum HyperbolicTangent: ElementaryFunction {
  /// TA-Lib's name.
  public static let code = "TANH"
  /// In one line.
  public static let summary = "the hyperbolic tangent"
  /// tanh x.
  @inline(__always)
  static func near(_ input: Double) -> Double { hyperbolicTangent(input) }
  @inline(__always)
  static func isInReach(_ input: Double) -> Bool { abs(input) < .infinity }
  @inline(never)
  static func far(_ input: Double) -> Double { tanh(input) }
  @inline(__always)
  static func isLarge(_ input: Double) -> Bool { abs(input) >= 22 }
  @inline(__always)
  static func large(_ input: Double) -> Double { input < 0 ? -1 : 1 }
}

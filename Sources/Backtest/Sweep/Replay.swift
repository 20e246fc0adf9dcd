public import Indicators

/// An indicator whose outputs over known bars were computed before: it takes the inputs, and answers what the indicator itself would.
///
/// It only ever answers for the bar it is handed: what lies further on in its column is out of reach.
public struct Replay<Base: Indicator>: Indicator where Base.Output: Sendable {
  @usableFromInline let outputs: [Base.Output]
  /// The position in the column of the next answer; negative while warming up.
  @usableFromInline var next: Int
  /// Rows before the first output.
  public let warmUp: Int

  /// A column that answers the last of so many rows; the ones before it had no answer.
  init(_ outputs: [Base.Output], rows: Int) {
    self.outputs = outputs
    warmUp = rows - outputs.count
    next = -warmUp
  }

  /// Answers for the next row.
  @inlinable
  @inline(__always)
  public mutating func update(_ input: Base.Input) -> Base.Output? {
    let row = next
    next &+= 1
    return row >= 0 && row < outputs.count ? outputs[row] : nil
  }
}

/// An indicator that steps by itself, or reads from a column that several runs share: a strategy holds it and need not know which.
public struct Source<Base: Indicator>: Indicator where Base.Output: Sendable {
  private var own: Base
  private var replay: Replay<Base>?

  /// An indicator that steps by itself.
  public init(_ own: Base) { self.own = own }

  /// Reads from a column from now on; the indicator must not have taken anything yet.
  public mutating func share(_ column: Replay<Base>) { replay = column }

  /// That of the indicator.
  public var warmUp: Int { own.warmUp }

  /// Takes the next input.
  public mutating func update(_ input: Base.Input) -> Base.Output? { replay == nil ? own.update(input) : replay?.update(input) }
}

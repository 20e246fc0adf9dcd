/// Something that is handed one input after the other and, once it has seen enough, answers each with an output.
///
///     var rsi = try RSI(14)
///     for close in closes {
///       if let value = rsi.update(close) { print(value) }
///     }
///
/// An indicator is a value: a copy is a fork of its state, and to reset it is to make a new one. It is never handed the future, so that
/// an output once given cannot change.
public protocol Indicator<Input, Output>: Sendable {
  /// What it is handed at each step.
  associatedtype Input
  /// What it answers.
  associatedtype Output

  /// How many inputs it consumes before the first output: the first output answers input number `warmUp`, counted from 0.
  var warmUp: Int { get }

  /// Takes the next input. `nil` only while warming up.
  mutating func update(_ input: Input) -> Output?
}

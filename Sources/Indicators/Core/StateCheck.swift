extension Decoder {
  /// Refuses a state that cannot be. What steps rely on is looked at once, when a state is read, and not at every step.
  ///
  /// - Parameters:
  ///   - isPossible: whether it can be.
  ///   - what: what the state says, as the end of a sentence.
  @usableFromInline
  func check(_ isPossible: Bool, _ what: @autoclosure () -> String) throws {
    guard isPossible else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: codingPath, debugDescription: "no indicator has this state: \(what())"))
    }
  }
}

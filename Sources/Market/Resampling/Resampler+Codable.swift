extension Resampler: Codable {
  private enum CodingKeys: String, CodingKey {
    case timeframe, source, alignment, forming, closedUntil, lastStart, lastEnd, clock, count, outside
  }

  /// Reads a resampler in the middle of its work, and checks that it can have been one.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      source: values.decodeIfPresent(Timeframe.self, forKey: .source), values.decode(Timeframe.self, forKey: .timeframe),
      values.decode(BarAlignment.self, forKey: .alignment))
    forming = try values.decode(FormingBar.self, forKey: .forming)
    closedUntil = try values.decode(Timestamp.self, forKey: .closedUntil)
    lastStart = try values.decode(Timestamp.self, forKey: .lastStart)
    lastEnd = try values.decode(Timestamp.self, forKey: .lastEnd)
    clock = try values.decode(Timestamp.self, forKey: .clock)
    count = try values.decode(Int.self, forKey: .count)
    outside = try values.decode(Int.self, forKey: .outside)
    guard forming.isPossible, count >= 0, count <= Int.max / 2, outside >= 0, outside <= count else {
      throw DecodingError.dataCorruptedError(
        forKey: .forming, in: values, debugDescription: "the state of the resampler is not one that a resampler writes")
    }
  }

  /// Writes the settings and the state.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(timeframe, forKey: .timeframe)
    try values.encodeIfPresent(source, forKey: .source)
    try values.encode(alignment, forKey: .alignment)
    try values.encode(forming.finite, forKey: .forming)
    try values.encode(closedUntil, forKey: .closedUntil)
    try values.encode(lastStart, forKey: .lastStart)
    try values.encode(lastEnd, forKey: .lastEnd)
    try values.encode(clock, forKey: .clock)
    try values.encode(count, forKey: .count)
    try values.encode(outside, forKey: .outside)
  }
}

extension FormingBar {
  /// The same state with sums that JSON can hold: sizes are finite, but their sums need not be, and JSON knows no infinity.
  fileprivate var finite: FormingBar {
    var state = self
    state.volume = min(volume, .greatestFiniteMagnitude)
    state.amount = min(amount, .greatestFiniteMagnitude)
    return state
  }
}

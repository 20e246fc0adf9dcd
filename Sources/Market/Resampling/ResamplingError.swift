/// Why ticks or bars cannot be made into longer bars.
public enum ResamplingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A timeframe outside its range.
  case timeframeOutOfRange(Timeframe)
  /// Bars that do not fill longer bars evenly.
  case cannotDivide(source: Timeframe, target: Timeframe)
  /// Bars of ticks, volume or value asked for from bars, or made of such bars.
  case needsTicks(source: Timeframe, target: Timeframe)
  /// Session bars that are longer than a day but not whole days.
  case notWholeDays(Timeframe)
  /// A tick or bar before the one before it, or before the clock.
  case timeGoesBack(index: Int, time: Timestamp, clock: Timestamp)
  /// A price or size that no market prints.
  case impossibleTick(index: Int, price: Double, size: Double)
  /// A tick or bar so near the ends of time that its bar would reach beyond them.
  case timeOutOfRange(index: Int, time: Timestamp)
  /// A bar that reaches over the end of the longer bar it begins in.
  case straddles(start: Timestamp, end: Timestamp, boundary: Timestamp)

  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .timeframeOutOfRange(let timeframe): "\(timeframe) is out of range: \(Timeframe.expectation), at most 400 days"
    case .cannotDivide(let source, let target):
      "bars of \(source) cannot be made into bars of \(target): the longer length must be a whole multiple of the shorter one"
    case .needsTicks(let source, let target):
      "bars of \(source) cannot be made into bars of \(target): bars of ticks, volume or value come from ticks, and stay what they are"
    case .notWholeDays(let timeframe): "session bars of \(timeframe) are not possible: a length over one day must be whole days or weeks"
    case .timeGoesBack(let index, let time, let clock):
      "input \(index) is at \(time), but the time is already \(clock); sort the input by time and advance the clock only to the present"
    case .impossibleTick(let index, let price, let size):
      "tick \(index) has price \(price) and size \(size); a price is positive and finite, a size finite and at least 0"
    case .timeOutOfRange(let index, let time):
      "input \(index) is at \(time), too near the end of the range of time (1679 to 2261); check the unit of the time column"
    case .straddles(let start, let end, let boundary):
      "the bar from \(start) to \(end) reaches over \(boundary), where a longer bar begins; use bars that begin on that boundary"
    }
  }
}

/// Reads rows whose cells are plain: digits, a point, a sign; no blanks, quotes or exponents. Everything else is left to ``RowReader``.
struct FastRows: Sendable {
  /// What to do with the next field. Numbers, because a loop over an enum with payloads is slower.
  private struct Step: Sendable {
    var action: Action
    var start: Int
    var lowest: UInt64 = 0
    var beyond: UInt64 = 0
    var factor: UInt64 = 0
    var order: DateOrder?
    var terminator: UInt8
  }

  private enum Action: UInt8 { case ignore, number, optionalNumber, epoch, text, flag }

  private let steps: [Step]
  private let splitter: RecordSplitter
  private let capacity: Int
  private let longestLine: Int
  private let parser = DecimalParser.shared

  /// `nil` where the layout has cells that are never plain.
  init?(_ layout: RowLayout, capacity: Int, longestLine: Int) {
    splitter = layout.splitter
    self.capacity = capacity
    self.longestLine = longestLine
    var steps: [Step] = []
    for (column, role) in layout.roles.enumerated() {
      let terminator = column == layout.roles.count - 1 ? layout.splitter.newline : layout.splitter.separator
      switch role {
      case .ignored: steps.append(Step(action: .ignore, start: 0, terminator: terminator))
      case .number(let slot): steps.append(Step(action: .number, start: slot * capacity, terminator: terminator))
      case .optionalNumber(let slot): steps.append(Step(action: .optionalNumber, start: slot * capacity, terminator: terminator))
      case .buyerIsMaker(let slot): steps.append(Step(action: .flag, start: slot * capacity, terminator: terminator))
      case .time(let slot):
        switch layout.notations[slot] {
        case .number(let unit, let bySize):
          let factor = UInt64(unit.nanoseconds)
          let sizes = bySize ? unit.sizes : 0..<UInt64.max
          steps.append(
            Step(
              action: .epoch, start: slot * capacity, lowest: sizes.lowerBound,
              beyond: min(sizes.upperBound, UInt64(Int64.max) / factor), factor: factor, terminator: terminator))
        case .text(let order):
          steps.append(Step(action: .text, start: slot * capacity, order: order, terminator: terminator))
        }
      case .day, .clock, .side: return nil
      }
    }
    if steps.isEmpty { return nil }
    self.steps = steps
  }

  /// Reads rows from `start` on, until the batch is full, `limit` is reached, or a row is not plain; returns where it stopped.
  ///
  /// - Parameter limit: one past a line's end; the bytes behind it can be read.
  func read(_ bytes: Span<UInt8>, from start: Int, to limit: Int, line: inout Int, into batch: inout RowBatch) -> Int {
    read(
      bytes, from: start, to: limit, line: &line, row: &batch.count, numbers: &batch.numbers, times: &batch.times, lines: &batch.lines)
  }

  private func read(
    _ bytes: Span<UInt8>, from start: Int, to limit: Int, line: inout Int, row lastRow: inout Int, numbers numberArray: inout [Double],
    times timeArray: inout [Int64], lines lineArray: inout [Int]
  ) -> Int {
    var numbers = numberArray.mutableSpan
    var times = timeArray.mutableSpan
    var lines = lineArray.mutableSpan
    let steps = steps.span
    let wholePowers = parser.wholePowers.span
    let exactPowers = parser.exactPowers.span
    let separator = splitter.separator
    let newline = splitter.newline
    var rowStart = start
    var row = lastRow
    var currentLine = line
    reading: while rowStart < limit, row < capacity {
      var position = rowStart
      for index in steps.indices {
        let step = steps[index]
        switch step.action {
        case .number, .optionalNumber:
          if step.action == .optionalNumber, bytes[position] == step.terminator, steps.count > 1 {
            numbers[step.start &+ row] = .nan
            break
          }
          let isNegative = bytes[position] == UInt8(ascii: "-")
          if isNegative { position &+= 1 }
          var cursor = NumberCursor(position: position)
          cursor.takeDigits(bytes, wholePowers)
          var decimals = 0
          if bytes[cursor.position] == UInt8(ascii: ".") {
            cursor.position &+= 1
            decimals = cursor.digits
            cursor.takeDigits(bytes, wholePowers)
            decimals = cursor.digits &- decimals
          }
          guard cursor.digits > 0, cursor.digits <= 19 else { break reading }
          position = cursor.position
          let magnitude: Double
          if cursor.significand <= 1 << 53 {
            magnitude = Double(Int64(truncatingIfNeeded: cursor.significand)) / exactPowers[decimals]
          } else {
            magnitude = parser.roundedMagnitude(significand: cursor.significand, exponent: -decimals)
          }
          numbers[step.start &+ row] = isNegative ? -magnitude : magnitude
        case .epoch:
          var cursor = NumberCursor(position: position)
          cursor.takeDigits(bytes, wholePowers)
          guard cursor.digits > 0, cursor.digits <= 19, cursor.significand >= step.lowest, cursor.significand < step.beyond else {
            break reading
          }
          position = cursor.position
          times[step.start &+ row] = Int64(truncatingIfNeeded: cursor.significand &* step.factor)
        case .text, .ignore:
          let fieldStart = position
          if bytes[position] == UInt8(ascii: "\"") { break reading }
          while bytes[position] != separator, bytes[position] != newline { position &+= 1 }
          var fieldEnd = position
          if bytes[position] == newline, newline == 0x0A, position > fieldStart, bytes[position &- 1] == 0x0D {
            fieldEnd &-= 1
            position = fieldEnd
          }
          if step.action == .text {
            let text = TimeText(bytes, fieldStart..<fieldEnd, order: step.order)
            guard let timestamp = text.timestamp, step.order != nil || text.evidence == .none else { break reading }
            times[step.start &+ row] = timestamp.nanoseconds
          }
        case .flag:
          let byte = bytes[position]
          guard byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") else { break reading }
          numbers[step.start &+ row] = byte == UInt8(ascii: "1") ? -1 : 1
          position &+= 1
        }
        if bytes[position] != step.terminator {
          guard step.terminator == 0x0A, newline == 0x0A, bytes[position] == 0x0D, bytes[position &+ 1] == 0x0A else { break reading }
          position &+= 1
        }
        position &+= 1
      }
      guard position &- rowStart <= longestLine else { break reading }
      lines[row] = currentLine
      currentLine &+= 1
      row &+= 1
      rowStart = position
    }
    line = currentLine
    lastRow = row
    return rowStart
  }
}

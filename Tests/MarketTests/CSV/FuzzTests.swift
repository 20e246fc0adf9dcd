import Foundation
import Testing

@testable import Market

/// What kind of file is read.
enum FileKind: String, CaseIterable {
  case bars, ticks, table
}

/// Everything that reading a file said, to be compared.
enum Answer: Equatable {
  case bars(BarSeries, [String: [UInt64]], DataQuality)
  case ticks(TickSeries, DataQuality)
  case table([String], [[UInt64]], [Timestamp]?, DataQuality)
  case error(InvalidFile)
}

extension FileKind {
  func read(_ path: String, _ options: CSVOptions) -> Answer {
    do throws(InvalidFile) {
      switch self {
      case .bars:
        let file = try BarFile(path, symbol: "X", options: options)
        return .bars(file.series, file.extras.mapValues { $0.map(\.bitPattern) }, file.quality)
      case .ticks:
        let file = try TickFile(path, symbol: "X", options: options)
        return .ticks(file.series, file.quality)
      case .table:
        let table = try NumericTable(csv: path, options: options)
        return .table(table.names, table.columns.map { $0.map(\.bitPattern) }, table.time, table.quality)
      }
    } catch {
      return .error(error)
    }
  }

  /// Files as they should be, in many shapes.
  func sample(_ generator: inout TestGenerator) -> [UInt8] {
    let rows = Int.random(in: 1...60, using: &generator)
    let shape = Int.random(in: 0..<6, using: &generator)
    let names: String
    switch self {
    case .bars: names = ["time,open,high,low,close,volume", ",date,open,high,low,close,adj close,volume", "ts,o,h,l,c,v,filled"][shape % 3]
    case .ticks: names = ["time,price,size", "local_ts,exch_ts,price,qty,side", "id,price,qty,time,is_buyer_maker"][shape % 3]
    case .table: names = "time,a,b"
    }
    var text = shape == 5 ? "" : names + "\n"
    var instant: Int64 = 1_700_000_000
    for row in 0..<rows {
      instant += Int64.random(in: 1...3, using: &generator) * 60
      let time =
        switch shape {
        case 0: "\(instant)"
        case 1: "\(Timestamp(seconds: instant))"
        case 2: "\(instant)000"
        case 3: "\(Timestamp(seconds: instant).date.day)/\(Timestamp(seconds: instant).date.month)/2023 \(row % 24):00"
        default: "\(instant)000000"
        }
      func number() -> String {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: "\(Double.random(in: 1...2, using: &generator))"
        case 1: "1.5e0"
        case 2: " 1"
        case 3: "\"1.25\""
        default: "\(Double(Int.random(in: 100...200, using: &generator)) / 100)"
        }
      }
      let cells: [String]
      switch self {
      case .bars:
        let (open, close) = (number(), number())
        cells =
          [
            [time, open, "2", "1", close, number()], ["\(row)", time, open, "2", "1.0", close, number(), "5"],
            [time, open, "2", "1", close, "0", "1"],
          ][shape % 3]
      case .ticks:
        cells =
          [[time, number(), "3"], [time, time, number(), "1", "buy"], ["\(row)", number(), "2", time, row % 2 == 0 ? "1" : "true"]][
            shape % 3]
      case .table: cells = [time, number(), row % 5 == 0 ? "" : number()]
      }
      text += cells.joined(separator: ",") + (shape == 4 ? "\r\n" : "\n")
    }
    return Array(text.utf8)
  }
}

/// Damages a file.
func mutated(_ bytes: [UInt8], _ other: [UInt8], _ generator: inout TestGenerator) -> [UInt8] {
  var bytes = bytes
  func place() -> Int { Int.random(in: 0...bytes.count, using: &generator) }
  for _ in 0..<Int.random(in: 0...4, using: &generator) {
    let telling = Array(",;\t\n\r\"'-+.eE0123456789 \u{0}\u{FF}naif".utf8)
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: bytes = Array(bytes[..<place()])
    case 1: if !bytes.isEmpty { bytes[place() % bytes.count] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
    case 2: bytes.insert(telling[Int.random(in: 0..<telling.count, using: &generator)], at: place())
    case 3:
      var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      lines.swapAt(Int.random(in: 0..<lines.count, using: &generator), Int.random(in: 0..<lines.count, using: &generator))
      bytes = Array(lines.joined(separator: [0x0A]))
    case 4: bytes = Array(bytes[..<place()]) + Array(other[min(other.count, place())...])
    case 5:
      let from = place()
      let to = min(bytes.count, from + Int.random(in: 0...40, using: &generator))
      bytes.insert(contentsOf: Array(bytes[from..<to]), at: place())
    case 6:
      let from = place()
      bytes.removeSubrange(from..<min(bytes.count, from + Int.random(in: 0...20, using: &generator)))
    case 7: bytes.insert(contentsOf: repeatElement(telling[Int.random(in: 0..<telling.count, using: &generator)], count: 30), at: place())
    default: if !bytes.isEmpty { bytes[place() % bytes.count] = telling[Int.random(in: 0..<telling.count, using: &generator)] }
    }
  }
  return bytes
}

/// Longer where the environment asks for it, as continuous integration does: `ASSAY_FUZZ_SECONDS=20`.
private let seconds = ProcessInfo.processInfo.environment["ASSAY_FUZZ_SECONDS"].flatMap(Double.init) ?? 1

struct FuzzTests {
  @Test("Damaged files are refused or read by the rules, the same in chunks of any size", arguments: FileKind.allCases)
  func damaged(_ kind: FileKind) throws {
    let seed = ProcessInfo.processInfo.environment["ASSAY_FUZZ_SEED"].flatMap(UInt64.init) ?? 7
    let file = try TemporaryFile("")
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds)
    var round: UInt64 = 0
    while clock.now < deadline || round < 20 {
      round += 1
      var generator = TestGenerator(seed: seed &* 1_000_003 &+ round)
      let bytes = mutated(kind.sample(&generator), kind.sample(&generator), &generator)
      try Data(bytes).write(to: URL(fileURLWithPath: file.path))
      var options = CSVOptions()
      options.strictness = Bool.random(using: &generator) ? .strict : .lenient
      options.sorts = Int.random(in: 0..<4, using: &generator) == 0
      options.dateOrder = Bool.random(using: &generator) ? .dayFirst : nil
      options.volumeMayBeMissing = Bool.random(using: &generator)
      options.longestLine = Bool.random(using: &generator) ? 16 << 20 : 64
      let whole = kind.read(file.path, options)
      options.chunk = Int.random(in: 1...64, using: &generator)
      let chunked = kind.read(file.path, options)
      let place: Comment = "seed \(seed), round \(round), chunks of \(options.chunk): \(String(decoding: bytes, as: UTF8.self))"
      #expect(whole == chunked, place)
      try check(whole, place)
      if whole != chunked { break }
    }
  }

  /// What is accepted keeps the rules of the types, which their public initialisers check.
  private func check(_ answer: Answer, _ place: Comment) throws {
    switch answer {
    case .bars(let series, _, let quality):
      #expect(!series.isEmpty, place)
      #expect(quality.rows == series.count + quality.leftOut, place)
      let checked = try? BarSeries(
        symbol: series.symbol, timeframe: series.timeframe, time: series.time, open: series.open, high: series.high, low: series.low,
        close: series.close, volume: series.volume, ends: series.ends, filled: series.filled)
      #expect(checked?.count == series.count, place)
      _ = DataQuality(of: series)
    case .ticks(let series, let quality):
      #expect(!series.isEmpty, place)
      #expect(quality.rows == series.count + quality.leftOut, place)
      let checked = try? TickSeries(symbol: series.symbol, time: series.time, price: series.price, size: series.size, side: series.side)
      #expect(checked?.count == series.count, place)
      _ = DataQuality.findings(in: series)
    case .table(let names, let columns, let time, let quality):
      #expect(names.count == columns.count, place)
      #expect(Set(names).count == names.count, place)
      #expect(Set(columns.map(\.count) + [time?.count ?? quality.rows - quality.leftOut]).count == 1, place)
      #expect(columns.allSatisfy { $0.allSatisfy { Double(bitPattern: $0).isFinite || Double(bitPattern: $0).isNaN } }, place)
    case .error(let error): #expect(!error.description.isEmpty && !error.remedy.isEmpty, place)
    }
  }

  @Test("Plain rows read fast are what the same rows read by the book are", arguments: FileKind.allCases, [1, 2, 3])
  func fastAsSlow(_ kind: FileKind, _ seed: UInt64) throws {
    var generator = TestGenerator(seed: seed)
    let file = try TemporaryFile("")
    for _ in 0..<6 {
      let bytes = kind.sample(&generator).filter { $0 != UInt8(ascii: "\"") && $0 != 0x20 }
      try Data(bytes).write(to: URL(fileURLWithPath: file.path))
      let fast = kind.read(file.path, CSVOptions())
      // The same rows with every cell in quotes, which only the slow way reads.
      let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      let quoted = lines.map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).map { "\"\($0)\"" }.joined(separator: ",")
      }
      try Data(quoted.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: file.path))
      let slow = kind.read(file.path, CSVOptions())
      switch (fast, slow) {
      case (.error(let left), .error(let right)):
        #expect((left.problem, left.line, left.column) == (right.problem, right.line, right.column), "seed \(seed)")
      default: #expect(fast == slow, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }
}

import Calibration
import Foundation
import Market
import Plots
import Statistics
import Testing

@Suite("Calibration under fuzz")
struct CalibrationFuzzTests {
  private let seed = ProcessInfo.processInfo.environment["ASSAY_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
  private let seconds = ProcessInfo.processInfo.environment["ASSAY_FUZZ_SECONDS"].flatMap(Double.init) ?? 0
  private static let words = ["null", "-1", "1e308", "1e999", "0", "true", "[]", "{}", "\"x\"", "9223372036854775807", "0.1", "-1e-300"]

  private func mutated(_ document: [UInt8], _ random: inout SeededGenerator) -> Data {
    var bytes = document
    for _ in 0...random.integer(below: 2) where !bytes.isEmpty {
      let place = random.integer(below: bytes.count)
      let last = min(bytes.count, place + 1 + random.integer(below: 12))
      let word = Array((random.element(of: Self.words) ?? "0").utf8)
      switch random.integer(below: 5) {
      case 0: bytes[place] = UInt8(random.integer(below: 256))
      case 1: bytes.removeSubrange(place..<last)
      case 2: bytes.insert(contentsOf: bytes[place..<last], at: place)
      default:
        guard let colon = bytes[place...].firstIndex(of: UInt8(ascii: ":")) else { continue }
        let end = bytes[colon...].firstIndex { [UInt8(ascii: ","), UInt8(ascii: "}")].contains($0) } ?? bytes.endIndex
        bytes.replaceSubrange(colon + 1..<end, with: word)
      }
    }
    return Data(bytes)
  }

  private func drive<Document: Codable & Equatable>(_ document: Document, runs: Int, _ use: (Document) throws -> Void) throws {
    let bytes = Array(try JSONEncoder().encode(document))
    var random = SeededGenerator(seed: seed)
    let end = Date(timeIntervalSinceNow: seconds / 8)
    var run = 0
    while run < runs || Date() < end {
      run += 1
      let data = mutated(bytes, &random)
      guard let read = try? JSONDecoder().decode(Document.self, from: data) else { continue }
      try use(read)
      #expect(
        try JSONDecoder().decode(Document.self, from: JSONEncoder().encode(read)) == read,
        "seed \(seed): \(String(decoding: data, as: UTF8.self))")
    }
  }

  @Test("documents with bytes changed are errors, or calibrations that can be shown and gone on from")
  func fuzzedDocuments() throws {
    let history = FrictionEngine().run(trades: 12, seed: 1)
    let calibration = ExecutionCalibration(fills: history.fills, orders: history.orders, trades: history.trades, assumed: .frictionless)
    let later = FrictionEngine().run(trades: 20, seed: 2, from: 1_800_000_000)
    try drive(calibration, runs: 60) { read in
      #expect(!read.description.isEmpty && !read.page().html().isEmpty)
      let next = ExecutionCalibration(
        fills: later.fills, orders: later.orders, trades: later.trades, assumed: read.costs, assumedFrom: .previousCalibration,
        previous: read)
      _ = try JSONEncoder().encode(next)
    }
  }

  @Test("calibrators with bytes changed are errors, or give probabilities")
  func fuzzedCalibrators() throws {
    let fold = try Reference.fold()
    func use(_ calibrator: some ProbabilityCalibrator) {
      for score in Reference.points {
        let p = calibrator.probability(score)
        #expect(p.isNaN || (0...1).contains(p), "seed \(seed): \(calibrator) says \(p)")
      }
    }
    try drive(IsotonicCalibrator(fold), runs: 200, use)
    try drive(PlattCalibrator(fold), runs: 200, use)
    try drive(BetaCalibrator(fold), runs: 200, use)
    try drive(TemperatureCalibrator(fold), runs: 200, use)
    try drive(VennAbersCalibrator(fold), runs: 200, use)
    try drive(Reliability(Reference.scores, Reference.labels, bins: 5, confidence: 0.95, level: 0.01), runs: 100) { read in
      #expect(!read.description.isEmpty && !read.svg().isEmpty)
    }
    var online = OnlineRecalibrator(halfLife: 100, labelsBetweenFalseAlarms: 1_000)
    for (score, label) in zip(Reference.scores, Reference.labels) { online.update(probability: score, label: label) }
    try drive(online, runs: 200) { read in
      var read = read
      read.update(probability: 0.3, label: true)
      #expect(!read.verdict.reason.isEmpty && (0...1).contains(read.probability(0.4)))
    }
  }

  @Test("fills, orders and trades of any numbers give a calibration that can be written")
  func fuzzedInputs() throws {
    var random = SeededGenerator(seed: seed)
    let end = Date(timeIntervalSinceNow: seconds / 8)
    let extremes = [0, -1, .nan, .infinity, -.infinity, 1e300, 1e-300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1, 100, 100.5]
    var run = 0
    while run < 40 || Date() < end {
      run += 1
      func number() -> Double {
        random.chance(0.15) ? random.element(of: extremes) ?? 0 : 100 * (1 + 0.001 * random.normal())
      }
      func instant() -> Timestamp {
        random.chance(0.05)
          ? (random.chance(0.5) ? .distantPast : .distantFuture)
          : Timestamp(seconds: 1_700_000_000 + Int64(random.integer(below: 1_000_000)))
      }
      let fills = (0..<60).map { _ in
        ExecutedFill(
          Fill(
            symbol: random.chance(0.5) ? "A" : "B", side: random.chance(0.5) ? .buy : .sell, quantity: number(), price: number(),
            referencePrice: number(), decided: instant(), time: instant(), fee: number(), liquidity: random.chance(0.5) ? .maker : .taker),
          regime: random.element(of: [.ranging, .trending, .volatile, nil]) ?? nil)
      }
      let orders = (0..<20).map { _ in
        OrderOutcome(symbol: "A", side: .buy, quantity: number(), filled: number(), placed: instant(), ending: .filled)
      }
      let trades = (0..<30).map { _ in
        Trade(
          symbol: "A", side: random.chance(0.5) ? .buy : .sell, quantity: number(), entryTime: instant(), entryPrice: number(),
          exitTime: instant(), exitPrice: number(), exitReason: .signal, fees: number(), carry: number())
      }
      let calibration = ExecutionCalibration(fills: fills, orders: orders, trades: trades, assumed: .frictionless)
      let data = try JSONEncoder().encode(calibration)
      #expect(try JSONDecoder().decode(ExecutionCalibration.self, from: data) == calibration, "seed \(seed), run \(run)")
      #expect(!calibration.page().html().isEmpty)
    }
  }
}

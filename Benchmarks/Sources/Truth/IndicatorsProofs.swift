import Assay
import Foundation

/// What `Indicators` promises.
enum IndicatorsProofs {
  static var all: [Proof] {
    [
      Proof(
        "indicators.accuracy", "after 10 M bars near a price of a million, windows differ from exact sums by 1e-10 at most", accuracy),
      Proof(
        "indicators.memory", "60 indicators over 1 M bars take their outputs and 64 MiB at most, and keep both cores busy", memory),
    ]
  }

  private static let rows = 10_000_000
  private static let period = 30
  private static let limit = 1e-10

  /// What a window is, from the distances of its values from its first, which are exact; and from that first value.
  private static let definitions: [(code: String, value: @Sendable ([Double], Double) -> Double)] = [
    ("SUM", { distances, first in first * Double(distances.count) + exactSum(distances) }),
    ("SMA", { distances, first in first + exactSum(distances) / Double(distances.count) }),
    (
      "WMA",
      { distances, first in
        let count = Double(distances.count)
        return first + exactSum(distances.enumerated().map { $0.element * Double($0.offset + 1) }) / (count * (count + 1) / 2)
      }
    ),
    ("VAR", { distances, _ in variance(distances) }),
    ("STDDEV", { distances, _ in variance(distances).squareRoot() }),
  ]

  private static func accuracy() throws -> Verdict {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    var price = 1e6
    var prices: [Double] = []
    prices.reserveCapacity(rows)
    for _ in 0..<rows {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      // Pulled back to a million, so that it stays near it.
      price += 1e3 * (Double(state >> 11) / 0x1p53 - 0.5) - (price - 1e6) * 1e-4
      prices.append(price)
    }
    let looked = Array(stride(from: period - 1, to: rows, by: 4_999)) + Array(rows - 2_000..<rows)
    var parts: [Verdict] = []
    for (code, value) in definitions {
      let run = try IndicatorCatalogue.run("\(code):\(period)")
      let output = run.over([prices])[0]
      // The last of the steps is the one that all the others came before.
      let step = run.last(of: [prices])[0]
      var worst = 0.0
      for row in looked {
        let first = prices[row - period + 1]
        let expected = value((row - period + 1...row).map { prices[$0] - first }, first)
        worst = max(worst, abs(output[row] - expected) / abs(expected))
        if row == rows - 1 { worst = max(worst, abs(step - expected) / abs(expected)) }
      }
      parts.append(
        worst <= limit
          ? .pass(code, "The worst of \(looked.count) windows is off by \(worst).", ["worst": worst])
          : .fail(code, "A window is off by \(worst).", ["worst": worst]))
    }
    return .combining(parts, name: "indicators.accuracy")
  }

  private static func memory() throws -> Verdict {
    let rows = 1_000_000
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func unit() -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) / 0x1p53
    }
    var columns: [String: [Double]] = [:]
    for name in ["open", "high", "low", "close", "volume", "periods"] { columns[name] = [Double](repeating: 0, count: rows) }
    var close = 100.0
    for row in 0..<rows {
      let open = close
      close *= 1 + 0.002 * (unit() - 0.5)
      columns["open"]?[row] = open
      columns["close"]?[row] = close
      columns["high"]?[row] = max(open, close) * (1 + 0.001 * unit())
      columns["low"]?[row] = min(open, close) * (1 - 0.001 * unit())
      columns["volume"]?[row] = (1 + 999 * unit()).rounded()
      columns["periods"]?[row] = (2 + 28 * unit()).rounded(.down)
    }
    let runs = try IndicatorCatalogue.entries.prefix(60).map { try $0.make() }
    guard let before = memoryInUse() else {
      return .insufficient("indicators.memory", "The system does not tell how much memory is in use.")
    }
    let (start, work) = (ContinuousClock.now, clock())
    let outputs = IndicatorCatalogue.compute(runs, over: columns)
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    let busy = Double(clock() - work) / Double(CLOCKS_PER_SEC) / elapsed
    let bytes = Double(outputs.joined().reduce(0) { $0 + $1.count }) * 8
    let taken = (peakMemory() ?? .infinity) - before
    let (mebibytes, cores) = ((taken - bytes) / 0x1p20, min(2, ProcessInfo.processInfo.activeProcessorCount))
    let evidence: KeyValuePairs = [
      "outputs in MiB": bytes / 0x1p20, "beyond them in MiB": mebibytes, "seconds": elapsed, "cores busy": busy,
    ]
    let found = "\(runs.count) indicators took \(mebibytes) MiB beyond their outputs, on \(busy) cores."
    guard mebibytes <= 64 else { return .fail("indicators.memory", found, evidence) }
    // Where others use the cores too, nothing can be said of how many there would have been.
    return busy > 0.75 * Double(cores) ? .pass("indicators.memory", found, evidence) : .insufficient("indicators.memory", found, evidence)
  }

  /// The sum without the error of its additions (Neumaier 1974).
  private static func exactSum(_ values: [Double]) -> Double {
    var (sum, lost) = (0.0, 0.0)
    for value in values {
      let next = sum + value
      lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
      sum = next
    }
    return sum + lost
  }

  /// Around the mean, in two passes.
  private static func variance(_ distances: [Double]) -> Double {
    let mean = exactSum(distances) / Double(distances.count)
    return exactSum(distances.map { ($0 - mean) * ($0 - mean) }) / Double(distances.count)
  }
}

import Assay
import BenchmarkHarness
import Dispatch
import Foundation

/// The store's benchmarks. The peer is SQLite with a write-ahead log, in `peers/time_store.py`.
enum StoreBenchmarks {
  static var all: [Benchmark] {
    [
      Benchmark("store.append", per: "record", units: 20 * batchCount) {
        let store = try waiting {
          try await JSONFileStore.open(folder("append"), options: .init(durability: .grouped(every: .milliseconds(50))))
        }
        let trades = someTrades(200_000)
        let end = Counter()
        return {
          for _ in 0..<20 {
            let first = end.value
            end.value += batchCount
            try waiting {
              var batch = RecordBatch()
              for number in first..<first + batchCount { try batch.append(trades[number % trades.count], at: moment(number)) }
              try await store.append(batch, to: "trades")
            }
          }
        }
      },
      Benchmark("store.read.raw", per: "record", units: recordCount) {
        let store = try filled()
        return {
          try waiting {
            var bytes = 0
            for try await record in store.read("trades") { bytes += record.json.bytes.count }
            blackHole(bytes)
          }
        }
      },
      Benchmark("store.read.decoded", per: "record", units: recordCount) {
        let store = try filled()
        return {
          try waiting {
            var profit = 0.0
            for try await record in store.read("trades", as: StoredTrade.self) { profit += record.value.profit }
            blackHole(profit)
          }
        }
      },
      Benchmark("store.get", per: "document", units: 100) {
        let store = try filled()
        return {
          try waiting {
            for _ in 0..<100 { blackHole(try await store.get("models/x", as: [String: Double].self)) }
          }
        }
      },
      Benchmark("store.open", per: "opening", units: 1) {
        let path = try filled().directory
        return {
          try waiting {
            let store = try await JSONFileStore.open(path, options: .init(access: .readOnly))
            blackHole(try await store.count(of: "trades"))
            try await store.close()
          }
        }
      },
      Benchmark("store.commit.durable", per: "commit", units: 1) {
        let store = try waiting { try await JSONFileStore.open(folder("durable")) }
        let trades = someTrades(1000)
        let number = Counter()
        return {
          try waiting {
            try await store.commit { changes in
              try changes.put(["n": number.value], at: "state")
              try changes.append(trades[number.value % 1000], to: "log", at: moment(number.value))
            }
            number.value += 1
          }
        }
      },
    ]
  }
}

private let batchCount = 100
private let recordCount = 200_000

private struct StoredTrade: Codable, Sendable {
  var symbol: String
  var side: String
  var price: Double
  var size: Double
  var profit: Double
  var bars: Int
}

private final class Counter: @unchecked Sendable {
  var value = 0
}

private func moment(_ number: Int) -> RecordTime { RecordTime(nanosecondsSince1970: 1_700_000_000_000_000_000 + Int64(number) * 1_000_000) }

private func someTrades(_ count: Int) -> [StoredTrade] {
  var state: UInt64 = 7
  func draw(_ range: ClosedRange<Double>) -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return range.lowerBound + Double(state >> 11) / 9_007_199_254_740_992 * (range.upperBound - range.lowerBound)
  }
  return (0..<count).map { number in
    StoredTrade(
      symbol: "BTCUSDT", side: number % 2 == 0 ? "buy" : "sell", price: draw(20_000...60_000), size: draw(1...1000).rounded() / 1000,
      profit: draw(-5...5), bars: number % 97)
  }
}

/// All stores of this run lie here, and go with it.
private let root: String = {
  atexit { try? FileManager.default.removeItem(atPath: root) }
  return NSTemporaryDirectory() + "/assay-benchmarks-\(ProcessInfo.processInfo.processIdentifier)"
}()

private func folder(_ name: String) -> String { "\(root)/\(name)-\(UInt32.random(in: 0...UInt32.max))" }

private func filled() throws -> JSONFileStore {
  try waiting {
    let store = try await JSONFileStore.open(folder("filled"), options: .init(durability: .none))
    let trades = someTrades(recordCount)
    for first in stride(from: 0, to: recordCount, by: 1000) {
      var batch = RecordBatch()
      for number in first..<first + 1000 { try batch.append(trades[number], at: moment(number)) }
      try await store.append(batch, to: "trades")
    }
    try await store.put(["a": 1.5, "b": 2.0], at: "models/x")
    try await store.flush()
    return store
  }
}

private final class Box<Value>: @unchecked Sendable {
  var result: Result<Value, any Error>?
}

/// Waits for asynchronous work; the harness times calls that return.
@discardableResult private func waiting<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
  let box = Box<Value>()
  let done = DispatchSemaphore(value: 0)
  Task.detached {
    do { box.result = .success(try await work()) } catch { box.result = .failure(error) }
    done.signal()
  }
  done.wait()
  guard let result = box.result else { throw CancellationError() }
  return try result.get()
}

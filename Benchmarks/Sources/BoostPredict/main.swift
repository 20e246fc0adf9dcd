import Assay
import Foundation

// Trains on rows that a script left as raw doubles, column after column with the labels last, and leaves the predictions for other rows.
//
//   boost-predict TRAINING ROWS TEST ROWS FEATURES OBJECTIVE PREDICTIONS [THREADS [NAME=VALUE…]]
//
// NAME is a parameter's, or `queries`: a file of how many rows each query has, a number a line.

/// The first columns of a file of raw little-endian doubles.
func columns(_ path: String, rows: Int, count: Int) throws -> [[Double]] {
  let data = try Data(contentsOf: URL(fileURLWithPath: path))
  guard data.count >= rows * count * 8 else { throw CocoaError(.fileReadCorruptFile) }
  let words = unsafe data.withUnsafeBytes { unsafe Array($0.bindMemory(to: UInt64.self)) }
  return (0..<count).map { column in
    words[column * rows..<(column + 1) * rows].map { Double(bitPattern: UInt64(littleEndian: $0)) }
  }
}

let words = Array(CommandLine.arguments.dropFirst())
guard words.count >= 7, let rows = Int(words[1]), let testRows = Int(words[3]), let features = Int(words[4]) else {
  FileHandle.standardError.write(
    Data("boost-predict: TRAINING ROWS TEST ROWS FEATURES OBJECTIVE PREDICTIONS [THREADS [NAME=VALUE…]]\n".utf8))
  exit(64)
}
let threads = words.count > 7 ? Int(words[7]) ?? 1 : 1
let training = try columns(words[0], rows: rows, count: features + 1)
var parameters = try Parameters(objective: Objective(words[5]))
var binning = Binning()
var queries: [Int]?
for setting in words.dropFirst(8) {
  let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
  guard parts.count == 2 else { continue }
  if parts[0] == "queries" {
    queries = try String(contentsOfFile: parts[1], encoding: .utf8).split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
  } else if Binning.names.contains(parts[0]) {
    try binning.set(parts[0], to: parts[1])
  } else {
    try parameters.set(parts[0], to: parts[1])
  }
}
let data = try Dataset(
  columns: Array(training.prefix(features)), labels: training[features], queries: queries, binning: binning, threads: threads)
let model = try Trainer(parameters).train(on: data, threads: threads)
let predictions = try model.predict(columns: columns(words[2], rows: testRows, count: features), threads: threads)
let bits = predictions.map { $0.bitPattern.littleEndian }
let output = unsafe bits.withUnsafeBytes { unsafe Data($0) }
try output.write(to: URL(fileURLWithPath: words[6]))

import Assay
import Foundation

// Trains on rows that a script left as raw doubles, column after column with the labels last, and leaves the predictions for other rows.
//
//   boost-predict TRAINING ROWS TEST ROWS FEATURES OBJECTIVE PREDICTIONS [THREADS]

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
  FileHandle.standardError.write(Data("boost-predict: TRAINING ROWS TEST ROWS FEATURES OBJECTIVE PREDICTIONS [THREADS]\n".utf8))
  exit(64)
}
let threads = words.count > 7 ? Int(words[7]) ?? 1 : 1
let training = try columns(words[0], rows: rows, count: features + 1)
let data = try Dataset(columns: Array(training.prefix(features)), labels: training[features], threads: threads)
let model = try Trainer(Parameters(objective: Objective(words[5]))).train(on: data, threads: threads)
let predictions = try model.predict(columns: columns(words[2], rows: testRows, count: features), threads: threads)
let bits = predictions.map { $0.bitPattern.littleEndian }
let output = unsafe bits.withUnsafeBytes { unsafe Data($0) }
try output.write(to: URL(fileURLWithPath: words[6]))

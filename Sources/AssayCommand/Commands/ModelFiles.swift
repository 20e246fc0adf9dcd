import Assay

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A table with a column to be predicted apart from the others.
struct ModelTable {
  let names: [String]
  let columns: [[Double]]
  let labels: [Double]

  /// Reads a table whose features are all columns but the target.
  init(_ path: String, target: String) throws {
    let table = try NumericTable(csv: path)
    labels = try table.column(target)
    let kept = table.names.indices.filter { table.names[$0] != target }
    names = kept.map { table.names[$0] }
    columns = kept.map { table.columns[$0] }
  }

  /// Reads the same features of another file.
  init(_ path: String, features: [String], target: String) throws {
    let table = try NumericTable(csv: path, columns: features + [target])
    labels = try table.column(target)
    names = features
    columns = try features.map { try table.column($0) }
  }

  /// The rows in the bins of others.
  func dataset(binsOf other: Dataset, threads: Int) throws -> Dataset {
    try Dataset(columns: columns, labels: labels, binsOf: other, threads: threads)
  }
}

/// Reads and writes model files.
enum ModelFile {
  /// Writes LightGBM's format where the name ends in `.txt`, else Assay's.
  static func write(_ model: Model, to path: String) throws {
    let bytes = path.hasSuffix(".txt") ? Array(try model.lightGBMText().utf8) : model.json()
    do {
      // Written beside the target and renamed.
      try Data(bytes).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw ModelFileProblem(description: "\(path): the model cannot be written; check that its folder is there and yours to write in")
    }
  }

  /// Reads either format, told apart by how the file begins.
  static func read(_ path: String) throws -> Model {
    let bytes: [UInt8]
    do {
      bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    } catch {
      throw ModelFileProblem(description: "\(path): the model cannot be read; check that the file is there and yours to read")
    }
    do {
      if bytes.starts(with: Array("tree".utf8)) { return try Model(lightGBMText: String(decoding: bytes, as: UTF8.self)) }
      return try Model(json: bytes)
    } catch {
      throw ModelFileProblem(description: "\(path): \(error)")
    }
  }
}

/// A model file that cannot be read or written.
struct ModelFileProblem: Error, CustomStringConvertible {
  let description: String
}

/// `name=value`.
struct Setting: Sendable {
  let name: String
  let value: String
}

extension Option where Value == [Setting] {
  /// An option that may be repeated, each time with a name and a value.
  static func settings(_ name: String, _ placeholder: String, _ help: String) -> Option {
    Option(
      name: name, placeholder: placeholder, help: "\(help); may be given several times",
      read: { (texts) throws(ValueProblem) in
        var settings: [Setting] = []
        for text in texts {
          let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
          guard parts.count == 2, !parts[0].isEmpty else { throw ValueProblem(expectation: "must be written NAME=VALUE") }
          settings.append(Setting(name: parts[0], value: parts[1]))
        }
        return settings
      }, occurrence: .repeated)
  }
}

extension ValueType where Value == Objective {
  /// An objective such as `quantile:0.9`.
  static let objective = ValueType { (text) throws(ValueProblem) in
    do {
      return try Objective(text)
    } catch {
      throw ValueProblem(expectation: "is not allowed. \(error)")
    }
  }.completed { ["binary", "regression", "regression_l1"] }
}

extension Metric {
  /// What is reported of an objective where nothing else was asked for.
  static func usual(for objective: Objective) -> [Metric] {
    switch objective {
    case .binary: [.logLoss, .auc]
    case .multiclass: [.logLoss, .accuracy]
    case .quantile(let alpha): [.pinball(alpha: alpha)]
    default: [.rmse, .mae, .r2]
    }
  }
}

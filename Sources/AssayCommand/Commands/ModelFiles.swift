import Assay

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Which columns of a table are no features.
struct ColumnRoles {
  let target: String
  var weight: String?
  var query: String?

  init(target: String) { self.target = target }

  /// Takes LightGBM's `weight_column` or `group_column`: a name, with or without `name:` before it.
  mutating func set(_ setting: Setting) {
    let name = setting.value.hasPrefix("name:") ? String(setting.value.dropFirst(5)) : setting.value
    if setting.name == "weight_column" { weight = name } else { query = name }
  }

  var all: [String] { [target] + [weight, query].compactMap(\.self) }
}

/// A table with a column to be predicted apart from the others.
struct ModelTable {
  let path: String
  let target: String
  let names: [String]
  let columns: [[Double]]
  let labels: [Double]
  let weights: [Double]?
  let queries: [Int]?
  /// How many rows were left out because their target is not known yet.
  let unlabeled: Int
  /// Which rows of the file are left, from 0.
  private let rows: [Int]

  /// Reads a table whose features are all columns but those with another role.
  init(_ path: String, _ roles: ColumnRoles, _ objective: Objective) throws {
    let all = try TableReader(path).names
    let taken = roles.all.map { LabelColumns.written($0, among: all) } + LabelColumns(roles.target, among: all).all
    try self.init(path, features: all.filter { !taken.contains($0) }, roles, objective, all)
  }

  /// Reads the same features of another file.
  init(_ path: String, features: [String], _ roles: ColumnRoles, _ objective: Objective) throws {
    try self.init(path, features: features, roles, objective, TableReader(path).names)
  }

  private init(_ path: String, features: [String], _ roles: ColumnRoles, _ objective: Objective, _ all: [String]) throws {
    let table = try NumericTable(csv: path, columns: features + roles.all)
    let targets = try table.column(roles.target)
    // Of what 'assay features' writes, the last rows' outcome is not known. Elsewhere a missing label is a mistake, and is told as one.
    let isKnown = LabelColumns(roles.target, among: all).hasEnds
    let rows = isKnown ? targets.indices.filter { !targets[$0].isNaN } : Array(targets.indices)
    func known(_ column: [Double]) -> [Double] { rows.count == column.count ? column : rows.map { column[$0] } }
    self.rows = rows
    self.path = path
    target = roles.target
    unlabeled = targets.count - rows.count
    let values = known(targets)
    labels = objective == .binary && LabelColumns.areDirections(values) ? LabelColumns.rises(values) : values
    weights = try roles.weight.map { known(try table.column($0)) }
    queries = try roles.query.map { try Dataset.queries(identifiers: known(try table.column($0))) }
    names = features
    columns = try features.map { known(try table.column($0)) }
  }

  /// Throws where a label means nothing to an objective.
  func check(_ objective: Objective) throws {
    for (row, label) in labels.enumerated() {
      guard let problem = objective.problem(ofLabel: label) else { continue }
      let value = label.isNaN ? "a missing value" : "\(label)"
      throw ModelFileProblem(
        description:
          "\(path), row \(rows[row] + 1) below the header, column '\(target)': \(value) is no label, objective \(objective.text) \(problem); correct the row or leave it out"
      )
    }
  }

  /// The rows in the bins of others.
  func dataset(binsOf other: Dataset, threads: Int) throws -> Dataset {
    try Dataset(columns: columns, labels: labels, weights: weights, queries: queries, binsOf: other, threads: threads)
  }
}

/// Reads and writes model files.
enum ModelFile {
  /// Writes LightGBM's format where the name ends in `.txt`, else Assay's.
  static func write(_ model: Model, to path: String) throws {
    let bytes = path.hasSuffix(".txt") ? Array(try model.lightGBMText().utf8) : model.json()
    try WholeFile.write(bytes, to: path)
  }

  /// Reads any format there is, told apart by how the file begins.
  static func read(_ path: String) throws -> Model {
    let bytes: [UInt8]
    do {
      bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    } catch {
      throw ModelFileProblem(description: "\(path): the model cannot be read; check that the file is there and yours to read")
    }
    do {
      return try Model(file: bytes)
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

import Assay

/// Which columns of a table are labels, or times at which labels were known, as `assay features` writes them: such columns look ahead, and are no
/// features.
struct LabelColumns {
  /// The target as it is written in the file: what is only found in spite of its capitals would else be a feature as well.
  let target: String
  /// Whether there is a column `TARGET_end` of the times at which targets were known: then a row without a target is one that is not known yet.
  let hasEnds: Bool
  /// Labels other than the target.
  let others: [String]

  init(_ target: String, among names: [String]) {
    let target = Self.written(target, among: names)
    self.target = target
    hasEnds = names.contains("\(target)_end")
    others = names.filter { $0 != target && names.contains("\($0)_end") }
  }

  /// Every column that is no feature on that account.
  var all: [String] { [target, "\(target)_end"] + others.flatMap { [$0, "\($0)_end"] } }

  /// A column's name with the capitals it has in the file.
  static func written(_ name: String, among names: [String]) -> String {
    names.contains(name) ? name : names.first { $0.lowercased() == name.lowercased() } ?? name
  }

  /// Whether labels are directions: 1, −1, or 0 where nothing moved.
  static func areDirections(_ labels: [Double]) -> Bool { labels.contains(-1) && labels.allSatisfy { $0 == -1 || $0 == 0 || $0 == 1 } }

  /// Directions as a binary target: that nothing moved is no rise.
  static func rises(_ directions: [Double]) -> [Double] { directions.map { $0 > 0 ? 1 : 0 } }
}

/// Data that cannot be trained on.
public struct DatasetError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The feature concerned, if it is one.
  public let feature: String?
  /// The row concerned, counted from 0, if it is one.
  public let row: Int?
  /// What is wrong, where, and what to do about it.
  public let description: String

  init(_ description: String, feature: String? = nil, row: Int? = nil) {
    self.feature = feature
    self.row = row
    self.description = description
  }
}

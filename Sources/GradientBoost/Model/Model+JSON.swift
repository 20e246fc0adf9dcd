#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Model {
  /// The model as a file in Assay's own format: JSON with a checksum over every byte that matters.
  ///
  /// Numbers read back to the same bits. The same model gives the same bytes.
  public func json() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Every number is finite or a string, and nothing else can fail.
    let document = ModelDocument(self)
    guard let body = try? encoder.encode(document) else { preconditionFailure("A model document is always writable.") }
    let bytes = [UInt8](body)
    return Self.head(document.version) + Self.checksum(bytes).utf8 + Self.middle + bytes + Self.tail
  }

  /// Reads a model that ``json()`` wrote.
  ///
  /// A file that was changed in any byte is refused.
  public init(json bytes: [UInt8]) throws(ModelFileError) {
    guard let version = (1...2).first(where: { bytes.starts(with: Self.head($0)) }) else {
      throw ModelFileError("This is not a model of Assay in version 1 or 2: it does not begin with \(Self.beginning).")
    }
    let head = Self.head(version)
    let start = head.count + 16 + Self.middle.count
    guard bytes.count >= start + Self.tail.count, Array(bytes[(start - Self.middle.count)..<start]) == Self.middle,
      Array(bytes.suffix(Self.tail.count)) == Self.tail
    else { throw ModelFileError("The model file is cut short, or was laid out anew by another program; use it as it was written.") }
    let body = Array(bytes[start..<bytes.count - Self.tail.count])
    let wanted = String(decoding: bytes[head.count..<head.count + 16], as: UTF8.self)
    guard wanted == Self.checksum(body) else {
      throw ModelFileError("The model file's checksum is \(Self.checksum(body)), it says \(wanted): the file was damaged or edited.")
    }
    let document: ModelDocument
    do {
      document = try JSONDecoder().decode(ModelDocument.self, from: Data(body))
    } catch {
      throw ModelFileError("The model file is not one of version \(version): \(error)")
    }
    guard document.version <= version else {
      throw ModelFileError("The model file says it is of version \(version) but holds what version \(document.version) brought.")
    }
    self = try document.model()
  }

  private static let beginning = #"{"format":"assay-model","version":"#
  /// A file says the lowest version that has words for all it holds, so that older releases read what they can.
  static func head(_ version: Int) -> [UInt8] { Array((beginning + #"\#(version),"checksum":""#).utf8) }
  private static let middle = Array(#"","model":"#.utf8)
  private static let tail = Array("}\n".utf8)

  /// Fowler, Noll & Vo's 64-bit hash FNV-1a, in hexadecimal: a change of one byte always changes it.
  static func checksum(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let text = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}

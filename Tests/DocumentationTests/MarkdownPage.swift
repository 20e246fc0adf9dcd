import Foundation
import TestSupport

/// A page of the documentation.
struct MarkdownPage {
  let name: String
  let text: String

  /// Whether the pages are to be rewritten with what is printed and answered now.
  static let isUpdating = ProcessInfo.processInfo.environment["ASSAY_UPDATE_DOCS"] != nil

  /// Programs of one page run at the same time; their outputs are written one after the other.
  static let writing = NSLock()

  /// The README and every page below Docs.
  static let all: [MarkdownPage] = {
    let pages = (FileManager.default.enumerator(atPath: Checkout.path("Docs"))?.compactMap { $0 as? String } ?? [])
      .filter { $0.hasSuffix(".md") }.map { "Docs/\($0)" }
    return (["README.md", "CONTRIBUTING.md"] + pages.sorted()).map { name in
      MarkdownPage(name: name, text: (try? String(contentsOfFile: Checkout.path(name), encoding: .utf8)) ?? "")
    }
  }()
}

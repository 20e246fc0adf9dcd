import Foundation
import Testing

@testable import Store

@Suite struct KeyTests {
  @Test(
    "Keys that would leave the folder, hide something or have no end are refused",
    arguments: [
      "", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "../a", "a/.", "a\u{0}b", "a\nb", "\u{7F}", "a\u{85}", "\u{2028}", "\u{FFFE}",
      String(repeating: "a", count: 201), String(repeating: "é", count: 60), String(repeating: "a/", count: 16) + "a",
      String(repeating: "abc/", count: 200) + "a",
    ])
  func refused(text: String) {
    let error = #expect(throws: StoreError.self) { try StoreKey(text) }
    #expect(error?.code == .badKey)
    #expect(error?.description.unicodeScalars.contains { $0.value < 0x20 } == false)
  }

  @Test(
    "Other keys are taken",
    arguments: [
      "a", "models/direction/v12", "BTC-USDT", "a b", "ä", "漢字/かな", "...", "a..b", ".hidden", "a.json", "%2e", "~", "C:\\x", "👩‍👩‍👧‍👦",
      String(repeating: "a", count: 200),
    ])
  func taken(text: String) throws {
    let key = try StoreKey(text)
    #expect(key.text == text)
    #expect(key.segments.map { FileName.decode(FileName.encode($0)[...]) } == key.segments.map { String($0) })
  }

  @Test("File names are plain ASCII, differ without regard to case, and lead back to their keys")
  func fileNames() throws {
    #expect(FileName.encode("v12") == "v12")
    #expect(FileName.encode("BTCUSDT") == "BTCUSDT~7f")
    #expect(FileName.encode("Model") == "Model~1")
    #expect(FileName.encode("ä~%.json") == "%c3%a4%7e%25%2ejson")
    #expect(FileName.encode(".git") == "%2egit")
    let letters = ["a", "A", "b", "B", "~", "%", ".", ".json", "é", "E", "1", "f", "-"]
    var names: [String: String] = [:]
    for first in letters {
      for second in letters {
        for third in letters + [""] {
          for fourth in letters + [""] {
            let segment = first + second + third + fourth
            guard segment != "..", let key = try? StoreKey(segment) else { continue }
            let name = FileName.encode(key.segments[0])
            #expect(name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x2F })
            #expect(FileName.decode(name[...]) == key.text)
            let other = names.updateValue(key.text, forKey: name.lowercased())
            #expect(other == nil || other == key.text, "\(key) and \(String(describing: other)) share \(name)")
          }
        }
      }
    }
  }

  @Test("Every scalar has the Normalization Form C that Foundation gives it")
  func normalForms() throws {
    for value in UInt32(0xA0)..<0x30000 {
      // The table is of Unicode 14; Foundation may know more.
      guard let scalar = Unicode.Scalar(value), scalar.properties.age.map({ $0.major <= 14 }) ?? false else { continue }
      let text = String(scalar)
      let (found, expected) = (CanonicalForm.compose(text), text.precomposedStringWithCanonicalMapping)
      if !found.unicodeScalars.elementsEqual(expected.unicodeScalars) {
        Issue.record(
          "U+\(String(value, radix: 16)) gives \(found.unicodeScalars.map(\.value)), expected \(expected.unicodeScalars.map(\.value))")
      }
    }
  }

  @Test("Two texts have the same normal form exactly when they are equal", arguments: 0..<8)
  func normalFormIsEquality(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let scalars: [Unicode.Scalar] = [
      "a", "e", "s", "\u{E9}", "\u{1E69}", "\u{1E63}", "\u{212B}", "\u{C5}", "\u{300}", "\u{301}", "\u{307}", "\u{30A}", "\u{323}",
      "\u{327}", "\u{345}",
      "\u{5B0}", "\u{93C}", "\u{915}", "\u{958}", "\u{F71}", "\u{F72}", "\u{1100}", "\u{1161}", "\u{11A8}", "\u{AC00}",
      "\u{AC01}", "\u{3099}", "\u{304B}",
      "\u{304C}", "\u{10052}", "\u{1D15E}", "\u{1D157}", "\u{1D165}", "\u{11099}", "\u{110BA}", "\u{1109A}",
    ]
    for _ in 0..<3000 {
      let text = (0..<Int.random(in: 1...5, using: &random)).map { _ in scalars.randomElement(using: &random) ?? "a" }
      let one = String(String.UnicodeScalarView(text))
      let other = String(String.UnicodeScalarView(text.shuffled(using: &random)))
      let normal = CanonicalForm.compose(one)
      #expect(normal == one, "\(text.map(\.value))")
      #expect(normal.utf8.elementsEqual(CanonicalForm.compose(normal).utf8), "\(text.map(\.value))")
      #expect((one == other) == normal.utf8.elementsEqual(CanonicalForm.compose(other).utf8), "\(text.map(\.value)), seed \(seed)")
    }
    // NormalizationTest.txt of Unicode 14, part 0 and part 1: source and NFC.
    let published: [([UInt32], [UInt32])] = [
      ([0x1E0A, 0x0323], [0x1E0C, 0x0307]), ([0x0044, 0x0307, 0x0323], [0x1E0C, 0x0307]), ([0x1E14, 0x0304], [0x1E14, 0x0304]),
      (
        [0x05B8, 0x05B9, 0x05B1, 0x0591, 0x05C3, 0x05B0, 0x05AC, 0x059F], [0x05B1, 0x05B8, 0x05B9, 0x0591, 0x05C3, 0x05B0, 0x05AC, 0x059F]
      ),
      ([0x1100, 0xAC00, 0x11A8], [0x1100, 0xAC01]), ([0x0958], [0x0915, 0x093C]), ([0x212B], [0x00C5]), ([0x2126], [0x03A9]),
      // A mark that decomposes into marks, which `==` does not sort: Python's unicodedata 14.0.
      ([0x0323, 0x0F73], [0x0F71, 0x0F72, 0x0323]),
    ]
    for (source, expected) in published {
      let text = String(String.UnicodeScalarView(source.compactMap(Unicode.Scalar.init)))
      #expect(CanonicalForm.compose(text).unicodeScalars.map(\.value) == expected)
    }
    #expect("cafe\u{301}" as StoreKey == "caf\u{E9}")
    #expect(("cafe\u{301}" as StoreKey).text.utf8.count == 5)
  }

  @Test("Keys go through Codable and are checked on the way back")
  func codable() throws {
    #expect(try JSONText(encoding: ["a/b" as StoreKey]).description == #"["a/b"]"#)
    #expect(throws: StoreError.self) { try JSONText(#"["../a"]"#).decode([StoreKey].self) }
  }
}

import Foundation
import Testing

@testable import Store

private func roundTrip<Value: Codable>(_ value: Value) throws -> Value {
  try JSONText(encoding: value).decode(Value.self)
}

@Suite struct ValueTests {
  @Test("CRC-32 agrees with published values and with the definition, bit by bit")
  func checksums() {
    // "The quick brown fox…" and "123456789": the catalogue of parametrised CRC algorithms (CRC-32/ISO-HDLC) and RFC 3720-style test strings.
    #expect(Checksum.of(Array("123456789".utf8).span) == 0xCBF4_3926)
    #expect(Checksum.of(Array("The quick brown fox jumps over the lazy dog".utf8).span) == 0x414F_A339)
    var random = SeededGenerator(seed: 1)
    for count in 0..<70 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      var crc: UInt32 = ~0
      for byte in bytes {
        for bit in 0..<8 { crc = crc >> 1 ^ ((crc ^ UInt32(byte) >> UInt32(bit)) & 1 == 1 ? 0xEDB8_8320 : 0) }
      }
      #expect(Checksum.of(bytes.span) == ~crc, "\(bytes)")
    }
  }

  @Test("Doubles come back bit for bit, and are read as the standard library reads them")
  func doubles() throws {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<5000 {
      let value = Double(bitPattern: random.next())
      #expect(try roundTrip([value])[0].bitPattern == value.bitPattern, "\(value)")
      let price = Double(Int.random(in: 1...99_999_999_999, using: &random)) / 1e6 * Double.random(in: 0.5...2, using: &random)
      #expect(try roundTrip([price])[0] == price)
    }
    // Any decimal text, not only the shortest: the standard library is the oracle, and texts half-way between two doubles are the hard ones.
    for _ in 0..<5000 {
      let digits = String((0..<Int.random(in: 1...22, using: &random)).map { _ in Character("\(Int.random(in: 0...9, using: &random))") })
      let whole = digits.drop { $0 == "0" }
      let text = (whole.isEmpty ? "0" : String(whole)) + "." + String(Int.random(in: 0...Int.max, using: &random))
      #expect(try JSONText(text).decode(Double.self) == Double(text), "\(text)")
    }
    for text in [
      "9007199254740993", "9007199254740993.0", "9007199254740992.5", "0.000000000000000000", "1e22", "1e-5", "4503599627370496.5",
      "4503599627370497.5",
    ] {
      #expect(try JSONText(text).decode(Double.self) == Double(text), "\(text)")
    }
    #expect(throws: StoreError.self) { try JSONText("1e999").decode(Double.self) }
  }

  @Test("Numbers that JSON does not have are text, and come back with their bits")
  func nonFinite() throws {
    let values = [Double.nan, .infinity, -.infinity, .signalingNaN, Double(bitPattern: 0xFFF8_0000_0000_0123)]
    #expect(
      try JSONText(encoding: values).description == #"["NaN","Infinity","-Infinity","NaN(7ff4000000000000)","NaN(fff8000000000123)"]"#)
    #expect(try roundTrip(values).map(\.bitPattern) == values.map(\.bitPattern))
    let floats = [Float.nan, .infinity, -.infinity, 0.1, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
    #expect(try roundTrip(floats).map(\.bitPattern) == floats.map(\.bitPattern))
    #expect(throws: StoreError.self) { try JSONText("\"NaN(3ff0000000000000)\"").decode(Double.self) }
  }

  @Test("Integers of every width come back at their ends, and never wrap")
  func integers() throws {
    func ends<Value: FixedWidthInteger & Codable>(_ type: Value.Type) throws {
      #expect(try roundTrip([type.min, 0, 1, type.max]) == [type.min, 0, 1, type.max])
    }
    try ends(Int8.self); try ends(Int16.self); try ends(Int32.self); try ends(Int64.self)
    try ends(UInt8.self); try ends(UInt16.self); try ends(UInt32.self); try ends(UInt64.self)
    for text in ["128", "-129", "1.0", "1e2", "99999999999999999999", "\"1\"", "null", "true"] {
      #expect(throws: StoreError.self, "\(text)") { try JSONText(text).decode(Int8.self) }
    }
  }

  @Test("Dates are ISO 8601 in UTC and come back to the bit")
  func dates() throws {
    #expect(try JSONText(encoding: Date(timeIntervalSince1970: 1_700_000_000)).description == "\"2023-11-14T22:13:20Z\"")
    #expect(try JSONText(encoding: Date(timeIntervalSinceReferenceDate: -0.25)).description == "\"2000-12-31T23:59:59.75Z\"")
    #expect(try JSONText(encoding: Date(timeIntervalSinceReferenceDate: 0.1)).description == "\"2001-01-01T00:00:00.1Z\"")
    #expect(try JSONText("\"1969-12-31T23:59:59.500Z\"").decode(Date.self) == Date(timeIntervalSince1970: -0.5))
    let formatter = ISO8601DateFormatter()
    var random = SeededGenerator(seed: 3)
    for exponent in -300...300 {
      for sign in [-1.0, 1] {
        let value = sign * Double.random(in: 1..<2, using: &random) * pow(2, Double(exponent) / 3)
        let date = Date(timeIntervalSinceReferenceDate: value)
        #expect(try roundTrip(date).timeIntervalSinceReferenceDate.bitPattern == value.bitPattern, "\(value)")
      }
      let second = Date(timeIntervalSince1970: Double(Int.random(in: -60_000_000_000...250_000_000_000, using: &random)))
      // Foundation changes to the Julian calendar in 1582; ISO 8601 does not.
      if second > Date(timeIntervalSince1970: -12_219_292_800) {
        #expect(try JSONText(encoding: second).decode(String.self) == formatter.string(from: second))
      }
    }
    for date in [
      Date.distantPast, .distantFuture, Date(timeIntervalSinceReferenceDate: .infinity), Date(timeIntervalSinceReferenceDate: -0.0),
    ] {
      #expect(try roundTrip(date).timeIntervalSinceReferenceDate.bitPattern == date.timeIntervalSinceReferenceDate.bitPattern)
    }
    for text in [
      "2023-02-29T00:00:00Z", "2023-11-14T24:00:00Z", "2023-11-14 22:13:20Z", "2023-11-14T22:13:20", "2023-11-14T22:13:20.Z", "x", "",
    ] {
      #expect(throws: StoreError.self, "\(text)") { try JSONText("\"\(text)\"").decode(Date.self) }
    }
  }

  @Test("Times of records come back to the nanosecond, from the first to the last there is")
  func recordTimes() throws {
    var random = SeededGenerator(seed: 4)
    for nanoseconds in [Int64.min, -1, 0, 1, .max] + (0..<1000).map({ _ in Int64(bitPattern: random.next()) }) {
      let time = RecordTime(nanosecondsSince1970: nanoseconds)
      #expect(time.description.utf8.count == 30)
      #expect(RecordTime(time.description) == time, "\(nanoseconds)")
      #expect(try roundTrip(time) == time)
    }
    // date -u -d @1700000000.123456789 +%FT%T.%NZ
    #expect(RecordTime(nanosecondsSince1970: 1_700_000_000_123_456_789).description == "2023-11-14T22:13:20.123456789Z")
    #expect(RecordTime.earliest.description == "1677-09-21T00:12:43.145224192Z")
    #expect(RecordTime.latest.description == "2262-04-11T23:47:16.854775807Z")
    for text in [
      "2262-04-11T23:47:16.854775808Z", "1677-09-21T00:12:43.145224191Z", "9999-01-01T00:00:00Z", "2023-11-14T22:13:20.1234567890Z",
    ] {
      #expect(RecordTime(text) == nil, "\(text)")
    }
  }

  private enum Side: String, Codable { case buy, sell }

  private indirect enum Tree: Codable, Equatable {
    case leaf(Double)
    case node(Tree, Tree?)
  }

  private struct Everything: Codable, Equatable {
    var flag = true
    var text = "ä\"\\\u{1}"
    var side: [String: [Int?]] = ["b": [1, nil], "a": []]
    var numbers: [Int: Float] = [3: 0.5, -1: 2]
    var date: Date? = Date(timeIntervalSince1970: 1)
    var nothing: Int?
    var data = Data([0, 255, 7])
    var address = URL(string: "https://example.com/a?b=c")
    var tree = Tree.node(.leaf(1), .node(.leaf(.pi), nil))
    var pairs: [Tuple: String] = [Tuple(x: 2): "two", Tuple(x: 1): "one"]
    var set: Set<String> = ["z", "y", "x"]
    var raw = JSONText(unchecked: Array("{\"a\":[1,2.50]}".utf8)[...])

    struct Tuple: Codable, Hashable { var x: Int }
  }

  @Test("Values of every shape come back, and the same value gives the same bytes")
  func shapes() throws {
    let value = Everything()
    let text = try JSONText(encoding: value)
    #expect(try text.decode(Everything.self) == value)
    let shown = text.description
    #expect(shown.contains(#""side":{"a":[],"b":[1,null]}"#))
    #expect(shown.contains(#""numbers":{"-1":2.0,"3":0.5}"#))
    #expect(shown.contains(#""pairs":[{"x":1},"one",{"x":2},"two"]"#))
    #expect(shown.contains(#""set":["x","y","z"]"#))
    #expect(shown.contains(#""raw":{"a":[1,2.50]}"#))
    #expect(shown.contains(#""data":"AP8H""#))
    // Foundation's decoder is the second opinion on what was written.
    let decoder = JSONDecoder()
    struct Part: Decodable, Equatable {
      var text: String
      var side: [String: [Int?]]
      var data: Data
      var address: URL?
      var tree: Tree
    }
    let part = try decoder.decode(Part.self, from: Data(text.bytes))
    #expect(part == Part(text: value.text, side: value.side, data: value.data, address: value.address, tree: value.tree))
  }

  private class Base: Codable {
    var name = "base"
  }

  private final class Derived: Base {
    var extra = 1

    private enum Keys: String, CodingKey { case extra, late, deep, x }

    override init() { super.init() }

    required init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Keys.self)
      extra = try container.decode(Int.self, forKey: .extra)
      let deep = try container.nestedContainer(keyedBy: Keys.self, forKey: .deep)
      var list = try deep.nestedUnkeyedContainer(forKey: .late)
      #expect(try list.decode(Int.self) == 7)
      #expect(try deep.decode(String.self, forKey: .x) == "after")
      try super.init(from: container.superDecoder())
    }

    override func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      // Containers filled out of order: each piece still ends up where it belongs.
      var deep = container.nestedContainer(keyedBy: Keys.self, forKey: .deep)
      var list = deep.nestedUnkeyedContainer(forKey: .late)
      try container.encode(extra, forKey: .extra)
      try deep.encode("after", forKey: .x)
      try list.encode(7)
      try super.encode(to: container.superEncoder())
    }
  }

  @Test("Nested containers may be filled in any order, and classes have their superclass's part")
  func containersOutOfOrder() throws {
    let value = Derived()
    value.name = "changed"
    value.extra = 5
    let text = try JSONText(encoding: value)
    #expect(text.description == #"{"deep":{"late":[7],"x":"after"},"extra":5,"super":{"name":"changed"}}"#)
    let back = try text.decode(Derived.self)
    #expect(back.name == "changed" && back.extra == 5)
  }

  @Test(
    "What is not JSON is refused at its byte",
    arguments: [
      ("", 0), ("{", 1), ("[1,]", 3), ("{\"a\":1,}", 7), ("01", 0), ("1.", 0), ("-", 0), ("1e", 0), ("nul", 0), ("\"a", 2),
      ("\"\u{1}\"", 1),
      ("[1 2]", 3), ("{1:2}", 1), ("{\"a\" 1}", 5), ("]", 0), ("[}", 1), ("1 1", 2), ("\"\\q\"", 1), ("\"\\ud800\"", 1), ("\"\\u12\"", 1),
      (".5", 0), ("+1", 0), ("NaN", 0),
    ])
  func refusesWhatIsNotJSON(text: String, offset: Int) {
    let error = #expect(throws: StoreError.self) { try JSONText(text) }
    #expect(error?.offset == offset, "\(text)")
  }

  @Test("Escapes are read as what they stand for")
  func escapes() throws {
    #expect(try JSONText(#""\u0041\n\t\"\\\/\b\f\r\ud83d\ude00é""#).decode(String.self) == "A\n\t\"\\/\u{8}\u{C}\r😀é")
    #expect(throws: StoreError.self) { try JSONText(bytes: [0x22, 0xFF, 0x22]) }
  }

  @Test("Nesting without end is an error, in reading and in writing, and never a stack that overflows")
  func deepNesting() throws {
    let deep = String(repeating: "[", count: 1_000_000)
    #expect(throws: StoreError.self) { try JSONText(deep) }
    #expect(throws: StoreError.self) { try JSONText(deep + String(repeating: "]", count: 1_000_000)) }
    var tree = Tree.leaf(0)
    for _ in 0..<2000 { tree = .node(tree, nil) }
    let error = #expect(throws: StoreError.self) { try JSONText(encoding: tree) }
    #expect(error?.description.contains("200") == true)
    let list = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    #expect(try JSONText(list).description == list)
  }

  @Test("An error names the key that is missing or of another type")
  func errorsNamePlaces() throws {
    struct Outer: Codable {
      struct Inner: Codable { var price: Double }
      var inner: [Inner]
    }
    let missing = #expect(throws: StoreError.self) { try JSONText(#"{"inner":[{"price":1},{"prize":2}]}"#).decode(Outer.self) }
    #expect(missing?.message.contains("\"inner.1.price\" is missing") == true, "\(String(describing: missing))")
    let wrong = #expect(throws: StoreError.self) { try JSONText(#"{"inner":[{"price":"high"}]}"#).decode(Outer.self) }
    #expect(wrong?.message.contains("\"inner.0.price\"") == true, "\(String(describing: wrong))")
  }

  @Test("Pretty documents have sorted keys, and spellings of numbers and texts stay")
  func prettyPrinting() throws {
    var pretty: [UInt8] = []
    let text = #"{"b":[1.50,{}],"a":{"z":null,"y":[]},"e\u0301":1,"\u00e9":2,"b2":"\u0041"}"#
    try JSONPrinter(Array(text.utf8)[...]).appendPretty(indentation: 0, to: &pretty)
    #expect(
      String(decoding: pretty, as: UTF8.self) == """
        {
          "a": {
            "y": [],
            "z": null
          },
          "b": [
            1.50,
            {}
          ],
          "b2": "\\u0041",
          "e\\u0301": 1,
          "\\u00e9": 2
        }
        """)
  }
}

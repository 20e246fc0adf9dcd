import Foundation
import Plots
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Pictures")
struct PlotTests {
  /// The `d` attributes of paths of a style class.
  private func paths(_ kind: String, in svg: String) -> [String] {
    svg.components(separatedBy: "<path class=\"\(kind)\" d=\"").dropFirst().compactMap { $0.components(separatedBy: "\"").first }
  }

  private func texts(in svg: String) -> [String] {
    svg.components(separatedBy: "<text ").dropFirst().compactMap {
      $0.components(separatedBy: ">").dropFirst().first?.components(separatedBy: "<").first
    }
  }

  @Test("are well-formed XML whatever their names are", arguments: Gallery.plots.indices)
  func wellFormed(_ index: Int) {
    for width in [240, 320, 720, 1_600] {
      let parser = XMLParser(data: Data(Gallery.plots[index].svg(width: width).utf8))
      #expect(parser.parse(), "\(Gallery.plots[index].title.prefix(40)) at \(width): \(parser.parserError as Any)")
    }
  }

  @Test("of tables are well-formed XML too", arguments: Gallery.maps.indices)
  func mapsWellFormed(_ index: Int) {
    let parser = XMLParser(data: Data(Gallery.maps[index].svg().utf8))
    #expect(parser.parse(), "\(parser.parserError as Any)")
  }

  @Test("never hold markup, control characters or turns of direction out of a name")
  func escaped() {
    let html = Gallery.page.html()
    #expect(!html.contains("<script>") && !html.contains("</text></svg><script"))
    #expect(!html.unicodeScalars.contains { $0.value == 0x202E || $0.value == 0 || $0.value < 0x20 && $0 != "\n" })
    #expect(html.contains("&lt;script&gt;"))
  }

  @Test("place points where they belong")
  func places() {
    // 0…10 over a frame with known margins: the axis labels say which pixel is which value.
    let svg = Plot(title: "", x: .number(range: 0...10), y: .number(range: 0...10), marks: [.line(x: [0, 5, 10], y: [0, 10, 5])]).svg(
      width: 720)
    let path = paths("ln", in: svg)
    #expect(path.count == 1)
    let numbers = path[0].components(separatedBy: CharacterSet(charactersIn: "ML,")).compactMap(Double.init)
    #expect(numbers.count == 6)
    let width = numbers[4]
    #expect(numbers[0] == 0 && abs(numbers[2] - width / 2) < 0.11 && width > 600)
    let height = numbers[1]
    #expect(height == 270 && numbers[3] == 0 && abs(numbers[5] - height / 2) < 0.11)
  }

  @Test("interrupt a line where a value is missing")
  func missing() {
    let svg = Plot(title: "", marks: [.line(x: [0, 1, 2, 3, 4], y: [1, 2, .nan, 2, 1])]).svg()
    #expect(paths("ln", in: svg).count == 2)
  }

  @Test("say how much is infinite, and draw the rest")
  func infinite() {
    let svg = Plot(title: "", marks: [.line(x: [0, 1, 2], y: [1, .infinity, 2])]).svg()
    #expect(svg.contains("1 value is infinite") && paths("ln", in: svg).count == 2)
    #expect(Plot(title: "", marks: [.line(x: [0], y: [.infinity])]).svg().contains(">No data<"))
    #expect(Plot(title: "", marks: []).svg().contains(">No data<"))
  }

  @Test("of a hundred thousand points are small, and lose no peak", arguments: [1, 2, 3] as [UInt64])
  func thinned(_ seed: UInt64) throws {
    var values = Gallery.noise(100_000, seed: seed)
    let peak = Int(seed) * 23_457
    values[peak] = 9
    let svg = Plot(title: "", y: .number(range: -1...9), marks: [.line(x: values.indices.map(Double.init), y: values)]).svg()
    #expect(svg.utf8.count < 60_000, "\(svg.utf8.count) bytes")
    let path = try #require(paths("ln", in: svg).first)
    let heights = path.components(separatedBy: CharacterSet(charactersIn: "MLV")).compactMap {
      Double($0.components(separatedBy: ",").last ?? "")
    }
    #expect(heights.min() == 0, "the peak of seed \(seed) reaches the top")
    #expect(heights.max() ?? 0 > 269.9, "the least value reaches the bottom")
  }

  @Test("of many points in a cloud are small and keep the farthest ones' neighbourhood")
  func thinnedCloud() {
    let svg = Plot(title: "", marks: [.scatter(x: Gallery.noise(50_000), y: Gallery.noise(50_000, seed: 7))]).svg()
    #expect(svg.utf8.count < 250_000, "\(svg.utf8.count) bytes")
  }

  @Test("are the same bytes each time")
  func same() { #expect(Gallery.page.html() == Gallery.page.html()) }

  @Test(
    "name round numbers on their axes",
    arguments: [
      (0.0...10.0, NumberStyle.plain, ["0", "2", "4", "6", "8", "10"]),
      (0...0.05, .percent, ["0%", "1%", "2%", "3%", "4%", "5%"]),
      (-250_000...250_000, .plain, ["−200K", "−100K", "0", "100K", "200K"]),
      (0...3e-7, .plain, ["0", "1e−7", "2e−7", "3e−7"]),
      (1_000...1_003, .plain, ["1,000", "1,001", "1,002", "1,003"]),
    ])
  func linearTicks(_ range: ClosedRange<Double>, _ style: NumberStyle, _ expected: [String]) {
    let svg = Plot(
      title: "", x: .time(range: 0...1), y: .number(style: style, range: range), height: .regular,
      marks: [.line(x: [0.2], y: [range.lowerBound])]
    ).svg()
    #expect(Array(texts(in: svg).prefix(expected.count)) == expected, "\(texts(in: svg))")
  }

  @Test(
    "name whole units of time",
    arguments: [
      // 2024-02-28 to 2024-03-02: a leap day between.
      (1_709_078_400.0...1_709_337_600.0, ["28", "Feb 2024", "29", "1", "Mar 2024", "2"]),
      // 2021-06-15 to 2024-06-15
      (1_623_715_200...1_718_409_600, ["2022", "2023", "2024"]),
    ])
  func timeTicks(_ range: ClosedRange<Double>, _ expected: [String]) {
    let svg = Plot(title: "", x: .time(range: range), y: .number(range: 0...1), marks: [.line(x: [range.lowerBound], y: [0])]).svg(
      width: 300)
    let found = texts(in: svg)
    for label in expected { #expect(found.contains(label), "\(label) is missing in \(found)") }
  }

  @Test("name powers of ten on logarithmic axes, and leave out what is not positive")
  func logarithmic() {
    let svg = Plot(title: "", x: .time(range: 0...1), y: .logarithmic(), marks: [.line(x: [0, 0.3, 0.6, 1], y: [1, -5, 1_000, 0])]).svg()
    #expect(texts(in: svg).starts(with: ["1", "10", "100", "1,000"]), "\(texts(in: svg))")
    #expect(paths("ln", in: svg).count == 2)
  }

  @Test(
    "write numbers as people read them",
    arguments: [
      (1234.5, NumberStyle.plain, 2, "1,234.50"), (-0.005, .plain, 2, "−0.01"), (0.0512, .percent, 1, "5.1%"), (.nan, .plain, 1, "–"),
      (1_234_567.0, .plain, 0, "1,234,567"), (.infinity, .plain, 0, "∞"), (0.999, .percent, 0, "100%"), (1e300, .plain, 1, "1e+300"),
    ])
  func numbers(_ value: Double, _ style: NumberStyle, _ decimals: Int, _ expected: String) {
    #expect(style.text(value, decimals: decimals) == expected)
  }

  @Test("average what is too much to show, and say so")
  func reducedMaps() {
    let svg = Gallery.maps[2].svg()
    #expect(svg.contains("averages of blocks"))
    #expect(svg.utf8.count < 2_000_000)
    #expect(Gallery.maps[0].svg().contains(">–<") == false && Gallery.maps[3].svg().contains(">–<"))
  }

  @Test("are written for a browser to look at where somebody asks for it")
  func gallery() throws {
    guard let path = ProcessInfo.processInfo.environment["ASSAY_GALLERY"] else { return }
    try Gallery.page.html().write(toFile: path, atomically: true, encoding: .utf8)
  }
}

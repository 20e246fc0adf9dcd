import Assay

/// The promises of `Plots` at full size.
enum PlotsProofs {
  static var all: [Proof] {
    [Proof("plots.million", "A line of a million points is drawn in under a second, into less than 200 kB.", million)]
  }

  private static func million() throws -> Verdict {
    var generator = SeededGenerator(seed: 1)
    var level = 0.0
    let x = (0..<1_000_000).map(Double.init)
    let y = x.map { _ in
      level += generator.normal()
      return level
    }
    let plot = Plot(title: "A walk", marks: [.line(x: x, y: y, name: "Walk")])
    let clock = ContinuousClock()
    var text = ""
    let duration = clock.measure { text = plot.svg(width: 960) }
    let evidence: KeyValuePairs = ["seconds": duration.inSeconds, "bytes": Double(text.utf8.count)]
    let reason = "\(duration.inSeconds) seconds, \(text.utf8.count) bytes."
    return duration < .seconds(1) && text.utf8.count < 200_000 && text.utf8.count > 5_000
      ? .pass("plots.million", reason, evidence) : .fail("plots.million", reason, evidence)
  }
}

/// Text that anybody may have written, made fit for a picture.
enum Text {
  /// Text for an element or an attribute: markup escaped; characters that XML forbids, or that turn the direction of what follows, replaced.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result += " "
      default:
        let isForbidden =
          scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE
          || (0xFDD0...0xFDEF).contains(scalar.value)
        let turns =
          [0x61C, 0x200E, 0x200F].contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
          || (0x2066...0x2069).contains(scalar.value)
        if isForbidden || turns { result += "\u{FFFD}" } else { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }

  /// How wide a text is at most, for the sans-serif fonts that systems have; the widest common one decides.
  static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
    var units = 0.0
    for character in text { units += advance(of: character) }
    return units * size * (isBold ? 1.1 : 1)
  }

  /// The start of a text that has room, with an ellipsis if something is missing.
  static func fitted(_ text: String, width available: Double, size: Double, isBold: Bool = false) -> String {
    // What cannot have room is not measured: a name may be megabytes long.
    let text = text.count > 4_000 ? String(text.prefix(4_000)) + "…" : text
    if width(text, size: size, isBold: isBold) <= available { return text }
    let scale = size * (isBold ? 1.1 : 1)
    var used = advance(of: "…") * scale
    var result = ""
    for character in text {
      used += advance(of: character) * scale
      if used > available { break }
      result.append(character)
    }
    while result.last?.isWhitespace == true { result.removeLast() }
    return result + "…"
  }

  /// A text in lines that have room, broken at spaces where there are any; the last line ends in an ellipsis if something is missing.
  static func lines(_ text: String, width available: Double, size: Double, isBold: Bool, atMost count: Int) -> [String] {
    var lines: [String] = []
    var rest = text.prefix(1_000).split(whereSeparator: \.isWhitespace).map(String.init)[...]
    while !rest.isEmpty && lines.count < count {
      var line = rest.removeFirst()
      while let next = rest.first, width(line + " " + next, size: size, isBold: isBold) <= available {
        line += " " + next
        rest.removeFirst()
      }
      if lines.count == count - 1 && !rest.isEmpty { line += " " + rest.joined(separator: " ") }
      lines.append(fitted(line, width: available, size: size, isBold: isBold))
    }
    return lines
  }

  /// The width of a character in units of the font size, rounded up from DejaVu Sans and Verdana, the widest in common use.
  private static func advance(of character: Character) -> Double {
    guard let first = character.unicodeScalars.first else { return 0 }
    switch first {
    case " ", ".", ",", ":", ";", "'", "|", "!", "i", "j", "l", "I": return 0.46
    case "f", "r", "t", "(", ")", "[", "]", "/", "\\", "-", "{", "}": return 0.48
    case "0"..."9": return 0.65
    case "m", "w", "M", "W", "@", "%", "…", "O", "Q", "+", "<", ">", "=", "~", "#", "&", "−", "∞": return 1.06
    case "A"..."Z": return 0.8
    case "!"..."~": return 0.66
    default: return character.unicodeScalars.contains { $0.properties.isEmoji } ? 1.4 : 1.05
    }
  }
}

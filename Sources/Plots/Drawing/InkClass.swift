/// A colour's style class, with the dash and the point shape that go with it.
struct InkClass {
  let name: String
  let dash: String
  private let index: Int

  init(_ ink: Plot.Ink) {
    switch ink {
    case .series(let number):
      index = ((number % 6) + 6) % 6
      name = "s\(index)"
    case .positive: (index, name) = (0, "s0")
    case .negative: (index, name) = (1, "s1")
    case .signed: (index, name) = (0, "s0")
    case .neutral: (index, name) = (0, "sn")
    }
    dash = ["", "7 3", "2 3", "10 3 2 3", "5 2 1 2 1 2", "14 4"][index]
  }

  /// The shape of a point, drawn from its middle.
  func symbol(isSmall: Bool) -> String {
    if isSmall { return "m-1.5,0a1.5,1.5 0 1,0 3,0a1.5,1.5 0 1,0 -3,0z" }
    return [
      "m-3.2,0a3.2,3.2 0 1,0 6.4,0a3.2,3.2 0 1,0 -6.4,0z", "m0,-4l4,7h-8z", "m-3,-3h6v6h-6z", "m0,-4.2l4.2,4.2-4.2,4.2-4.2-4.2z",
      "m0,4l4,-7h-8z", "m-4,-1h3v-3h2v3h3v2h-3v3h-2v-3h-3z",
    ][index]
  }
}

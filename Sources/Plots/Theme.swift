/// The colours and sizes of pictures and pages.
///
/// The six inks start from the palette of Okabe and Ito ("Color Universal Design", 2008) and were moved until any two differ by at least 24 in
/// CIELAB as people with normal vision, protanopia, deuteranopia and tritanopia see them (simulated after Machado and others, 2009), and each
/// stands out from the paper by 3 to 1 or more. Text stands out by at least 4.5 to 1.
enum Theme {
  /// The style of a picture that stands alone.
  static let picture =
    ".assay-plot{\(light)}@media screen and (prefers-color-scheme:dark){.assay-plot{\(dark)}\(darkCells)}\(drawing)"

  /// The style of a page with pictures.
  static let page = """
    :root{color-scheme:light dark;\(light)}
    @media screen and (prefers-color-scheme:dark){:root{\(dark)}\(darkCells)}
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
    main{max-width:832px;margin:0 auto;padding:16px}
    h1{font-size:26px;line-height:1.25;margin:8px 0;overflow-wrap:anywhere}
    h2{font-size:20px;line-height:1.3;margin:32px 0 8px;overflow-wrap:anywhere}
    p{margin:8px 0;max-width:70ch;overflow-wrap:anywhere}
    .sub{color:var(--soft)}
    .notice{border-left:4px solid var(--s1);background:var(--raised);padding:8px 12px}
    dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:8px;margin:8px 0}
    dl div{background:var(--raised);border-radius:6px;padding:8px 12px;min-width:0}
    dt{font-size:14px;color:var(--soft);overflow-wrap:anywhere}
    dd{margin:0;font-size:20px;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
    dd.note{font-size:13px;color:var(--soft)}
    figure{margin:16px 0}
    figure svg{display:block;width:100%;height:auto}
    .narrow{max-width:440px}
    .wide{display:none}
    .frame{overflow-x:auto;margin:16px 0}
    table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums}
    caption{text-align:left;font-weight:600;padding:4px 0;font-size:15px}
    th,td{text-align:left;padding:4px 16px 4px 0;border-bottom:1px solid var(--grid);vertical-align:top}
    th{color:var(--soft);font-weight:600}
    .num{text-align:right;white-space:nowrap}
    @media (min-width:680px){.narrow{display:none}.wide{display:block}}
    @media print{body{font-size:12pt}main{max-width:none;padding:0}.narrow{display:none}.wide{display:block}table{font-size:8.5pt}td{overflow-wrap:anywhere}figure,dl div,tr{break-inside:avoid}h2{break-after:avoid}.frame{overflow:visible}}
    \(drawing)
    """

  private static let light =
    "--paper:#fff;--raised:#f3f4f6;--ink:#1a1a1a;--soft:#555;--grid:#dedede;--frame:#808080;"
    + "--s0:#1357b1;--s1:#9b3209;--s2:#079655;--s3:#91447f;--s4:#ab8b01;--s5:#4f3d30;--sn:#5f5f5f"
  private static let dark =
    "--paper:#15181c;--raised:#20252b;--ink:#ececec;--soft:#b5b9be;--grid:#363c43;--frame:#8a8f96;"
    + "--s0:#508ef2;--s1:#eb7933;--s2:#17df86;--s3:#dd83c5;--s4:#f6ce33;--s5:#d7d5ce;--sn:#a5a9ae"

  private static let drawing =
    ".assay-plot text{font:12.5px system-ui,-apple-system,\"Segoe UI\",Roboto,\"Liberation Sans\",sans-serif;fill:var(--ink)}"
    + ".assay-plot .ti{font-size:15px;font-weight:600}.assay-plot .ax{fill:var(--soft)}"
    + ".assay-plot .gr{stroke:var(--grid)}.assay-plot .gz,.assay-plot .fr{stroke:var(--frame)}"
    + (0..<6).map { ".assay-plot .s\($0){--c:var(--s\($0))}" }.joined() + ".assay-plot .sn{--c:var(--sn)}"
    + ".assay-plot .ln{fill:none;stroke:var(--c);stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round}"
    + ".assay-plot .rl{fill:none;stroke:var(--c);stroke-width:1.4}"
    + ".assay-plot .fa{fill:var(--c);fill-opacity:.22}.assay-plot .bd{fill:var(--c);fill-opacity:.25}"
    + ".assay-plot .br,.assay-plot .pt{fill:var(--c)}.assay-plot .pt{fill-opacity:.8}"
    + ".assay-plot .up{fill:var(--s0)}.assay-plot .dn{fill:var(--s1)}"
    + ".assay-plot .pp{fill:var(--paper)}.assay-plot .ce{fill:var(--f)}.assay-plot .cv{fill:var(--v)}"
    + ".assay-plot .hn{--f:var(--grid);--v:var(--ink)}" + lightCells

  // Nine steps between two hues with a neutral middle (d), and from pale to deep (q); the text on each is the blacker or whiter one.
  private static let lightCells =
    cells(
      "d", ["b84a00", "c7743d", "d69f7a", "e5cab7", "f4f4f4", "b7cfde", "7aaac7", "3d85b0", "00609a"], whiteText: [0, 8])
    + cells("q", ["edf3f8", "cfdde6", "b2c6d5", "94b0c3", "769ab2", "5983a0", "3b6d8e", "1e567d", "00406b"], whiteText: [6, 7, 8])
  private static let darkCells =
    cells(
      ".assay-plot d", ["f5994f", "c27e48", "906442", "5d4a3c", "2a2f35", "365264", "437592", "5098c1", "5cbbf0"],
      whiteText: [2, 3, 4, 5, 6])
    + cells(
      ".assay-plot q", ["232a31", "32404b", "415664", "506c7e", "5e8298", "6d99b2", "7cafcc", "8bc5e5", "9adbff"], whiteText: [0, 1, 2, 3])

  private static func cells(_ prefix: String, _ fills: [String], whiteText: Set<Int>) -> String {
    // The names for dark stand behind an ancestor, so that they outweigh those for light wherever they come in the text.
    let parts = prefix.split(separator: " ")
    let name = parts.last.map(String.init) ?? prefix
    let ancestor = parts.count > 1 ? "\(parts[0]) " : ""
    return fills.enumerated().map {
      "\(ancestor).\(name)\($0.offset){--f:#\($0.element);--v:\(whiteText.contains($0.offset) ? "#fff" : "#000")}"
    }
    .joined()
  }
}

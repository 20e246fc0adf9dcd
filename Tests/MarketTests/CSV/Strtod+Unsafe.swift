import Foundation

/// What the C library reads, which is the measure of every number parser.
func strtodValue(_ text: String) -> Double { unsafe strtod(text, nil) }

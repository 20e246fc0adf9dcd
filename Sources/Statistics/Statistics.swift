/// The module Statistics.

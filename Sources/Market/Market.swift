/// The module Market.

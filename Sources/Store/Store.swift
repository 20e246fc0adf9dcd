/// The module Store.

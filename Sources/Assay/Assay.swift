// One import gives all of Assay; take a single module where that is all you need.
@_exported public import ABTest
@_exported public import Backtest
@_exported public import Calibration
@_exported public import Features
@_exported public import GradientBoost
@_exported public import Indicators
@_exported public import Market
@_exported public import Pipeline
@_exported public import Plots
@_exported public import Risk
@_exported public import Statistics
@_exported public import Store
@_exported public import Strategies
@_exported public import WalkForward

"""Times vectorbt and backtesting.py on the crossing of averages that the Swift benchmark runs: same bars, stop, target and fees."""

import os
import warnings

# backtesting.py draws a bar for every run.
os.environ.setdefault("TQDM_DISABLE", "1")

import numpy
import pandas

from timing import DATA, report

warnings.filterwarnings("ignore")
columns = {name: numpy.fromfile(DATA / f"backtest-{name.lower()}.f64") for name in ("Open", "High", "Low", "Close", "Volume")}
frame = pandas.DataFrame(columns, index=pandas.date_range("2024-01-01", periods=len(columns["Open"]), freq="5min"))


def with_vectorbt():
    import vectorbt

    fast = frame.Close.ewm(span=10, adjust=False).mean()
    slow = frame.Close.ewm(span=30, adjust=False).mean()
    above = fast > slow
    before = above.shift(1, fill_value=False)
    portfolio = vectorbt.Portfolio.from_signals(
        frame.Close, (above & ~before).shift(1, fill_value=False), (~above & before).shift(1, fill_value=False), price=frame.Open,
        open=frame.Open, high=frame.High, low=frame.Low, fees=0.001, sl_stop=0.02, tp_stop=0.04, init_cash=10_000, freq="5min",
    )
    portfolio.value()


def with_backtesting(rows):
    from backtesting import Backtest, Strategy
    from backtesting.lib import crossover

    class Cross(Strategy):
        def init(self):
            self.fast = self.I(lambda x: pandas.Series(x).ewm(span=10, adjust=False).mean(), self.data.Close)
            self.slow = self.I(lambda x: pandas.Series(x).ewm(span=30, adjust=False).mean(), self.data.Close)

        def next(self):
            close = self.data.Close[-1]
            if crossover(self.fast, self.slow) and not self.position:
                self.buy(size=0.95, sl=close * 0.98, tp=close * 1.04)
            elif crossover(self.slow, self.fast):
                self.position.close()

    Backtest(rows, Cross, cash=1e9, commission=0.001).run()


report("backtest.ema-cross", "vectorbt 1.2.0", len(frame), with_vectorbt)
# A twentieth of the bars: it takes about 7 µs for each.
part = frame.iloc[:50_000]
report("backtest.ema-cross", "backtesting 0.6.6", len(part), lambda: with_backtesting(part))

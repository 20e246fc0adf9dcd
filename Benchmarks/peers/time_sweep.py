"""Times vectorbt on the 91 pairs of averages that the Swift benchmark sweeps: same bars, fees and fills, and the numbers of every run."""

import warnings

import numpy
import pandas

from timing import DATA, report

warnings.filterwarnings("ignore")
columns = {name: numpy.fromfile(DATA / f"sweep-{name.lower()}.f64") for name in ("Open", "Close")}
frame = pandas.DataFrame(columns, index=pandas.date_range("2024-01-01", periods=len(columns["Open"]), freq="5min"))
PERIODS = [5, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150]


def with_vectorbt():
    import vectorbt

    fast, slow = vectorbt.MA.run_combs(frame.Close, PERIODS, r=2, ewm=True, short_names=["fast", "slow"])
    entries = fast.ma_crossed_above(slow).vbt.signals.fshift(1)
    exits = fast.ma_crossed_below(slow).vbt.signals.fshift(1)
    portfolio = vectorbt.Portfolio.from_signals(
        frame.Close, entries, exits, price=frame.Open.to_numpy()[:, None], fees=0.001, init_cash=10_000, freq="5min",
    )
    portfolio.total_return()
    portfolio.sharpe_ratio()
    portfolio.max_drawdown()
    portfolio.trades.win_rate()
    portfolio.trades.profit_factor()


report("sweep.ema-pairs", "vectorbt 1.2.0", len(frame) * 91, with_vectorbt)

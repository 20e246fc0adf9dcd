"""Prints what backtesting.py and vectorbt make of the bars and signals of Tests/BacktestTests/PeerTests.swift, whose literals these are."""

import warnings

import numpy
import pandas

warnings.filterwarnings("ignore")

BARS, STOP, TARGET, FEE, UNITS, CASH = 300, 0.03, 0.05, 0.001, 10, 10_000.0


def market():
    """Bars from whole-number arithmetic and one multiplication a step, so that every language makes the same bits of them."""
    state, price, rows, signals = 42, 100.0, [], []

    def unit():
        nonlocal state
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
        return (state // 65_536) / 32_768

    for _ in range(BARS):
        opening = price * (1 + (unit() - 0.5) * 0.01)
        close = opening * (1 + (unit() - 0.5) * 0.04)
        high = max(opening, close) * (1 + unit() * 0.01)
        low = min(opening, close) * (1 - unit() * 0.01)
        rows.append((opening, high, low, close))
        draw = unit()
        signals.append(1 if draw < 0.15 else -1 if draw < 0.25 else 0)
        price = close
    index = pandas.date_range("2024-01-01", periods=BARS, freq="1h")
    return pandas.DataFrame(rows, columns=["Open", "High", "Low", "Close"], index=index), numpy.array(signals)


def report(peer, equity):
    """Prints the account at the close of every bar."""
    print(f"{peer}: equity at {len(equity)} bars")
    for start in range(0, len(equity), 6):
        print("  " + " ".join(f"{float(value)!r}," for value in equity.iloc[start : start + 6]))


def with_backtesting():
    from backtesting import Backtest, Strategy

    frame, signals = market()

    class Signals(Strategy):
        def init(self):
            pass

        def next(self):
            row = len(self.data) - 1
            close = self.data.Close[-1]
            if signals[row] == 1 and not self.position:
                self.buy(size=UNITS, sl=close * (1 - STOP), tp=close * (1 + TARGET))
            elif signals[row] == -1 and self.position:
                self.position.close()

    result = Backtest(frame.assign(Volume=1.0), Signals, cash=CASH, commission=FEE, finalize_trades=False).run()
    report("backtesting.py", result._equity_curve.Equity)
    for trade in result._trades.itertuples():
        print(f"  ({trade.EntryBar}, {trade.ExitBar}, {float(trade.EntryPrice)!r}, {float(trade.ExitPrice)!r}),")


def with_vectorbt():
    import vectorbt

    frame, signals = market()
    # An order of vectorbt fills in the row of its signal: signals move one row on and fill at the open.
    entries = pandas.Series(signals == 1, frame.index).shift(1, fill_value=False)
    exits = pandas.Series(signals == -1, frame.index).shift(1, fill_value=False)
    portfolio = vectorbt.Portfolio.from_signals(
        frame.Close, entries, exits, price=frame.Open, open=frame.Open, high=frame.High, low=frame.Low, size=UNITS, fees=FEE,
        slippage=0.0, init_cash=CASH, sl_stop=None, freq="1h",
    )
    report("vectorbt", portfolio.value())
    rows = portfolio.trades.records
    for trade in rows[rows["status"] == 1].itertuples():
        print(f"  ({trade.entry_idx}, {trade.exit_idx}, {trade.entry_price!r}, {trade.exit_price!r}, {trade.pnl!r}),")


if __name__ == "__main__":
    with_backtesting()
    with_vectorbt()

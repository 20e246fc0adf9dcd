"""Times the standard set of features as people make it with pandas and TA-Lib: shared columns computed once, the best way that is known of each.

The last two thousand rows of every feature are compared with Assay's, so that both sides do the same work.
"""

import sys

import numpy as np
import pandas as pd
import talib

from timing import DATA, report

NAMES = ("open", "high", "low", "close", "volume")
BARS_PER_YEAR = 365.2425 * 24 * 60


def load():
    frame = pd.DataFrame({name: np.fromfile(DATA / f"features-{name}.f64") for name in NAMES})
    frame.index = pd.to_datetime(np.fromfile(DATA / "features-time.i64", dtype="int64"))
    return frame


def vwma(price, volume, period):
    return (price * volume).rolling(period).sum() / volume.rolling(period).sum()


def trend(close, period):
    """Slope and R² of the line through the logarithms of the last closes."""
    logs = np.log(close)
    slope = pd.Series(talib.LINEARREG_SLOPE(logs.to_numpy(), period), close.index)
    spread = (period * period - 1) / 12
    variance = logs.rolling(period).var(ddof=0)
    return slope, (slope * slope * spread / variance).clip(upper=1).fillna(0).where(slope.notna())


def build(bars):
    o, h, l, c, v = (bars[name] for name in NAMES)
    on, hn, ln, cn, vn = (bars[name].to_numpy() for name in NAMES)
    f = {}

    def put(name, values):
        f[name] = values if isinstance(values, np.ndarray) else values.to_numpy()

    # price
    for name in ("open", "high", "low", "close"):
        f[name] = bars[name].to_numpy()
    hlc3 = (h + l + c) / 3
    before = c.shift(1)
    returns = c / before - 1
    put("hl2", (h + l) / 2)
    put("hlc3", hlc3)
    put("ohlc4", (o + h + l + c) / 4)
    put("returns", returns)
    logs = np.log(c / before)
    put("log_returns", logs)
    for n in (1, 5, 10, 20, 50):
        put(f"momentum_{n}", talib.MOM(cn, n))
        put(f"roc_{n}", talib.ROC(cn, n))
    put("range", h - l)
    put("range_pct", (h - l) / c * 100)
    gap = o - before
    put("gap_up", (gap > 0).astype(float))
    put("gap_down", (gap < 0).astype(float))
    put("gap_size", gap)
    put("gap_size_pct", gap / before * 100)
    put("return_mean_5", returns.rolling(5).mean())
    put("return_mean_20", returns.rolling(20).mean())
    put("return_std_20", returns.rolling(20).std(ddof=0))
    highest, lowest = talib.MAX(hn, 20), talib.MIN(ln, 20)
    put("range_position_20", (cn - lowest) / (highest - lowest))
    put("lagged_return_1", returns.shift(1))
    put("lagged_return_5", returns.shift(5))
    # volume
    put("volume", v)
    means = {n: talib.SMA(vn, n) for n in (5, 10, 20, 50)}
    for n in (5, 10, 20, 50):
        put(f"volume_sma_{n}", means[n])
        put(f"volume_ema_{n}", talib.EMA(vn, n))
    put("volume_ratio_20", vn / means[20])
    put("volume_ratio_50", vn / means[50])
    surge = v / pd.Series(means[20], v.index).shift(1)
    put("volume_surge_ratio", surge)
    put("volume_surge", (surge >= 2).astype(float))
    money = hlc3 * v
    day = bars.index.normalize()
    put("vwap", money.groupby(day).cumsum() / v.groupby(day).cumsum())
    rolling = vwma(hlc3, v, 20)
    put("vwap_20", rolling)
    put("vwap_deviation_20", c / rolling - 1)
    obv = talib.OBV(cn, vn)
    put("obv", obv)
    put("obv_sma_20", talib.SMA(obv, 20))
    put("obv_ema_20", talib.EMA(obv, 20))
    put("volume_price_trend", (v * returns).fillna(0).cumsum())
    put("money_flow", money)
    # technical
    rsi = talib.RSI(cn, 14)
    put("rsi_14", rsi)
    put("rsi_scaled_14", rsi / 100)
    f["macd_12_26"], f["macd_signal_9"], f["macd_histogram"] = talib.MACD(cn, 12, 26, 9)
    f["stoch_k"], f["stoch_d"] = talib.STOCH(hn, ln, cn, 14, 3, 0, 3, 0)
    put("cci_20", talib.CCI(hn, ln, cn, 20))
    put("williams_r_14", talib.WILLR(hn, ln, cn, 14))
    put("adx_14", talib.ADX(hn, ln, cn, 14))
    put("plus_di_14", talib.PLUS_DI(hn, ln, cn, 14))
    put("minus_di_14", talib.MINUS_DI(hn, ln, cn, 14))
    put("sma_50", talib.SMA(cn, 50))
    put("sma_200", talib.SMA(cn, 200))
    averages = {n: talib.EMA(cn, n) for n in (9, 20, 21, 50, 200)}
    for n in (9, 21, 50, 200):
        put(f"ema_{n}", averages[n])
    for fast, slow in ((9, 21), (50, 200)):
        side = np.sign(averages[fast] - averages[slow])
        put(f"ema_{fast}_{slow}_cross", side)
        last = np.concatenate(([np.nan], side[:-1]))
        put(f"ema_{fast}_{slow}_crossover", ((side > 0) & (last <= 0)).astype(float) - ((side < 0) & (last >= 0)).astype(float))
    put("ema_deviation_9", cn / averages[9] - 1)
    put("ema_deviation_21", cn / averages[21] - 1)
    put("slope_ema_20", talib.ROC(averages[20], 1))
    put("higher_high_20", (hn > np.concatenate(([np.nan], highest[:-1]))).astype(float))
    put("lower_low_20", (ln < np.concatenate(([np.nan], lowest[:-1]))).astype(float))
    adl = talib.AD(hn, ln, cn, vn)
    put("adl", adl)
    put("adl_ema_20", talib.EMA(adl, 20))
    put("mfi_14", talib.MFI(hn, ln, cn, vn, 14))
    # volatility
    atr = talib.ATR(hn, ln, cn, 14)
    put("atr_14", atr)
    put("atr_pct_14", talib.NATR(hn, ln, cn, 14))
    deviation = talib.STDDEV(cn, 20)
    put("std_dev_20", deviation)
    put("std_dev_pct_20", deviation / cn * 100)
    upper, middle, lower = talib.BBANDS(cn, 20, 2, 2)
    f["bbands_upper_20"], f["bbands_middle_20"], f["bbands_lower_20"] = upper, middle, lower
    put("bbands_width_20", (upper - lower) / middle)
    put("bbands_percent_b_20", (cn - lower) / (upper - lower))
    center = talib.EMA(hlc3.to_numpy(), 20)

    def channel(period, multiplier):
        reach = multiplier * talib.ATR(hn, ln, cn, period)
        return center + reach, center - reach

    top, bottom = channel(10, 2)
    f["keltner_upper_20"], f["keltner_middle_20"], f["keltner_lower_20"] = top, center, bottom
    put("keltner_width_20", (top - bottom) / center)
    spread20, spread50 = logs.rolling(20).std(), logs.rolling(50).std()
    put("historical_volatility_20", spread20 * np.sqrt(BARS_PER_YEAR))
    put("historical_volatility_50", spread50 * np.sqrt(BARS_PER_YEAR))
    put("volatility_ratio_20_50", spread20 / spread50)
    outer_top, outer_bottom = channel(20, 1.5)
    put("bb_squeeze", ((upper < outer_top) & (lower > outer_bottom)).astype(float))
    reach = np.log(hn / ln) ** 2 / (4 * np.log(2))
    put("parkinson_volatility_20", np.sqrt(talib.SMA(reach, 20) * BARS_PER_YEAR))
    # regime
    slope, explained = trend(c, 20)
    put("trend_slope", slope)
    put("trend_r2", explained)
    follows = explained >= 0.5
    up, down = follows & (slope > 0), follows & (slope < 0)
    put("is_trending_up", up.astype(float))
    put("is_trending_down", down.astype(float))
    put("is_ranging", (explained < 0.5).astype(float))
    # Of 101 values the latest has rank 1 to 101, itself counted; ties share the lowest.
    percentile = (spread20.rolling(101).rank(method="min") - 1).fillna(np.nan)
    put("volatility_percentile", percentile)
    volatile = percentile >= 80
    put("is_volatile", volatile.astype(float))
    kind = np.select([up, down, volatile], [1.0, 2.0, 3.0], 0.0)
    put("regime_type", kind)
    put("regime_strength", np.select([(kind == 1) | (kind == 2), kind == 3], [explained, percentile / 100], 1 - explained))
    changed = pd.Series(kind).diff().fillna(0).ne(0)
    put("regime_transition", changed.astype(float))
    put("regime_duration", changed.groupby(changed.cumsum()).cumcount().add(1).astype(float))
    # time
    ends = bars.index + pd.Timedelta(minutes=1)
    hour = (ends - ends.normalize()) / pd.Timedelta(days=1)
    put("hour_sin", np.sin(2 * np.pi * hour.to_numpy()))
    put("hour_cos", np.cos(2 * np.pi * hour.to_numpy()))
    weekday = ends.day_of_week.to_numpy() / 7
    put("weekday_sin", np.sin(2 * np.pi * weekday))
    put("weekday_cos", np.cos(2 * np.pi * weekday))
    put("minutes_to_session_end", (day + pd.Timedelta(days=1) - ends) / pd.Timedelta(minutes=1))
    return pd.DataFrame({name: np.asarray(values) for name, values in f.items()}, index=bars.index, copy=False)


def check(table):
    """Compares with what Assay made of the last bars; sums over all time and durations begin alike in both."""
    wrong = []
    for name in table.columns:
        ours = np.fromfile(DATA / f"features-last-{name}.f64")
        theirs = table[name].to_numpy()[-len(ours):].astype(float)
        scale = np.maximum(np.abs(ours), np.nanmedian(np.abs(ours)))
        off = np.abs(ours - theirs) > 1e-6 * np.maximum(scale, 1e-12)
        if off.mean() > 0.002 or (np.isnan(ours) != np.isnan(theirs)).any():
            wrong.append(f"{name} ({off.sum()} of {len(ours)}, {ours[-1]} and {theirs[-1]})")
    if wrong:
        print("features differ: " + "; ".join(wrong), file=sys.stderr)


bars = load()
table = build(bars)
check(table)
del table
for name in ("features.standard", "features.standard.one-thread"):
    report(name, f"pandas {pd.__version__} + talib {talib.__version__}", 1, lambda: build(bars), budget=2)

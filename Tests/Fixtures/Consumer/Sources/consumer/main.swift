import Assay

print(Timeframe.minutes(5))

"""What a script in Python has to import before its first line does anything, beside the start of the tool; and the tool's limit."""

import subprocess
import sys

from timing import limit, report

#: For each start of the tool, what does the same kind of work in Python.
IMPORTS = {"version": "pandas", "help": "lightgbm", "indicators": "talib"}

for name, module in IMPORTS.items():
    limit(f"start.{name}", 20e6, "from being called to having answered")
    report(f"start.{name}", f"import {module}", 1, lambda: subprocess.run([sys.executable, "-c", f"import {module}"], check=True))

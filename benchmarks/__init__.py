"""Speed, measured as ratios against a floor in the same run; `make bench` writes docs/benchmarks.md."""

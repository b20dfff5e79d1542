"""目标: plans, targets and rankings of territories."""

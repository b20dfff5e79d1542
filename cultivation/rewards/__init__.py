"""奖补: entitlements, shares, payments."""

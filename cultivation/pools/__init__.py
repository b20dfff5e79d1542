"""梯队: ladders, tiers, memberships, assessments."""

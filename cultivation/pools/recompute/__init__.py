"""The bulk path: plan what is stale, run one range, store what changed."""

"""Every read worth naming about ladders, pools, proposals and verdicts; scope begins here."""

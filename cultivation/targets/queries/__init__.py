"""Every read worth naming about targets and ranking; scope begins here."""

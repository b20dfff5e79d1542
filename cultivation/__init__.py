"""What follows: facts and rules meet here."""

"""What a person may type about enterprises, checked."""

"""What is required: the rules as dated text, and the engine that reads them."""

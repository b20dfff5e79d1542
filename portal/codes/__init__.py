"""Reference code tables: industries (GB/T 4754) and technology fields, each with source and date."""

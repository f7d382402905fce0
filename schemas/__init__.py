"""The contract: one record class and one Arrow schema for each table, and the reference facts."""

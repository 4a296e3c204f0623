"""The places where people are filmed."""

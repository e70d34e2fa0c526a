"""Impasto, the bot: a studio, its jobs, and the places where people meet it."""

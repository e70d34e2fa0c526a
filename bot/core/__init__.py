"""What a job is, who waits, who is told: the bot without any chat in it."""

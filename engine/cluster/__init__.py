"""The same painting on the machines of a Ray cluster. Ray runs in processes of its own, never in the bot's."""

"""Speed and quality against peers; not part of the installed package."""

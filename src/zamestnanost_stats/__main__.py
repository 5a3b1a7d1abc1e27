"""``python -m zamestnanost_stats``: the same program as the command."""

from zamestnanost_stats.cli import main

if __name__ == "__main__":
    main()

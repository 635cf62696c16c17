"""`python -m badges` is the `badges` command."""

from badges.cli import main

if __name__ == "__main__":
    main()

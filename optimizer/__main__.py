"""``python -m optimizer`` does what ``hospital-optimizer`` does."""

from optimizer.cli import main

if __name__ == "__main__":
    main()

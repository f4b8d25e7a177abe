"""`python -m zhibiao`."""

import sys

from zhibiao.cli.main import main

if __name__ == "__main__":
    sys.exit(main())

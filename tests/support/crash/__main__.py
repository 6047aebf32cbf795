"""The crash loop from the command line."""

import sys

from tests.support.crash.campaign import main

if __name__ == "__main__":
    sys.exit(main())

"""The simulation from the command line."""

import sys

from tests.support.simulation.campaign import main

if __name__ == "__main__":
    sys.exit(main())

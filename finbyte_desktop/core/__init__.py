"""The pure, deterministic core: values, orders, ledger, risk, kernel, simulated venue, exact figures."""

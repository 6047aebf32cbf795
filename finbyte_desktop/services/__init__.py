"""The asyncio shell: venues, store, feeds, runner, approvals, backtest. Knows no Qt."""

"""Questions to a person, each an overlay that never blocks and whose Escape is the safe answer."""

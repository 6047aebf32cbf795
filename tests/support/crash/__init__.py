"""The application as real processes, killed again and again while it trades on the test exchange."""

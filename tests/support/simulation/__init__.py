"""The whole client against the test exchange in virtual time: no socket, no clock, no thread."""

"""Stock clients of the venues judge the test exchange, each in an environment of its own."""

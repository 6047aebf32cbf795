"""Reusable widgets that know nothing of trading: plain data in, signals out."""

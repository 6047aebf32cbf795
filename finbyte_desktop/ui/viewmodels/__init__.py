"""What pages show: frozen snapshots as display strings, made from the desk's read models. No widgets here."""

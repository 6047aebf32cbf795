"""Reference calculations written from the specification alone; they share no code with the product."""

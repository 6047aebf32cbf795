"""The pages behind the rail, and the parts they are made of."""

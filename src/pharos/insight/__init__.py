"""What the numbers say: reports over what happened. Reads only, from the present and the clocks."""

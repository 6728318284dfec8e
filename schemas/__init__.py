"""What things are: frozen records shared by every stage. No I/O, imports nothing of ours."""

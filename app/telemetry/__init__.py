"""What we tell operators."""

"""Questions of the regional fora, by half-year."""

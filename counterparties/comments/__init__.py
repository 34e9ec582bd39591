"""Comments: who is named in them, writing them and taking them away."""

"""Whether an exchange keeps to the contract: asked from outside, told in plain words."""

"""What the channels of Meta have in common: signatures, calls, and messages of its pages."""

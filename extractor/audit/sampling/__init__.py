"""How sure can one be of an archive: a sample to check is drawn from it, and error rates are estimated from the sample."""

"""Many documents: paths enter, one outcome for each leaves, and no document can spoil another's."""

"""How the model of structure is fitted and measured: annotated documents in, weights and figures out."""

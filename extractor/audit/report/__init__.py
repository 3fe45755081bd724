"""The audit as pages to look at: static HTML that needs no network and no server."""

"""Parts of the page of designation."""

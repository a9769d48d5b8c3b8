"""The product's texts as gettext catalogues."""

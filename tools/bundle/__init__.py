"""Everything an installation needs, in one folder and one archive, for machines without a network: `make bundle`."""

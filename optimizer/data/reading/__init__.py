"""Tables in, `Dataset` out."""

from optimizer.data.reading.dataset import read_dataset, read_found

__all__ = ["read_dataset", "read_found"]

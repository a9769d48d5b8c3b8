"""Tables in, `Dataset` out."""

from optimizer.data.reading.dataset import read_dataset

__all__ = ["read_dataset"]

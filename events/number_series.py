"""Number series: blocks of business numbers of one kind, legal entity and year."""

from events._base import Event


class NumbersReserved(Event):
    """The numbers `first` to `last` were handed to one process; unused ones stay gaps."""

    stored_as = "number_series.reserved.v1"
    first: int
    last: int


NumberSeriesEvent = NumbersReserved

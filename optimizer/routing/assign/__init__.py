"""The assignment core: items to sites over periods at least cost, with a bound that prices prove.

It knows no hospital words: an item is a patient or a group of them, a site a unit, a period a day. What decides is
how many places an item uses at a site from one period to another, and what it costs to serve it there or not at all.
"""

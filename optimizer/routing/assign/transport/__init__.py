"""Everybody in one span of time, one place each: a transportation problem, solved to the proven optimum at a province's size.

Prices come first, from a sample and ever more items; they leave few items in doubt. A min-cost flow over the pairs in
doubt settles these, its dual prices put the next look right, and in the end prove the optimum over all pairs.
"""

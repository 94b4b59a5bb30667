"""Deterministic simulation: the whole engine under a virtual clock with injected faults.

One seed is one small town: people act through the offices, the watch looks, the post goes out,
runs are lost and doubled, processes die between two statements. After every step the record
is held against what was acknowledged; at the end against a twin that no fault ever met.
"""

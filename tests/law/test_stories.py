"""The stories that a lawyer of the city can read: one feature file per part of the law."""

from pytest_bdd import scenarios

scenarios("features")

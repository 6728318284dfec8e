"""WHEN and WHERE: the stages in order, and everything that touches the world."""

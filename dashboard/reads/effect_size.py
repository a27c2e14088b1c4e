"""How much something changed between two windows, on one scale: Cohen's h, minus what chance can do.

Cohen (Statistical Power Analysis for the Behavioral Sciences, 1988, chapter 6) measures the distance of two shares p
and q as h = 2·asin√p - 2·asin√q: from -π to π, 0.2 small, 0.5 medium, 0.8 large. On that scale the variance of a share
does not depend on the share (Anscombe, The transformation of Poisson, binomial and negative-binomial data, Biometrika
1948), so that one bound serves them all. What is given here is that bound: the distance that is left after `Z` standard
errors, 0 where nothing is left. Few events therefore never rank first by chance, and more of the same rank higher.

Everything is signed, and swapping the windows turns the sign.
"""

from __future__ import annotations

from math import asin, atan, copysign, log, pi, sqrt

LARGEST = pi
"""No effect is larger."""

Z = 3.0
"""Standard errors that chance is granted: 1 in 370 of what did not change would pass, and then with little."""

Z_OF_LARGEST = 4.0
"""The same where the place of the largest difference was looked for, which finds more by chance."""

_ADDED = 0.375
"""Anscombe's correction: 3/8 of an event added to those that were counted and to those that were not."""

_CONTINUITY = 0.5
_STEPS = 40


def share(before: int, of_before: int, after: int, of_after: int, *, z: float = Z) -> float:
    """The change of a share, from `before` of `of_before` to `after` of `of_after`; 0 where one window has nothing."""
    if of_before <= 0 or of_after <= 0:
        return 0.0
    distance = _angle(after, of_after) - _angle(before, of_before)
    return _bounded(distance, z * sqrt(1 / (of_after + 0.5) + 1 / (of_before + 0.5)))


def rate(before: int, exposure_before: float, after: int, exposure_after: float) -> float:
    """The change of how often something happens per unit of exposure (seconds, requests, records).

    If nothing changed, an occurrence falls into the second window with the probability that its exposure says (the
    conditional test of two Poisson rates: Przyborowski and Wilenski, Biometrika 1940). The likelihood ratio (Dunning,
    Accurate methods for the statistics of surprise and coincidence, 1993, which holds for rare events too) says which
    probabilities chance could make of what was seen; the one nearest to no change is compared with a half, for
    windows of equal exposure. Doubled, so that something new comes near π and something gone near -π.
    """
    if exposure_before <= 0 or exposure_after <= 0:
        return 0.0
    expected = exposure_after / (exposure_before + exposure_after)
    if after >= expected * (before + after):
        return _excess(after, before, expected)
    return -_excess(before, after, 1 - expected)


def _excess(more: int, less: int, expected: float) -> float:
    """How far the share of `more` lies above `expected` at least; half an event is taken off (continuity)."""
    counted = more - _CONTINUITY
    if counted <= 0:
        return 0.0
    low, high = expected, counted / (counted + less)
    if high <= low or _surprise(counted, less, low) <= Z * Z:
        return 0.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _surprise(counted, less, middle) > Z * Z:
            low = middle
        else:
            high = middle
    ratio = low / (1 - low) * (1 - expected) / expected
    return 2 * (2 * atan(sqrt(ratio)) - pi / 2)


def _surprise(more: float, less: float, probability: float) -> float:
    """Twice the logarithm of the likelihood ratio of what was seen to `probability` (Dunning's G)."""
    seen = more / (more + less)
    rest = less * log((1 - seen) / (1 - probability)) if less else 0.0
    return 2 * (more * log(seen / probability) + rest)


def latency(slower_before: int, timed_before: int, slower_after: int, timed_after: int) -> float:
    """The change of durations: the share of requests slower than the duration where the windows differ most.

    That duration is where the two distributions lie furthest apart, as in the test of Kolmogorov and Smirnov, measured
    by h so that a tail counts too.
    """
    return share(slower_before, timed_before, slower_after, timed_after, z=Z_OF_LARGEST)


def _angle(part: int, whole: int) -> float:
    return 2 * asin(sqrt(min(1.0, (part + _ADDED) / (whole + 2 * _ADDED))))


def _bounded(distance: float, doubt: float) -> float:
    return copysign(max(0.0, abs(distance) - doubt), distance)

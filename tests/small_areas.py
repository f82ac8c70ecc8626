"""Votes by area in two contests whose cross votes are known, made up for tests."""

from __future__ import annotations

import numpy as np
import pandas as pd

LOYAL = pd.DataFrame(
    [[0.85, 0.06, 0.07, 0.02], [0.05, 0.82, 0.10, 0.03], [0.10, 0.20, 0.65, 0.05], [0.15, 0.20, 0.20, 0.45]],
    index=pd.Index(["Con", "Lab", "LD", "Grn"]),
    columns=pd.Index(["Con", "Lab", "LD", "Ind"]),
)


def county(
    units: int = 60, *, seed: int = 1, concentration: float = 60.0, shares: pd.DataFrame = LOYAL
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Council votes and mayoral votes by area, and the truth; shares of an area vary about ``shares``."""
    chance = np.random.default_rng(seed)
    size = chance.integers(800, 3000, units)
    mix = chance.dirichlet(4.0 * np.arange(len(shares), 0, -1) / 2, units)
    w = np.stack([chance.multinomial(n, p) for n, p in zip(size, mix, strict=True)])
    cells = np.stack(
        [
            [
                chance.multinomial(n, chance.dirichlet(concentration * s))
                for n, s in zip(row, shares.to_numpy(), strict=True)
            ]
            for row in w
        ]
    )
    areas = pd.Index([f"area {k}" for k in range(units)])
    return (
        pd.DataFrame(w, index=areas, columns=shares.index),
        pd.DataFrame(cells.sum(1), index=areas, columns=shares.columns),
        pd.DataFrame(cells.sum(0), index=shares.index, columns=shares.columns),
    )

"""lphom: the one set of row shares that misses the units' results by the fewest votes."""

from __future__ import annotations

import numpy as np

from .likelihood import Array, Votes


def homogeneous_shares(votes: Votes) -> Array:
    """Row shares that minimise the votes by which the units' results are missed, the totals being met.

    minimise Σ_bk |y_bk − Σ_r w_br q_rk|, q_r ≥ 0 summing to 1, Σ_b of the differences 0 for every column.
    Solved with HiGHS. Reference: Romero, Pavía, Martín & Romero 2020.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, hstack, kron, vstack

    r, c, n = votes.size
    fit = kron(votes.w.T, eye_array(c), format="csr")
    slack = eye_array(n * c, format="csr")
    sums = kron(eye_array(r), np.ones((1, c)), format="csr")
    totals = kron(votes.w.sum(1)[None], eye_array(c), format="csr")
    blank = csr_array((r + c, 2 * n * c))
    rules = vstack([hstack([fit, slack, -slack]), hstack([vstack([sums, totals]), blank])], format="csr")
    right = np.concatenate([votes.y.T.ravel(), np.ones(r), votes.y.sum(1)])
    cost = np.concatenate([np.zeros(r * c), np.ones(2 * n * c)])
    found = linprog(cost, A_eq=rules, b_eq=right, bounds=(0, None), method="highs")
    if not found.success:
        raise RuntimeError(f"the linear programme was not solved: {found.message}")
    shares: Array = np.maximum(found.x[: r * c].reshape(r, c), 0)
    return shares

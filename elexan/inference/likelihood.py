"""The marginalised Dirichlet model of an R×C table: its log posterior, gradient and information.

In unit b the voters of origin r (w_br of them) choose among the destinations with shares drawn from a
Dirichlet with parameters a_rk, so that q_rk = a_rk / Σ_k a_rk is the expected share and
φ_r = 1 / (1 + Σ_k a_rk) says how much the units differ (Brown & Payne 1986; Rosen, Jiang, King & Tanner
2001). A swing common to all origins of a unit, normal with standard deviation τ on the log-odds, is added:
a popular local candidate gains among everybody. The unknown cells are summed out by a normal approximation
of the column totals, with mean and covariance

    μ_b = Σ_r w_br q_r
    Σ_b = Σ_r w_br (1 + φ_r (w_br − 1)) T_r + τ² M_b M_bᵀ + ¼ I,
    T_r = diag q_r − q_r q_rᵀ,  M_b = Σ_r w_br T_r

the last column left out, so that only the R·C values of log a and log τ are estimated (compare Forcina,
Gnaldi & Bracalente 2012). The ¼ keeps Σ_b regular where a column has next to no votes.

Arrays have the units last: operations over units then run along contiguous memory.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_NUGGET = 0.25
_CELLS_AT_ONCE = 80_000  # of c × C × units: the working arrays of a chunk stay in the processor's cache


@dataclass(frozen=True)
class Prior:
    """Gamma(shape, rate) for every a_rk, and a log-normal for τ.

    Chosen on elections whose cross votes are known: see ``methods``.
    """

    shape: float = 4.0
    rate: float = 0.1
    log_tau: float = -2.0
    log_tau_sd: float = 0.7


@dataclass(frozen=True)
class Votes:
    """Origin votes ``w`` (R×n) and destination votes ``y`` (C×n) of the units, ``different`` of them.

    Copies of a unit make an estimate more precise but must not move it: against the prior the data count
    as so many units as there are different ones.
    """

    w: Array
    y: Array
    different: int

    @property
    def size(self) -> tuple[int, int, int]:
        """Origins, destinations, units."""
        return len(self.w), len(self.y), self.w.shape[1]

    @property
    def weight(self) -> float:
        """What the data count for against the prior, per unit."""
        return self.different / self.w.shape[1]

    def sample(self, most: int) -> Votes:
        """About ``most`` of the units, evenly spaced, that count for as much as all do."""
        step = -(-self.w.shape[1] // most)
        return Votes(self.w[:, ::step].copy(), self.y[:, ::step].copy(), self.different)

    def chunks(self) -> list[slice]:
        """Slices of units small enough to work on at once."""
        c, n = len(self.y), self.w.shape[1]
        step = max(64, _CELLS_AT_ONCE // (c * c))
        return [slice(s, s + step) for s in range(0, n, step)]


@dataclass(frozen=True)
class Shape:
    """What the parameters say: a, q, φ, τ² and the covariances T (R×C×C) of one voter's choice."""

    a: Array
    q: Array
    phi: Array
    tau2: float
    t: Array

    @classmethod
    def of(cls, x: Array, r: int, c: int) -> Shape:
        """From the log parameters, the last of which is log τ."""
        a = np.exp(x[:-1].reshape(r, c))
        total = a.sum(1)
        q = a / total[:, None]
        t = -q[:, :, None] * q[:, None, :]
        i = np.arange(c)
        t[:, i, i] += q
        return cls(a, q, 1 / (1 + total), float(np.exp(2 * x[-1])), t)

    def spread(self, w: Array) -> Array:
        """w (1 + φ (w − 1)): the variance of each origin's votes in units of T."""
        return w + self.phi[:, None] * (w * (w - 1))

    def covariance(self, w: Array) -> tuple[Array, Array]:
        """Σ_b (c×c×n) and M_b (c×C×n)."""
        r, k = self.q.shape
        c = k - 1
        m = (self.t[:, :c].reshape(r, c * k).T @ w).reshape(c, k, -1)
        sigma = (self.t[:, :c, :c].reshape(r, c * c).T @ self.spread(w)).reshape(c, c, -1)
        scaled = self.tau2 * m
        for j in range(k):
            sigma += m[:, None, j] * scaled[None, :, j]
        i = np.arange(c)
        sigma[i, i] += _NUGGET
        return sigma, m


def invert(matrices: Array) -> Array:
    """Minus the inverse of symmetric positive definite matrices (c×c×n), in place; their log determinants.

    The sweep operator (Goodnight 1979) over all units at once.
    """
    c = len(matrices)
    pivots = np.empty((c, matrices.shape[2]))
    for k in range(c):
        pivots[k] = matrices[k, k]
        row = matrices[k].copy()
        scaled = row / pivots[k]
        matrices -= row[:, None] * scaled[None]
        matrices[k] = scaled
        matrices[:, k] = scaled
        matrices[k, k] = -1 / pivots[k]
    logs: Array = np.log(pivots).sum(0)
    return logs


def objective(x: Array, votes: Votes, prior: Prior) -> tuple[float, Array]:
    """Minus the log posterior at ``x`` (log a row by row, then log τ), and its gradient."""
    r, k, _ = votes.size
    c = k - 1
    at = Shape.of(x, r, k)
    value, tau_part = 0.0, 0.0
    mean, h, z = np.zeros((r, c)), np.zeros((r, c * c)), np.zeros((r, c * c))
    common = np.zeros((r, c * k))
    for part in votes.chunks():
        w = votes.w[:, part]
        g, m = at.covariance(w)
        gap = votes.y[:c, part] - at.q[:, :c].T @ w
        logs = invert(g)
        v = -(g * gap).sum(1)
        value += 0.5 * float(logs.sum() + np.vdot(gap, v))
        g += v[:, None] * v[None]  # −(Σ⁻¹ − v vᵀ), minus twice the derivative by Σ
        gm = g[:, 0, None] * m[None, 0]
        for j in range(1, c):
            gm += g[:, j, None] * m[None, j]
        tau_part += float(np.vdot(gm, m))
        flat = g.reshape(c * c, -1).T
        mean += w @ v.T
        h += at.spread(w) @ flat
        z += (w * (w - 1)) @ flat
        common += w @ gm.reshape(c * k, -1).T
    scale = votes.weight
    slope = _chain(at, mean, -0.5 * h, -0.5 * z, -at.tau2 * common)
    gradient = np.append(scale * slope.ravel(), -scale * at.tau2 * tau_part)
    gap_tau = (x[-1] - prior.log_tau) / prior.log_tau_sd
    value = scale * value + prior.rate * at.a.sum() - (prior.shape - 1) * x[:-1].sum() + 0.5 * gap_tau**2
    gradient[:-1] += prior.rate * at.a.ravel() - (prior.shape - 1)
    gradient[-1] += gap_tau / prior.log_tau_sd
    return float(value), gradient


def _chain(at: Shape, mean: Array, h: Array, z: Array, common: Array) -> Array:
    """The derivative by log a, from those by μ, by Σ (weighted two ways) and by M."""
    r, k = at.q.shape
    c = k - 1
    h, z, j = h.reshape(r, c, c), z.reshape(r, c, c), common.reshape(r, c, k)
    q, i = at.q[:, :c], np.arange(c)
    by_q = -(j * q[:, :, None]).sum(1)
    by_q[:, :c] += h[:, i, i] - mean - 2 * np.matvec(h, q) + j[:, i, i] - np.matvec(j, at.q)
    by_phi = (z * at.t[:, :c, :c]).sum((1, 2))
    centred: Array = at.q * (by_q - (by_q * at.q).sum(1, keepdims=True))
    return centred - (by_phi * at.phi**2)[:, None] * at.a


def information(x: Array, votes: Votes, *, most: int = 300) -> Array:
    """The expected (Fisher) information of the data on log a and log τ, without the prior.

    That in the covariances is computed from about ``most`` of the units, where there are more.
    """
    at = Shape.of(x, *votes.size[:2])
    part = votes.sample(most) if votes.size[2] > most else votes
    total = (votes.size[2] / part.size[2]) * _in_covariances(at, part.w)
    total[:-1, :-1] += _in_means(at, votes)
    return total


def _in_means(at: Shape, votes: Votes) -> Array:
    """What the means of the column totals say of log a: Σ_b (∂μ_b)ᵀ Σ_b⁻¹ ∂μ_b."""
    r, k = at.q.shape
    c = k - 1
    pairs = np.zeros((r * r, c * c))  # Σ_b w_br w_bs Σ_b⁻¹ for origins r and s
    for part in votes.chunks():
        w = votes.w[:, part]
        inverse, _ = at.covariance(w)
        invert(inverse)
        pairs -= (w[:, None] * w[None]).reshape(r * r, -1) @ inverse.reshape(c * c, -1).T
    slopes = at.t[:, :, :c]  # ∂q_r / ∂ log a_rk is the k-th row of T_r
    total = slopes[:, None] @ pairs.reshape(r, r, c, c) @ slopes[None].swapaxes(2, 3)
    return total.swapaxes(1, 2).reshape(r * k, r * k)


def _in_covariances(at: Shape, w: Array) -> Array:
    """What the covariances of the column totals say: Σ_b ½ tr(Σ_b⁻¹ ∂Σ_b Σ_b⁻¹ ∂Σ_b)."""
    r, k = at.q.shape
    c = k - 1
    i = np.arange(c)
    sigma, m = at.covariance(w)
    m = m.transpose(2, 0, 1)
    root = np.linalg.inv(np.linalg.cholesky(sigma.transpose(2, 0, 1))).swapaxes(1, 2)
    dt = -at.t[:, :, :c, None] * at.q[:, None, None, :] - at.q[:, None, :c, None] * at.t[:, :, None, :]
    dt[:, :, i, i] += at.t[:, :, :c]
    by_phi = -(at.phi**2)[:, None] * at.a
    cov = ((at.tau2 * dt).reshape(r * k * c, k) @ m.swapaxes(1, 2)).reshape(-1, r, k, c, c)
    cov += cov.swapaxes(3, 4).copy()
    cov *= w.T[:, :, None, None, None]
    cov += at.spread(w).T[:, :, None, None, None] * dt[..., :c]
    cov += (w * (w - 1)).T[:, :, None, None, None] * (by_phi[:, :, None, None] * at.t[:, None, :c, :c])
    tau = 2 * at.tau2 * (m @ m.swapaxes(1, 2))
    cov = np.concatenate([cov.reshape(-1, r * k, c, c), tau[:, None]], axis=1)
    for _ in range(2):  # root · cov · rootᵀ, cov being symmetric
        cov = (cov.reshape(-1, (r * k + 1) * c, c) @ root).reshape(-1, r * k + 1, c, c).swapaxes(2, 3)
    cov = cov.swapaxes(0, 1).reshape(r * k + 1, -1)
    total: Array = 0.5 * cov @ cov.T
    return total

"""Peer timings on the workloads that Auriflow is measured on: PyTorch (eager, nflows, zuko) and JAX (jit).

Prints one JSON object per line: {"workload", "peer", "threads", "device", "ms"}: the median over repeats of one step.
Usage: python peers.py [--threads N] [--only PREFIX] [--seconds S]   or   python peers.py --versions
nflows, zuko and JAX are used where they can be imported. All data is random, nothing is read or written.
"""
import argparse, json, os, statistics, sys, time
from importlib import metadata

WORKLOADS = (
    "gemm/128", "gemm/256", "gemm/512", "gemm/1024", "gemm/2048",
    "carl-step/b128h50", "carl-step/b128h100", "carl-step/b128h256", "carl-step/b1024h100", "carl-step/b1024h256",
    "alices-step/b128h100", "alices-step/b1024h100",
    "nsf-step/b128d2", "nsf-step/b128d10", "nsf-step/b1024d10",
    "nsf-sample/n10000d2", "nsf-sample/n10000d10",
    "mflow-exact/b100", "mflow-exact/b1000",
    "mflow-step/manifold", "mflow-step/density", "mflow-step/ambient",
)

ap = argparse.ArgumentParser()
ap.add_argument("--threads", type=int, default=1)
ap.add_argument("--only", default="", help="workloads whose names begin so, or the one that is called so")
ap.add_argument("--device", default="cpu")
ap.add_argument("--seconds", type=float, help="how long each is repeated (default 1.5, gemm 0.8)")
ap.add_argument("--versions", action="store_true", help="print the versions of the packages and stop")
a = ap.parse_args()


def version(package):
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


if a.versions:
    found = {p: version(p) for p in ("torch", "jax", "nflows", "zuko")}
    print(json.dumps({"python": sys.version.split()[0], **{p: v for p, v in found.items() if v}}))
    sys.exit()

# JAX has no setting for the number of threads: it takes as many as there are processors to run on.
if a.device == "cpu" and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:max(1, a.threads)])
os.environ.setdefault("OMP_NUM_THREADS", str(a.threads))
if a.device == "cpu":
    os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + (
        "" if a.threads > 1 else " --xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
import torch, torch.nn as nn, torch.nn.functional as F
torch.set_num_threads(a.threads)
dev = torch.device(a.device)
sync = torch.cuda.synchronize if a.device != "cpu" else (lambda: None)
try:
    import jax, jax.numpy as jnp
except ImportError:
    jax = None


# Batches that only fill a card.
LARGE = 16384
large = a.device != "cpu"


def wanted(name):
    return name == a.only if a.only in WORKLOADS else name.startswith(a.only)


def timed(name, peer, fn, seconds=1.5, sync=sync):
    if not wanted(name):
        return
    seconds = a.seconds or seconds
    fn(); fn(); sync()
    t0 = time.perf_counter(); n = 0
    while time.perf_counter() - t0 < 0.5:
        fn(); n += 1
    sync()
    inner = max(1, n // 5)
    ts = []
    t1 = time.perf_counter()
    while time.perf_counter() - t1 < seconds or len(ts) < 5:
        s = time.perf_counter()
        for _ in range(inner):
            fn()
        sync()
        ts.append((time.perf_counter() - s) / inner)
    print(json.dumps({"workload": name, "peer": peer, "threads": a.threads, "device": a.device,
                      "ms": round(statistics.median(ts) * 1e3, 4)}), flush=True)


# ---- gemm -------------------------------------------------------------------------------------
for n in (128, 256, 512, 1024, 2048):
    if not wanted(f"gemm/{n}"):
        continue
    x, y = torch.randn(n, n, device=dev), torch.randn(n, n, device=dev)
    timed(f"gemm/{n}", "torch", lambda: torch.mm(x, y), 0.8)


# ---- classifier training step: tanh MLP, BCE, Adam ----------------------------------------------
def mlp(i, h, o, act=nn.Tanh, depth=3):
    layers, d = [], i
    for _ in range(depth):
        layers += [nn.Linear(d, h), act()]
        d = h
    return nn.Sequential(*layers, nn.Linear(d, o)).to(dev)


def jmlp_init(key, i, h, o, depth=3):
    ps, d = [], i
    for k in range(depth + 1):
        key, s = jax.random.split(key)
        w = h if k < depth else o
        ps.append((jax.random.normal(s, (d, w)) / d ** .5, jnp.zeros(w)))
        d = w
    return ps


def jmlp(ps, x, act=None):
    for w, b in ps[:-1]:
        x = (act or jnp.tanh)(x @ w + b)
    return x @ ps[-1][0] + ps[-1][1]


def jadam(loss):
    tm = jax.tree_util.tree_map
    def step(p, m, v, t, *d):
        l, g = jax.value_and_grad(loss)(p, *d)
        m = tm(lambda a, b: .9 * a + .1 * b, m, g)
        v = tm(lambda a, b: .999 * a + .001 * b * b, v, g)
        t = t + 1
        p = tm(lambda q, mm, vv: q - 1e-3 * (mm / (1 - .9 ** t)) / (jnp.sqrt(vv / (1 - .999 ** t)) + 1e-8), p, m, v)
        return p, m, v, t, l
    return jax.jit(step, donate_argnums=(0, 1, 2))


def jrun(name, loss, p, *d):
    if jax is None or not wanted(name):
        return
    tm = jax.tree_util.tree_map
    st = [p, tm(jnp.zeros_like, p), tm(jnp.zeros_like, p), jnp.float32(0)]
    step = jadam(loss)
    def go():
        st[0], st[1], st[2], st[3], l = step(*st, *d)
        if a.device == "cpu":
            l.block_until_ready()
    timed(name, "jax-jit", go, sync=lambda: jax.block_until_ready(st[0]))


for bs, h in ((128, 50), (128, 100), (128, 256), (1024, 100), (1024, 256), *((LARGE, 100),) * large):
    name = f"carl-step/b{bs}h{h}"
    if not wanted(name):
        continue
    net = mlp(10, h, 1); opt = torch.optim.Adam(net.parameters(), 1e-3)
    x = torch.randn(bs, 10, device=dev); y = torch.rand(bs, 1, device=dev).round()
    def step():
        opt.zero_grad(); l = F.binary_cross_entropy_with_logits(net(x), y); l.backward(); opt.step()
    timed(name, "torch", step)
    if jax:
        jx, jy = jnp.asarray(x.cpu().numpy()), jnp.asarray(y.cpu().numpy())
        def loss(p, x, y):
            s = jmlp(p, x); return jnp.mean(jnp.maximum(s, 0) - s * y + jnp.log1p(jnp.exp(-jnp.abs(s))))
        jrun(name, loss, jmlp_init(jax.random.PRNGKey(0), 10, h, 1), jx, jy)

# ---- ALICES training step: differentiates the score of the network inside the loss --------------
for bs, h in ((128, 100), (1024, 100), *((LARGE, 100),) * large):
    name = f"alices-step/b{bs}h{h}"
    if not wanted(name):
        continue
    net = mlp(12, h, 1); opt = torch.optim.Adam(net.parameters(), 1e-3)
    x = torch.randn(bs, 10, device=dev); th = torch.randn(bs, 2, device=dev)
    y = torch.rand(bs, 1, device=dev).round(); s = torch.rand(bs, 1, device=dev); t = torch.randn(bs, 2, device=dev)
    def step():
        opt.zero_grad()
        q = th.detach().requires_grad_(True)
        lr = net(torch.cat([x, q], 1))
        g, = torch.autograd.grad(lr.sum(), q, create_graph=True)
        l = F.binary_cross_entropy_with_logits(-lr, s) + (((1 - y) * (g - t)) ** 2).mean()
        l.backward(); opt.step()
    timed(name, "torch", step)
    if jax:
        J = [jnp.asarray(v.cpu().numpy()) for v in (x, th, y, s, t)]
        def loss(p, x, th, y, s, t):
            f = lambda q: jmlp(p, jnp.concatenate([x, q], 1))
            lr, vjp = jax.vjp(f, th); g, = vjp(jnp.ones_like(lr)); z = -lr
            return jnp.mean(jnp.maximum(z, 0) - z * s + jnp.log1p(jnp.exp(-jnp.abs(z)))) + jnp.mean(((1 - y) * (g - t)) ** 2)
        jrun(name, loss, jmlp_init(jax.random.PRNGKey(0), 12, h, 1), *J)

# ---- rational-quadratic coupling flow ------------------------------------------------------------
K, B = 8, 3.0


def jrqs(x, p):
    W = jax.nn.softmax(p[..., :K]) * (1 - 1e-3 * K) + 1e-3
    H = jax.nn.softmax(p[..., K:2 * K]) * (1 - 1e-3 * K) + 1e-3
    d = jnp.pad(jax.nn.softplus(p[..., 2 * K:]) + 1e-3, [(0, 0)] * (x.ndim) + [(1, 1)], constant_values=1.)
    cw = jnp.pad(jnp.cumsum(W, -1), [(0, 0)] * x.ndim + [(1, 0)]) * 2 * B - B
    ch = jnp.pad(jnp.cumsum(H, -1), [(0, 0)] * x.ndim + [(1, 0)]) * 2 * B - B
    xc = jnp.clip(x, -B, B)
    i = jnp.clip(jnp.sum(xc[..., None] >= cw, -1) - 1, 0, K - 1)[..., None]
    tk = lambda v: jnp.take_along_axis(v, i, -1)[..., 0]
    icw, ich = tk(cw), tk(ch)
    iw, ih = tk(cw[..., 1:] - cw[..., :-1]), tk(ch[..., 1:] - ch[..., :-1])
    dl, d0, d1 = ih / iw, tk(d), tk(d[..., 1:])
    th = (xc - icw) / iw; t1 = th * (1 - th)
    den = dl + (d0 + d1 - 2 * dl) * t1
    out = ich + ih * (dl * th ** 2 + d0 * t1) / den
    lad = jnp.log(dl ** 2 * (d1 * th ** 2 + 2 * dl * t1 + d0 * (1 - th) ** 2)) - 2 * jnp.log(den)
    ins = (x >= -B) & (x <= B)
    return jnp.where(ins, out, x), jnp.where(ins, lad, 0.)


for bs, D in ((128, 2), (128, 10), (1024, 10), *((LARGE, 10),) * large):
    name = f"nsf-step/b{bs}d{D}"
    if not (wanted(name) or bs == 128 and wanted(f"nsf-sample/n10000d{D}")):
        continue
    x = torch.randn(bs, D, device=dev)
    try:
        from nflows.transforms import CompositeTransform, PiecewiseRationalQuadraticCouplingTransform as C, ReversePermutation
        from nflows.flows import Flow; from nflows.distributions import StandardNormal
        class Net(nn.Module):
            def __init__(s, i, o): super().__init__(); s.n = mlp(i, 64, o, nn.ReLU, 2)
            def forward(s, x, context=None): return s.n(x)
        m = torch.zeros(D); m[D // 2:] = 1
        fl = Flow(CompositeTransform([q for _ in range(5) for q in (C(m, lambda i, o: Net(i, o), num_bins=K, tails="linear", tail_bound=B), ReversePermutation(D))]), StandardNormal([D])).to(dev)
        opt = torch.optim.Adam(fl.parameters(), 1e-3)
        def step():
            opt.zero_grad(); l = -fl.log_prob(x).mean(); l.backward(); opt.step()
        timed(name, "torch-nflows", step)
        timed(f"nsf-sample/n10000d{D}", "torch-nflows", lambda: fl.sample(10000)) if bs == 128 else None
    except ImportError as e:
        print("# nflows not importable:", e, file=sys.stderr)
    try:
        import zuko
        zf = zuko.flows.NSF(D, 0, bins=K, transforms=5, passes=2, hidden_features=(64, 64)).to(dev)
        zo = torch.optim.Adam(zf.parameters(), 1e-3)
        def step():
            zo.zero_grad(); l = -zf().log_prob(x).mean(); l.backward(); zo.step()
        timed(name, "torch-zuko", step)
    except ImportError as e:
        print("# zuko not importable:", e, file=sys.stderr)
    if jax:
        jx = jnp.asarray(x.cpu().numpy()); hd = D // 2
        def logp(ps, u):
            ld = 0.
            for p in ps:
                c, r = u[:, :hd], u[:, hd:]
                r, l = jrqs(r, jmlp(p, c, jax.nn.relu).reshape(u.shape[0], D - hd, 3 * K - 1))
                ld = ld + l.sum(-1); u = jnp.concatenate([r, c], 1)
            return -0.5 * (u ** 2).sum(-1) + ld
        keys = jax.random.split(jax.random.PRNGKey(0), 5)
        jrun(name, lambda ps, u: -logp(ps, u).mean(), [jmlp_init(k, hd, 64, (D - hd) * (3 * K - 1), 2) for k in keys], jx)

# ---- manifold-flow density with the exact log det of J^T J (n=2 in d=3), loss and gradient --------
if jax:
    for bs in (100, 1000, *(LARGE,) * large):
        name = f"mflow-exact/b{bs}"
        if not wanted(name):
            continue
        n, d = 2, 3
        def dec(ps, u):                       # one point u [n] -> x [d]
            v = jnp.concatenate([u, jnp.zeros(d - n)])
            for p in ps:
                c, r = v[:1], v[1:]
                r, _ = jrqs(r, jmlp(p, c, jax.nn.relu).reshape(d - 1, 3 * K - 1))
                v = jnp.roll(jnp.concatenate([c, r]), 1)
            return v
        def lossm(ps, u):
            J = jax.vmap(lambda q: jax.jacfwd(lambda w: dec(ps, w))(q))(u)
            G = jnp.einsum("bij,bik->bjk", J, J)
            return 0.5 * jnp.linalg.slogdet(G)[1].mean()
        jrun(name, lossm, [jmlp_init(k, 1, 64, (d - 1) * (3 * K - 1), 2) for k in jax.random.split(jax.random.PRNGKey(0), 5)], jax.random.normal(jax.random.PRNGKey(1), (bs, n)))

# ---- the models of the polynomial surface of 2003.13913, 100 rows: 5 + 5 couplings, an epoch is a thousand of these steps ----------
for phase in ("manifold", "density", "ambient"):
    name = f"mflow-step/{phase}"
    if not wanted(name):
        continue
    try:
        from nflows.distributions import StandardNormal
        from nflows.flows import Flow
        from nflows.nn.nets import ResidualNet
        from nflows.transforms import CompositeTransform, PiecewiseRationalQuadraticCouplingTransform as C, RandomPermutation
        from nflows.utils.torchutils import create_alternating_binary_mask
    except ImportError as e:
        print("# nflows not importable:", e, file=sys.stderr)
        break
    def couplings(width, layers, context):
        net = lambda i, o: ResidualNet(i, o, hidden_features=100, context_features=context, num_blocks=2)
        return CompositeTransform([t for k in range(layers) for t in (RandomPermutation(width), C(
            create_alternating_binary_mask(width, even=k % 2 == 0), net, num_bins=10, tails="linear", tail_bound=6))]).to(dev)
    x, theta = torch.randn(100, 3, device=dev), torch.randn(100, 1, device=dev)
    outer = couplings(3, 5, None)
    density = Flow(couplings(3, 10, 1) if phase == "ambient" else couplings(2, 5, 1), StandardNormal([3 if phase == "ambient" else 2])).to(dev)
    opt = torch.optim.Adam((outer if phase == "manifold" else density).parameters(), 1e-3)
    def step():
        opt.zero_grad()
        if phase == "manifold":
            u = outer(x)[0][:, :2]
            l = ((outer.inverse(F.pad(u, (0, 1)))[0] - x) ** 2).mean()
        elif phase == "density":
            with torch.no_grad():
                u = outer(x)[0][:, :2]
            l = -density.log_prob(u, theta).mean()
        else:
            l = -density.log_prob(x, theta).mean()
        l.backward(); opt.step()
    timed(name, "torch-nflows", step)

"""Held-out log likelihood of zuko's flows on the rows and with the budget of runs of `./auriflow density`.

Every RUN is the output directory of such a run: rows.csv tells which rows are for training, validation and test, and
summary.json the columns, the batch size, how many epochs at most, the patience and the seed. Columns are standardised by
the training rows, and densities are in the units of the table, all as there. The weights of the best validation epoch
are kept. The flow has zuko's defaults, Adam a rate of 1e-3; --recipe auriflow trains as Auriflow does instead: AdamW, a
warm-up and cosine of the rate, gradients clipped at 5.

Prints one JSON object per line: mean ln p of the test rows in nats and its standard error, and the paired difference,
Auriflow's minus zuko's, with the standard error of its mean over rows.
Usage: python density.py TABLE.csv RUN... [--model nsf|maf] [--recipe zuko|auriflow]
"""
import argparse, csv, json, math, time
from pathlib import Path

import numpy as np
import torch
import zuko

ap = argparse.ArgumentParser()
ap.add_argument("table", type=Path)
ap.add_argument("runs", nargs="+", type=Path)
ap.add_argument("--model", choices=("nsf", "maf"), default="nsf")
ap.add_argument("--recipe", choices=("zuko", "auriflow"), default="zuko")
ap.add_argument("--weight-decay", type=float, default=1.0, help="of the recipe auriflow")
ap.add_argument("--threads", type=int, default=1)
a = ap.parse_args()
torch.set_num_threads(a.threads)


def mean_and_error(x):
    return round(float(x.mean()), 4), round(float(x.std(ddof=1) / len(x) ** 0.5), 4)


def train(flow, parts, summary):
    """Returns the number of epochs; leaves the best weights in the flow."""
    training, validation = parts["training"], parts["validation"]
    per_epoch = math.ceil(len(training) / summary["batch"])
    steps = per_epoch * summary["most_epochs"]
    ours = a.recipe == "auriflow"
    matrices = [p for p in flow.parameters() if p.ndim > 1]
    vectors = [p for p in flow.parameters() if p.ndim <= 1]
    groups = [{"params": matrices, "weight_decay": a.weight_decay if ours else 0}, {"params": vectors, "weight_decay": 0}]
    optimizer = torch.optim.AdamW(groups, 1e-3)
    warm = max(1, steps // 20)
    rate = lambda k: min((k + 1) / warm, 0.5 + 0.5 * math.cos(math.pi * max(0, k - warm) / (steps - warm)))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate if ours else lambda k: 1.0)
    best, kept, since, epoch = math.inf, None, 0, 0
    while epoch < summary["most_epochs"] and since < summary["patience"]:
        for rows in torch.randperm(len(training)).split(summary["batch"]):
            optimizer.zero_grad()
            (-flow().log_prob(training[rows]).mean()).backward()
            if ours:
                torch.nn.utils.clip_grad_norm_(flow.parameters(), 5)
            optimizer.step()
            schedule.step()
        epoch += 1
        with torch.no_grad():
            loss = -flow().log_prob(validation).mean().item()
        since += 1
        if loss < best:
            best, since = loss, 0
            kept = {k: v.clone() for k, v in flow.state_dict().items()}
    flow.load_state_dict(kept)
    return epoch


with open(a.table) as f:
    table = list(csv.DictReader(f))
for run in a.runs:
    summary = json.loads((run / "summary.json").read_text())
    with open(run / "rows.csv") as f:
        rows = list(csv.DictReader(f))
    x = np.array([[float(row[c]) for c in summary["columns"]] for row in table])
    part = np.array([row["part"] for row in rows])
    ours = np.array([float(row["ln_p"]) for row in rows if row["part"] == "test"])
    mean, deviation = x[part == "training"].mean(axis=0), x[part == "training"].std(axis=0)
    z = torch.tensor((x - mean) / deviation, dtype=torch.float32)
    torch.manual_seed(summary["seed"])
    flow = getattr(zuko.flows, a.model.upper())(x.shape[1])
    start = time.perf_counter()
    epochs = train(flow, {p: z[part == p] for p in ("training", "validation")}, summary)
    with torch.no_grad():
        theirs = flow().log_prob(z[part == "test"]).double().numpy() - np.log(deviation).sum()
    value, error = mean_and_error(theirs)
    difference, spread = mean_and_error(ours - theirs)
    print(json.dumps({
        "table": a.table.stem, "seed": summary["seed"], "peer": f"zuko-{a.model}", "recipe": a.recipe, "ln_p": value,
        "error": error, "auriflow": summary["model"], "auriflow_ln_p": round(summary["log_likelihood"], 4),
        "difference": difference, "difference_error": spread, "epochs": epochs,
        "seconds": round(time.perf_counter() - start, 1), "auriflow_seconds": round(summary["seconds"], 1)}), flush=True)

"""An external simulator with gold: z ~ N(theta, 2^2), x ~ N(z, 1), so that x ~ N(theta, 5).

One request a line on standard input, one answer a line on standard output:
    {"run": 0, "seed": 1, "theta": [0.5], "points": [[0.5], [-0.5]]}
"""
import json
import random
import sys


def simulate(theta, rng):
    z = rng.gauss(theta, 2)
    return z, rng.gauss(z, 1)


def answer(request):
    z, x = simulate(request["theta"][0], random.Random(request["seed"]))
    points = [point[0] for point in request["points"]]
    return {
        "run": request["run"],
        "x": [x],
        # log p(z | theta) up to a constant, and its derivative; p(x | z) does not depend on theta
        "log_p": [-((z - theta) ** 2) / 8 for theta in points],
        "score": [[(z - theta) / 4] for theta in points],
    }


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)

"""Tables for `./auriflow density` from scikit-learn's data files and the UCI rows, as CSV with a header.

Labels of classes and the sex column of diabetes are left out; pixels of digits are made continuous by uniform noise in
[0, 1) of a fixed seed, and pixels that are nearly always the same are left out.
Usage: python tables.py MINIBOONE.csv SKLEARN_DATA_DIRECTORY OUT_DIRECTORY
"""
import sys
from pathlib import Path

import numpy as np

miniboone, sklearn, out = map(Path, sys.argv[1:])


def write(name, x):
    head = ",".join(f"x_{k + 1}" for k in range(x.shape[1]))
    np.savetxt(out / f"{name}.csv", x, "%.9g", delimiter=",", header=head, comments="")


write("miniboone", np.loadtxt(miniboone, delimiter=","))
for name, file in (("breast_cancer", "breast_cancer.csv"), ("iris", "iris.csv"), ("wine", "wine_data.csv")):
    write(name, np.loadtxt(sklearn / file, delimiter=",", skiprows=1)[:, :-1])
write("diabetes", np.delete(np.loadtxt(sklearn / "diabetes_data_raw.csv"), 1, axis=1))
pixels = np.loadtxt(sklearn / "digits.csv", delimiter=",")[:, :-1]
pixels = pixels[:, (pixels != np.median(pixels, axis=0)).mean(axis=0) > 0.05]
write("digits", pixels + np.random.default_rng(1).uniform(size=pixels.shape))

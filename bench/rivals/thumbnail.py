"""A rival of bench/data/thumbnail.mjs: python thumbnail.py PHOTOS OUT. A line `draft` or `full` is answered by seconds and how many were made.

Two processes. `draft`: Image.thumbnail as it is, which lets libjpeg decode at a reduced scale, as far as it goes. `full`: every pixel decoded first."""

import json
import multiprocessing
import pathlib
import sys
import time

import PIL
from PIL import Image

photos, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])


def shrink(task):
    work, path = task
    try:
        with Image.open(path) as image:
            if work == "full":
                image.load()
            image.thumbnail((256, 256))
            image.convert("RGB").save(out / path.name, "JPEG", quality=90)
        return 1
    except OSError:
        return 0


if __name__ == "__main__":
    paths = sorted(photos.iterdir())
    with multiprocessing.Pool(2) as pool:
        pool.map(abs, range(8))
        print(json.dumps({"version": PIL.__version__}), flush=True)
        for line in sys.stdin:
            start = time.perf_counter()
            made = sum(pool.imap_unordered(shrink, [(line.strip(), path) for path in paths], chunksize=8))
            print(json.dumps({"seconds": time.perf_counter() - start, "made": made}), flush=True)

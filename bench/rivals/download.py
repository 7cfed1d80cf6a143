"""img2dataset as a rival of bench/data/download.mjs: python download.py SIDE PROCESSES. Each line on stdin, JSON with `list` and `out`, is one run."""

import importlib.metadata
import json
import os
import sys
import time

from img2dataset import download


def main():
    side, processes = int(sys.argv[1]), int(sys.argv[2])
    # It prints as it goes, and so do the processes that it starts.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)

    def answer(**values):
        print(json.dumps(values), file=answers, flush=True)

    answer(version=importlib.metadata.version("img2dataset"))
    for line in sys.stdin:
        wanted = json.loads(line)
        start = time.perf_counter()
        download(
            url_list=wanted["list"],
            input_format="csv",
            url_col="url",
            output_folder=wanted["out"],
            output_format="files",
            processes_count=processes,
            thread_count=32,
            image_size=side,
            resize_mode="keep_ratio_largest",
            resize_only_if_bigger=True,
            encode_quality=90,
            compute_hash="md5",
            verify_hash=["md5", "md5"],
            number_sample_per_shard=500,
        )
        answer(seconds=time.perf_counter() - start)


if __name__ == "__main__":
    main()

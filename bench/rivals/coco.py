"""A rival of bench/coco.mjs: python coco.py NAME INSTANCES RESULTS. Each line on stdin, `memory` or `files`, is answered by seconds and numbers."""

import contextlib
import importlib.metadata
import io
import json
import sys
import time

name, truth_file, found_file = sys.argv[1:]
if name == "pycocotools":
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval as Evaluator
else:
    from faster_coco_eval import COCO
    from faster_coco_eval import COCOeval_faster as Evaluator

answers = sys.stdout


def answer(**values):
    print(json.dumps(values), file=answers, flush=True)


def load():
    truth = COCO(truth_file)
    return truth, truth.loadRes(found_file)


answer(version=importlib.metadata.version(name))
loaded = None
for line in sys.stdin:
    with contextlib.redirect_stdout(io.StringIO()):
        if line.strip() == "memory":
            loaded = loaded or load()
        start = time.perf_counter()
        truth, found = loaded if line.strip() == "memory" else load()
        evaluator = Evaluator(truth, found, "bbox")
        evaluator.evaluate()
        evaluator.accumulate()
        evaluator.summarize()
        seconds = time.perf_counter() - start
    answer(seconds=seconds, stats=[float(value) for value in evaluator.stats[:12]])

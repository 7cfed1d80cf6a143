"""A rival of bench/nms.mjs: python nms.py FOLDER SCORE_THRESHOLD IOU_THRESHOLD LIMIT. Each line `WORK ANCHORS CLASSES` is answered by seconds."""

import json
import pathlib
import sys
import time

import numpy as np
import torch
import torchvision
from torchvision.models.detection._utils import BoxCoder

folder = pathlib.Path(sys.argv[1])
score_threshold, iou_threshold, limit = float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
coder = BoxCoder((10.0, 10.0, 5.0, 5.0), bbox_xform_clip=float("inf"))
loaded = {}


def load(work, count, classes):
    def read(part, width):
        return torch.from_numpy(np.fromfile(folder / f"{work}.{part}", np.float32).reshape(count, width))

    # From y, x to torchvision's x, y.
    order = [1, 0, 3, 2]
    return read("anchors", 4)[:, order].contiguous(), read("encodings", 4)[:, order].contiguous(), read("scores", classes)


print(json.dumps({"version": torchvision.__version__}), flush=True)
with torch.inference_mode():
    for line in sys.stdin:
        work, count, classes = line.split()
        if work not in loaded:
            loaded[work] = load(work, int(count), int(classes))
        anchors, encodings, scores = loaded[work]
        start = time.perf_counter()
        boxes = coder.decode_single(encodings, anchors)
        rows, labels = torch.where(scores > score_threshold)
        candidates = scores[rows, labels]
        kept = torchvision.ops.batched_nms(boxes[rows], candidates, labels, iou_threshold)
        best = kept[:limit]
        found_boxes, found_scores, found_labels = boxes[rows[best]], candidates[best], labels[best]
        seconds = time.perf_counter() - start
        print(json.dumps({"seconds": seconds, "scores": found_scores.tolist(), "kept": len(kept)}), flush=True)

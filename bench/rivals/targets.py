"""A rival of bench/targets.mjs: python targets.py FOLDER IMAGES BOXES. Each line on stdin is answered by seconds and what was matched."""

import json
import pathlib
import sys
import time

import numpy as np
import torch
import torchvision
from torchvision.models.detection._utils import BoxCoder, SSDMatcher
from torchvision.ops import box_iou

folder, images, boxes = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])


def read(part, *shape):
    return torch.from_numpy(np.fromfile(folder / part, np.float32).reshape(*shape))


# From y, x to torchvision's x, y.
order = [1, 0, 3, 2]
anchors = read("anchors", -1, 4)[:, order].contiguous()
truths = read("boxes", images, boxes, 4)[:, :, order].contiguous()
labels = torch.from_numpy(np.fromfile(folder / "classes", np.int32).reshape(images, boxes).astype(np.int64))
coder = BoxCoder((10.0, 10.0, 5.0, 5.0))
matcher = SSDMatcher(0.5)

print(json.dumps({"version": torchvision.__version__, "threads": torch.get_num_threads()}), flush=True)
with torch.inference_mode():
    for _ in sys.stdin:
        matched = 0
        total = 0.0
        results = []
        start = time.perf_counter()
        for truth, classes in zip(truths, labels):
            matches = matcher(box_iou(truth, anchors))
            foreground = torch.where(matches >= 0)[0]
            rows = matches[foreground]
            targets = torch.zeros(len(anchors), dtype=torch.int64)
            targets[foreground] = classes[rows]
            results.append((targets, coder.encode_single(truth[rows], anchors[foreground])))
        seconds = time.perf_counter() - start
        for targets, codes in results:
            matched += int((targets > 0).sum())
            total += float(codes.double().abs().sum())
        print(json.dumps({"seconds": seconds, "matched": matched, "total": total}), flush=True)

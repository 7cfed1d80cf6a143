"""The rival of bench/engine.mjs: python toyssd.py FOLDER. The same net, weights, batch, losses and optimiser in PyTorch on the CPU."""

import json
import pathlib
import resource
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional as F

folder = pathlib.Path(sys.argv[1])
TURN_SECONDS = 2
LEARNING_RATE, MOMENTUM, WEIGHT_DECAY = 0.01, 0.9, 5e-4
BLOCKS = [("Body/Block_0", 16), ("Body/Block_1", 32), ("Body/Block_2", 64), ("Down_0", 128), ("Down_1", 128), ("Down_2", 128)]

tensors = {
    entry["name"]: torch.from_numpy(numpy.fromfile(folder / entry["file"], dtype=entry["dtype"]).reshape(entry["shape"]))
    for entry in json.loads((folder / "tensors.json").read_text())
}


def answer(**values):
    print(json.dumps(values), flush=True)


def convolution(scope, bias):
    weights = tensors[f"ToySsd/{scope}/weights"].permute(3, 2, 0, 1).contiguous()
    layer = nn.Conv2d(weights.shape[1], weights.shape[0], 3, padding=1, bias=bias)
    layer.weight.data = weights
    if bias:
        layer.bias.data = tensors[f"ToySsd/{scope}/biases"].clone()
    return layer


class ToySsd(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList()
        for scope, channels in BLOCKS:
            layers = []
            for index in range(2):  # a bias before a batch norm has no effect
                layers += [convolution(f"{scope}/Conv_{index}", False), nn.BatchNorm2d(channels), nn.ReLU(inplace=True)]
            self.blocks.append(nn.Sequential(*layers, nn.MaxPool2d(2)))
        self.classes = nn.ModuleList(convolution(f"ClassPredictor_{scale}", True) for scale in range(5))
        self.boxes = nn.ModuleList(convolution(f"BoxPredictor_{scale}", True) for scale in range(5))

    def forward(self, x):
        maps = []
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index >= 2:
                maps.append(x)
        maps.append(F.adaptive_max_pool2d(x, 1))
        join = lambda heads, columns: torch.cat(
            [head(m).permute(0, 2, 3, 1).reshape(m.shape[0], -1, columns) for head, m in zip(heads, maps)], 1
        )
        return join(self.classes, 3), join(self.boxes, 4)


def losses(logits, encodings):
    log_p = F.log_softmax(logits, 2).gather(2, classes[:, :, None]).squeeze(2)
    class_loss = (-0.25 * (1 - log_p.exp()) ** 2 * log_p).mean()
    return class_loss + F.smooth_l1_loss(encodings * mask, box_targets * mask)


images = (tensors["images"] - torch.tensor([123.68, 116.28, 103.53])).permute(0, 3, 1, 2)  # channels last in memory, the faster layout here
classes, box_targets, mask = tensors["classTargets"].long(), tensors["boxTargets"], tensors["boxMask"]
model = ToySsd().train().to(memory_format=torch.channels_last)
optimizer = torch.optim.SGD(model.parameters(), LEARNING_RATE, MOMENTUM, weight_decay=WEIGHT_DECAY)


def step():
    optimizer.zero_grad(set_to_none=True)
    loss = losses(*model(images))
    loss.backward()
    optimizer.step()
    return loss.item()


start = time.perf_counter()
first = step()
first_seconds = time.perf_counter() - start
step()
answer(version=torch.__version__, check=first, firstSeconds=first_seconds)
for line in sys.stdin:
    if line.strip() == "stop":
        break
    start, runs = time.perf_counter(), 0
    while time.perf_counter() - start < TURN_SECONDS:
        step()
        runs += 1
    answer(rate=runs * len(images) / (time.perf_counter() - start))
answer(peakBytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)

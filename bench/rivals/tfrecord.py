"""A rival of bench/data/tfrecord.mjs: python tfrecord.py FOLDER RECORDS. A line `write PATH`, `read PATH` or `read-numpy PATH` is answered by seconds."""

import json
import os
import pathlib
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf

folder, records = pathlib.Path(sys.argv[1]), int(sys.argv[2])
plan = json.loads((folder / "plan.json").read_text())
size = plan["photoBytes"]
blob = (folder / "photos").read_bytes()
photos = [blob[start : start + size] for start in range(0, len(blob), size)]
boxes = np.frombuffer((folder / "boxes").read_bytes(), np.float32).reshape(len(photos), -1, 4)
labels = np.frombuffer((folder / "labels").read_bytes(), np.int32).reshape(len(photos), -1)
tf.config.set_visible_devices([], "GPU")


def texts(*values):
    return tf.train.Feature(bytes_list=tf.train.BytesList(value=[value.encode() for value in values]))


def integers(values):
    return tf.train.Feature(int64_list=tf.train.Int64List(value=values))


def floats(values):
    return tf.train.Feature(float_list=tf.train.FloatList(value=values))


def example(number):
    photo = number % len(photos)
    name = f"{number:016x}"
    ymin, xmin, ymax, xmax = boxes[photo].T
    return tf.train.Example(features=tf.train.Features(feature={
        "image/height": integers([plan["height"]]),
        "image/width": integers([plan["width"]]),
        "image/filename": texts(name + ".jpg"),
        "image/source_id": texts(name),
        "image/key/sha256": texts(plan["hashes"][photo]),
        "image/encoded": tf.train.Feature(bytes_list=tf.train.BytesList(value=[photos[photo]])),
        "image/format": texts("jpeg"),
        "image/object/bbox/ymin": floats(ymin),
        "image/object/bbox/xmin": floats(xmin),
        "image/object/bbox/ymax": floats(ymax),
        "image/object/bbox/xmax": floats(xmax),
        "image/object/class/text": texts(*[plan["text"]] * len(labels[photo])),
        "image/object/class/label": integers(labels[photo]),
    }))


def write(path):
    with tf.io.TFRecordWriter(path) as writer:
        for number in range(records):
            writer.write(example(number).SerializeToString(deterministic=True))
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    return os.path.getsize(path)


def read(path):
    """The fastest form: a large buffer, and nothing is handed to Python."""
    dataset = tf.data.TFRecordDataset(path, buffer_size=8_000_000)
    return int(dataset.reduce(np.int64(0), lambda total, record: total + tf.cast(tf.strings.length(record), tf.int64)))


def read_numpy(path):
    return sum(map(len, tf.data.TFRecordDataset(path, buffer_size=8_000_000).as_numpy_iterator()))


WORK = {"write": write, "read": read, "read-numpy": read_numpy}
print(json.dumps({"version": tf.__version__}), flush=True)
for line in sys.stdin:
    work, path = line.split()
    start = time.perf_counter()
    total = WORK[work](path)
    print(json.dumps({"seconds": time.perf_counter() - start, "made": total}), flush=True)

"""What bench/data/select.mjs should find: python selection.py FOLDER. A line on stdin is a JSON list of class ids; the answer counts boxes and images."""

import json
import sys
import time

import duckdb

folder = sys.argv[1]
connection = duckdb.connect()
connection.execute("SET threads = 2; SET preserve_insertion_order = false")
print(json.dumps({"version": duckdb.__version__}), flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    connection.execute("CREATE OR REPLACE TEMP TABLE wanted AS SELECT unnest(?) AS LabelName", [json.loads(line)])
    connection.execute(f"CREATE OR REPLACE TEMP TABLE kept AS SELECT ImageID, LabelName FROM '{folder}/train/train-annotations-bbox.csv' JOIN wanted USING (LabelName)")
    classes = connection.execute("SELECT LabelName, count(*), count(DISTINCT ImageID) FROM kept GROUP BY LabelName").fetchall()
    images = connection.execute("SELECT count(DISTINCT ImageID) FROM kept").fetchone()[0]
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "images": images, "classes": {mid: [boxes, own] for mid, boxes, own in classes}}), flush=True)

"""Rivals of bench/data/boxes.mjs: python boxes.py NAME FOLDER, NAME being duckdb or pandas. A line on stdin is a JSON list of class ids; the answer
tells seconds and what came out. The result lies in the client's memory before the clock stops: an Arrow stream read to its end, or a data frame."""

import json
import resource
import sys
import time
import warnings

warnings.simplefilter("ignore")
name, folder = sys.argv[1], sys.argv[2]
boxes = f"{folder}/train/train-annotations-bbox.csv"
images = f"{folder}/train/train-images-boxable-with-rotation.csv"
sides = ["XMin", "XMax", "YMin", "YMax"]
flags = ["IsOccluded", "IsTruncated", "IsGroupOf", "IsDepiction", "IsInside"]
kept = ["OriginalURL", "OriginalSize", "OriginalMD5", "Rotation"]


class DuckDb:
    def __init__(self):
        import duckdb

        self.version = duckdb.__version__
        self.connection = duckdb.connect()
        # Row order is given up, which duckdb recommends for speed.
        self.connection.execute("SET threads = 2; SET preserve_insertion_order = false").fetchall()
        box_types = {"ImageID": "VARCHAR", "Source": "VARCHAR", "LabelName": "VARCHAR", "Confidence": "FLOAT"}
        box_types |= {side: "FLOAT" for side in sides} | {flag: "TINYINT" for flag in flags}
        texts = "ImageID,Subset,OriginalURL,OriginalLandingURL,License,AuthorProfileURL,Author,Title".split(",")
        image_types = {text: "VARCHAR" for text in texts}
        image_types |= {"OriginalSize": "BIGINT", "OriginalMD5": "VARCHAR", "Thumbnail300KURL": "VARCHAR", "Rotation": "FLOAT"}
        read = "read_csv('{}', header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = {})"
        fields = ", ".join(f"'{column}': {column}" for column in [*sides, "LabelName", *flags])
        # Grouping before joining, and one list of structs, were the fastest of the forms tried.
        self.query = f"""
            SELECT p.ImageID, p.boxes, {", ".join("i." + column for column in kept)}
            FROM (SELECT ImageID, list({{{fields}}}) AS boxes FROM {read.format(boxes, box_types)} JOIN wanted USING (LabelName) GROUP BY ImageID) p
            JOIN {read.format(images, image_types)} i USING (ImageID)"""

    def run(self, classes):
        self.connection.execute("CREATE OR REPLACE TEMP TABLE wanted AS SELECT unnest(?) AS LabelName", [classes]).fetchall()
        start = time.perf_counter()
        result = self.connection.sql(self.query).to_arrow_reader(100_000)
        batches = list(result)
        seconds = time.perf_counter() - start
        import pyarrow

        table = pyarrow.Table.from_batches(batches)
        check = duckdb_check(self.connection, table)
        return seconds, check


def duckdb_check(connection, table):
    connection.register("result", table)
    row = connection.execute(
        """SELECT count(*), sum(len(boxes)), sum(len(boxes) ** 2), sum(len(OriginalURL)), sum(OriginalSize),
               sum(list_sum(list_transform(boxes, lambda b: b.YMax::DOUBLE - b.YMin + (b.XMax::DOUBLE - b.XMin)))),
               sum(list_sum(list_transform(boxes, lambda b: (b.IsGroupOf = 1)::INT + (b.IsOccluded = 1)::INT))) FROM result"""
    ).fetchall()[0]
    connection.unregister("result")
    return dict(zip(["points", "boxes", "squares", "urls", "bytes", "sides", "flags"], (float(value) for value in row)))


class Pandas:
    def __init__(self):
        import pandas

        self.pandas = pandas
        self.version = pandas.__version__

    def run(self, classes):
        pandas = self.pandas
        start = time.perf_counter()
        types = {side: "float32" for side in sides} | {flag: "int8" for flag in flags} | {"LabelName": "category"}
        table = pandas.read_csv(boxes, usecols=["ImageID", "LabelName", *sides, *flags], dtype=types)
        table = table[table.LabelName.isin(classes)]
        index = pandas.read_csv(images, usecols=["ImageID", *kept])
        joined = table.merge(index, on="ImageID")
        groups = joined.groupby("ImageID", sort=False)
        points = {image: rows.to_numpy() for image, rows in groups}
        seconds = time.perf_counter() - start
        sizes = groups.size()
        firsts = groups.first()
        return seconds, {
            "points": len(points),
            "boxes": len(joined),
            "squares": int((sizes**2).sum()),
            "urls": int(firsts.OriginalURL.str.len().sum()),
            "bytes": int(firsts.OriginalSize.sum()),
            "sides": float((joined.YMax.astype("float64") - joined.YMin + (joined.XMax.astype("float64") - joined.XMin)).sum()),
            "flags": int((joined.IsGroupOf == 1).sum() + (joined.IsOccluded == 1).sum()),
        }


subject = {"duckdb": DuckDb, "pandas": Pandas}[name]()
print(json.dumps({"version": subject.version}), flush=True)
for line in sys.stdin:
    seconds, found = subject.run(json.loads(line))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, **found, "memoryMiB": memory}), flush=True)

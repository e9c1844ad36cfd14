"""Cells made by hand: rows of what is counted, without articles to read."""

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis import cells, cubes, shards


def cells_of(rows, articles=None):
    """What is counted: rows with article, statement, and what else of cells.COLUMNS is told of them.

    articles: {id: {outlet, published, cluster, words}}, where they are not told by the rows.
    """
    told = {row["article"]: {} for row in rows} | (articles or {})
    about = pd.DataFrame(
        [
            {"article": id, "outlet": "Post", "published": "", "words": 100, "cluster": id} | of
            for id, of in told.items()
        ],
        columns=["article", "outlet", "published", "words", "cluster"],
    )
    about["month"] = about["published"].str[:7]
    about["lead"] = about["article"] == about["cluster"]
    known = about["published"].where(about["published"] != "", "9999")
    order = about.assign(behind=~about["lead"], known=known).sort_values(["behind", "known", "article"])
    about.loc[order.index, "rank"] = np.arange(len(order))
    of = about.set_index("article")
    whole = [whole_row(row, of.loc[row["article"]]) for row in rows]
    table = {name: pa.array([row[name] for row in whole], shards._kind("cells", name)) for name in cells.COLUMNS}
    return cubes._cells(pa.table(table, schema=shards.schema("cells")), about, None, None)


def whole_row(row, about):
    blank = dict.fromkeys(cells.COLUMNS, "") | dict.fromkeys(cubes.FLAGS, True)
    blank |= {"outlet": about["outlet"], "published": about["published"], "statement": 1, "chance": 0.9}
    return blank | {"speaker_key": row.get("speaker", ""), "issue_key": row.get("issue", "")} | row

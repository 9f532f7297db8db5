"""A part of what `kompas analyze` computes, as somebody who knows pandas and
networkx well would write it: the baseline of BenchmarkAnalyze in cmd/kompas.

    python3 cmd/kompas/testdata/analyze.py FILE.csv

The CSV has the columns time_ms, from, to and tag. Every step is on whole
columns; there is no loop over turns.
"""

import json
import sys

import networkx as nx
import numpy as np
import pandas as pd


def gini(counts: np.ndarray) -> float:
    x, n = np.sort(counts), len(counts)
    return float(((2 * np.arange(1, n + 1) - n - 1) * x).sum() / (n * x.sum()))


def main(path: str) -> None:
    turns = pd.read_csv(
        path,
        usecols=["time_ms", "from", "to", "tag"],
        dtype={"time_ms": "int64", "from": "category", "to": "category", "tag": "category"},
    ).sort_values("time_ms", kind="stable")

    sent = turns["from"].value_counts()
    sent = sent[sent.index != "*"]
    shares = sent / sent.sum()

    directed = turns[(turns["to"] != "*") & (turns["from"] != "*")]
    arcs = directed.groupby(["from", "to"], observed=True).size()
    graph = nx.DiGraph()
    graph.add_nodes_from(sent.index)
    graph.add_weighted_edges_from((a, b, w) for (a, b), w in arcs.items())
    pagerank = nx.pagerank(graph, 0.85, tol=1e-12)
    betweenness = nx.betweenness_centrality(graph)

    codes = turns["tag"].cat.codes.to_numpy()
    first, then = codes[:-1], codes[1:]
    coded = (first >= 0) & (then >= 0)
    m = len(turns["tag"].cat.categories)
    observed = np.bincount(first[coded].astype("int64") * m + then[coded], minlength=m * m).reshape(m, m)
    n = observed.sum()
    rows, columns = observed.sum(1, keepdims=True), observed.sum(0, keepdims=True)
    expected = rows * columns / n
    z = (observed - expected) / np.sqrt(expected * (1 - rows / n) * (1 - columns / n))

    json.dump(
        {
            "interactions": len(turns),
            "sent": {str(k): int(v) for k, v in sent.items()},
            "gini": gini(sent.to_numpy()),
            "evenness": float(-(shares * np.log(shares)).sum() / np.log(len(shares))),
            "density": nx.density(graph),
            "reciprocity": nx.overall_reciprocity(graph),
            "pagerank": pagerank,
            "betweenness": betweenness,
            "pairs": int(n),
            "z": z.tolist(),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main(sys.argv[1])

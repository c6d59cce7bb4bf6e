"""Trains the zoo's networks in plain PyTorch: the figure to reach where a document prints none.

Networks, initial weights and loop are written here anew, from the documents; only the ids come from the trainer ("data export"), so that both train on the same
split. The epoch is chosen on the validation texts, a tenth of the training part; the test texts are evaluated after every epoch, and the
chosen epoch's figure is the result. Beside it stands the best epoch by test accuracy, which is what the documents report.
"""

import argparse
import csv
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy
import torch

import networks

EVALUATION_BATCH = 256
MASKED_PART = 256
COLUMNS = ["model", "corpus", "seed", "epochs", "best_epoch", "validation_accuracy", "test_accuracy", "test_accuracy_document_protocol", "seconds", "torch"]


def embedding(vocabulary, units):
    return {"layer": "embedding", "vocabulary": vocabulary, "units": units}


def rnn(units, **settings):
    return {"layer": "rnn", "units": units, **settings}


def lstm(units, **settings):
    return {"layer": "lstm", "units": units, **settings}


def gru(units, **settings):
    return {"layer": "gru", "units": units, **settings}


def gru_reset_before(units, **settings):
    return {"layer": "gru-reset-before", "units": units, **settings}


def dropout(share):
    return {"layer": "dropout", "share": share}


def dense(units, activation="linear"):
    return {"layer": "dense", "units": units, "activation": activation}


def masked_lstm(**settings):
    """Document 000's, with dropout."""
    return lstm(100, input_dropout=0.1, input_dropout_per_text=True, recurrent_dropout=0.1, **settings)


VECTORS, NUMBERS, FLATTEN = {"layer": "vectors"}, {"layer": "numbers"}, {"layer": "flatten"}
CONVOLUTION = [{"layer": "convolution", "filters": 32, "width": 3}, {"layer": "pooling", "size": 2}]


def adam(parameters):
    return torch.optim.Adam(parameters, lr=1e-3, eps=1e-7)


def rmsprop(parameters):
    return torch.optim.RMSprop(parameters, lr=1e-3, alpha=0.9, eps=1e-7)


def reviews(*layers, masked=False):
    return {"layers": [{**VECTORS, "masked": masked}, *layers, dense(1)], "epochs": 100, "batch": 1024, "patience": 5, "optimizer": adam}


def imdb_w2v(*layers):
    return {"layers": [VECTORS, *layers, dropout(0.2), FLATTEN, dense(1)], "epochs": 2, "batch": 32, "optimizer": rmsprop}


def reuters(*layers):
    return {"layers": [embedding(10000, 100), *layers, dense(46)], "epochs": 5, "batch": 128, "optimizer": adam}


def imdb(*layers, **settings):
    return {"layers": [*layers, dense(1)], "epochs": 10, "batch": 128, "optimizer": adam, **settings}


def imdb_text(*layers):
    return {"layers": [embedding(1001, 128), *layers, dense(1)], "epochs": 10, "batch": 32, "optimizer": adam}


WORDS = embedding(10000, 100)

# The cheapest first.
WITHOUT_FIGURE = {
    "reuters-simple-rnn": reuters(rnn(32)),  # has one, which the trainer does not reach
    "reuters-lstm": reuters(lstm(32), dropout(0.5)),
    "reuters-gru": reuters(gru_reset_before(32)),
    "reuters-bilstm": reuters(lstm(32, bidirectional=True)),
    "reuters-stacked-rnn": reuters(*[rnn(32, sequences=True)] * 3, rnn(32)),
    "imdb-ff": imdb(NUMBERS, FLATTEN, dense(250, "relu")),
    "imdb-text-dense": imdb_text(dense(64, "relu"), dense(64, "relu")),
    "imdb-text-simple-rnn": imdb_text(rnn(64), dense(64, "relu")),
    "imdb-text-lstm": imdb_text(lstm(64), dense(64, "relu")),
    "imdb-w2v-lstm-200": imdb_w2v(lstm(50, sequences=True)),
    "imdb-w2v-lstm-400": imdb_w2v(lstm(50, sequences=True)),
    "imdb-w2v-stacked-lstm-200": imdb_w2v(lstm(50, sequences=True), lstm(50, sequences=True)),
    "imdb-w2v-gru-200": imdb_w2v(gru_reset_before(50, sequences=True)),
    "imdb-w2v-peephole-lstm-200": imdb_w2v(lstm(50, sequences=True, peepholes=True)),
    "imdb-cnn": imdb(WORDS, *CONVOLUTION, FLATTEN, dense(250, "relu")),
    "imdb-stacked-lstm": imdb(WORDS, lstm(100, sequences=True), lstm(100)),
}

WITH_FIGURE = {
    "reviews-simple-rnn": reviews(rnn(100)),
    "reviews-lstm": reviews(lstm(100)),
    "reviews-gru": reviews(gru_reset_before(100)),
    "reviews-lstm-dropout": reviews(dropout(0.2), masked_lstm(), dropout(0.2), masked=True),
    "reviews-bilstm": reviews(dropout(0.2), masked_lstm(bidirectional=True), dropout(0.2), masked=True),
    "reviews-stacked-lstm": reviews(dropout(0.2), masked_lstm(sequences=True), masked_lstm(), dropout(0.2), masked=True),
    "imdb-simple-rnn": imdb(WORDS, rnn(100)),
    "imdb-lstm": imdb(WORDS, lstm(100, input_dropout=0.3)),
    "imdb-cnn-lstm": imdb(WORDS, *CONVOLUTION, lstm(100, input_dropout=0.3)),
    "imdb-cnn-gru": imdb(WORDS, *CONVOLUTION, gru(100), epochs=3, batch=64),
    "imdb-cnn-gru-dropout": imdb(WORDS, *CONVOLUTION, gru(100, input_dropout=0.3)),
    "imdb-ff-embedding": imdb(WORDS, FLATTEN, dense(250, "relu")),
    "imdb-char-lstm": {
        "layers": [{"layer": "one-hot", "symbols": 46}, lstm(20, sequences=True), dropout(0.4), FLATTEN, dense(1)],
        "epochs": 5,
        "batch": 32,
        "optimizer": rmsprop,
    },
}

NETWORKS = {**WITHOUT_FIGURE, **WITH_FIGURE}


class Texts:
    """A part of an exported corpus, as full rows."""

    def __init__(self, folder, part, steps, padding):
        ids, offsets, labels = (numpy.load(folder / f"{part}-{what}.npy") for what in ("ids", "offsets", "labels"))
        rows = numpy.zeros((len(labels), steps), dtype=numpy.int32)
        for row, (start, end) in enumerate(zip(offsets[:-1], offsets[1:])):
            if padding == "pre":
                rows[row, steps - (end - start) :] = ids[start:end]
            else:
                rows[row, : end - start] = ids[start:end]
        self.rows, self.labels = torch.from_numpy(rows), torch.from_numpy(labels).long()

    def __len__(self):
        return len(self.labels)

    def batch(self, rows):
        return self.rows[rows].long(), self.labels[rows]


def accuracy_of(network, texts):
    network.eval()
    with torch.no_grad():
        right = 0
        for rows in torch.arange(len(texts)).split(EVALUATION_BATCH):
            ids, labels = texts.batch(rows)
            right += networks.right_of(network(ids), labels)
    return right / len(texts)


def parts_of(rows, texts, masked):
    """A batch in parts, whose gradients add up to the batch's: of like length where padding is left out, and small enough for the processor's caches."""
    if not masked:
        return [rows]
    lengths = (texts.rows[rows] != 0).sum(1)
    return rows[lengths.argsort()].split(MASKED_PART)


def train_epoch(network, optimizer, texts, batch):
    network.train()
    total = 0.0
    for rows in torch.randperm(len(texts)).split(batch):
        optimizer.zero_grad()
        for part in parts_of(rows, texts, network.masked):
            ids, labels = texts.batch(part)
            loss = networks.loss_of(network(ids), labels) * (len(part) / len(rows))
            loss.backward()
            total += loss.item() * len(rows)
        optimizer.step()
    return total / len(texts)


def train(name, seed, folder):
    """Trains a network on what was exported for it; gives its row of the results."""
    data = json.loads((folder / "data.json").read_text())
    recipe = NETWORKS[name]
    torch.manual_seed(seed)
    table = torch.from_numpy(numpy.load(folder / "vectors.npy")) if (folder / "vectors.npy").exists() else None
    network = networks.build(recipe["layers"], data["maximum_length"], table)
    training, validation, test = (Texts(folder, part, data["maximum_length"], data["padding"]) for part in ("training", "validation", "test"))
    optimizer = recipe["optimizer"]([p for p in network.parameters() if p.requires_grad])
    began = time.monotonic()
    figures = []
    best = 0
    for epoch in range(recipe["epochs"]):
        loss = train_epoch(network, optimizer, training, recipe["batch"])
        figures.append((accuracy_of(network, validation), accuracy_of(network, test)))
        print(f"{name} seed {seed} epoch {epoch + 1} of {recipe['epochs']}: loss {loss:.4f}, validation {figures[-1][0]:.4f}, test {figures[-1][1]:.4f}, {time.monotonic() - began:.0f} s", flush=True)
        if figures[epoch][0] > figures[best][0]:
            best = epoch
        if epoch - best >= recipe.get("patience", recipe["epochs"]):
            break
    return {
        "model": name,
        "corpus": data["corpus"],
        "seed": seed,
        "epochs": len(figures),
        "best_epoch": best + 1,
        "validation_accuracy": f"{figures[best][0]:.4f}",
        "test_accuracy": f"{figures[best][1]:.4f}",
        "test_accuracy_document_protocol": f"{max(test for _, test in figures):.4f}",
        "seconds": f"{time.monotonic() - began:.0f}",
        "torch": torch.__version__,
    }


def read(path):
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def write(path, rows):
    """Replaces the file by one rename, so that it is whole whenever it is read."""
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def main():
    parser = argparse.ArgumentParser(description="Trains the zoo's networks in plain PyTorch, one after the other. What the results file has already is not trained again.")
    parser.add_argument("--models", nargs="+", metavar="NETWORK", choices=NETWORKS, default=list(WITHOUT_FIGURE), help="networks; without it those whose document prints no figure")
    parser.add_argument("--seeds", nargs="+", type=int, metavar="SEED", default=[1, 2, 3])
    parser.add_argument("--corpus", choices=["real", "sample"], default="real", help="sample: the generated texts, with the same recipes; to see that all works")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("results.csv"), help="the results file")
    parser.add_argument("--trainer", required=True, help="the command that runs the trainer, which exports the data")
    arguments = parser.parse_args()

    torch.set_num_threads(1)
    # Fading gradients pass through numbers with which the processor is a hundred times slower.
    torch.set_flush_denormal(True)
    for name in arguments.models:
        for seed in arguments.seeds:
            rows = read(arguments.output)
            if any(row["model"] == name and int(row["seed"]) == seed and row["corpus"].endswith("-sample") == (arguments.corpus == "sample") for row in rows):
                print(f"{name} seed {seed}: is in {arguments.output} already", flush=True)
                continue
            with tempfile.TemporaryDirectory(prefix="rnnonnx-reference-") as folder:
                data = Path(folder, "data")
                export = subprocess.run([*shlex.split(arguments.trainer), "data", "export", name, "--seed", str(seed), "--corpus", arguments.corpus, "--output", str(data)])
                if export.returncode != 0:
                    sys.exit(f"train.py: the trainer could not export the data of {name}, see above")
                row = train(name, seed, data)
            write(arguments.output, [*read(arguments.output), row])
            print(", ".join(f"{column} {value}" for column, value in row.items()), flush=True)


if __name__ == "__main__":
    main()

"""Trains a network in plain PyTorch on the batches that the benchmark has written, whenever the benchmark says so.

Standard input has a JSON object a line, standard output the answer to each:
{"prepare": FOLDER}                     reads network.json, ids.npy [text, step], labels.npy, and the initial weights, weight-0.npy and so on
{"check": ROWS, "weights": PREFIX}      trains on ROWS.npy, an order of the texts, from the initial weights; answers with the losses and writes PREFIX-0.npy and so on
{"time": ROWS}                          trains on, and answers with the seconds
"""

import json
import sys
import time
from pathlib import Path

import numpy
import torch

import networks


class Trial:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.settings = json.loads((self.folder / "network.json").read_text())
        self.network = networks.build(self.settings["layers"], self.settings["steps"])
        self.ids, self.labels = self.read("ids"), self.read("labels")

    def read(self, name):
        return torch.from_numpy(numpy.load(self.folder / f"{name}.npy"))

    def weights(self):
        return [parameter for parameter in self.network.parameters() if parameter.requires_grad]

    def restart(self):
        if len(self.weights()) != self.settings["weights"]:
            raise ValueError(f"the network has {len(self.weights())} weights here and {self.settings['weights']} in the trainer")
        with torch.no_grad():
            for number, weight in enumerate(self.weights()):
                initial = self.read(f"weight-{number}")
                if initial.shape != weight.shape:
                    raise ValueError(f"weight {number} is {list(weight.shape)} here and {list(initial.shape)} in the trainer")
                weight.copy_(initial)
        torch.manual_seed(self.settings["seed"])

    def train(self, rows):
        optimizer = torch.optim.Adam(self.weights(), lr=self.settings["learning_rate"], eps=self.settings["epsilon"])
        self.network.train()
        losses, right = [], 0
        began, began_processor = time.perf_counter(), time.process_time()
        for batch in self.read(rows).split(self.settings["batch"]):
            ids, labels = self.ids[batch], self.labels[batch]
            optimizer.zero_grad()
            logits = self.network(ids)
            loss = networks.loss_of(logits, labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            right += networks.right_of(logits, labels)
        return {"seconds": time.perf_counter() - began, "processor_seconds": time.process_time() - began_processor, "losses": losses, "accuracy": right / len(self.labels)}

    def write(self, prefix):
        for number, weight in enumerate(self.weights()):
            numpy.save(self.folder / f"{prefix}-{number}.npy", weight.detach().numpy())


def main():
    torch.set_num_threads(1)
    flushes = torch.set_flush_denormal(True)
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads(), "flushes_denormals": flushes}), flush=True)
    trial = None
    for line in sys.stdin:
        request = json.loads(line)
        answer = {}
        if "prepare" in request:
            trial = Trial(request["prepare"])
        elif "check" in request:
            trial.restart()
            answer = trial.train(request["check"])
            trial.write(request["weights"])
        else:
            answer = trial.train(request["time"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

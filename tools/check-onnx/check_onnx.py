"""Checks every model.onnx of a zoo with the ONNX project's own checker, full shape inference included.

Prints one line for each model and the totals; exits with 1 when a model fails or there is none.
Folders without a graph, such as those of word vectors, are passed over.
"""

import pathlib
import sys
import warnings

import onnx

OPSET = 17
IR_VERSION = 8


def graphs_of(graph):
    """The graph itself and all graphs within its nodes."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for inner in [attribute.g, *attribute.graphs]:
                if inner.node:
                    yield from graphs_of(inner)


def tensors_of(graph):
    """The graph's constants and those within attributes of its nodes."""
    yield from graph.initializer
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("t"):
                yield attribute.t
            yield from attribute.tensors


def faults_of(model):
    """What the project promises of its files beside validity, as far as it does not hold."""
    if model.ir_version != IR_VERSION:
        yield f"IR version {model.ir_version} instead of {IR_VERSION}"
    operator_sets = {entry.domain: entry.version for entry in model.opset_import}
    if operator_sets != {"": OPSET}:
        yield f"operator sets {operator_sets} instead of the default domain's {OPSET} alone"
    if model.functions:
        yield "functions of its own"
    for graph in graphs_of(model.graph):
        for node in graph.node:
            if node.domain:
                yield f"node {node.name} of the domain {node.domain}"
        for tensor in tensors_of(graph):
            if tensor.data_location == onnx.TensorProto.EXTERNAL:
                yield f"tensor {tensor.name} whose data lies in another file"


def check(path):
    """The model's faults, none for a good one, and what to say of it."""
    # Not onnx.load: it would read external data first, and their mere presence is a fault.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of bytes at the end that are none of the format's
        model = onnx.ModelProto.FromString(path.read_bytes())
    if not model.HasField("graph"):
        return ["no ONNX file"], ""
    faults = list(faults_of(model))
    if faults:
        return faults, ""
    onnx.checker.check_model(model, full_check=True)
    return [], f"{len(model.graph.node)} nodes, {path.stat().st_size:,} bytes"


def main(folder):
    """Checks all models below a folder; returns the exit status."""
    paths = sorted(pathlib.Path(folder).glob("*/**/model.onnx"))
    paths = [path for path in paths if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    failed = 0
    for path in paths:
        name = path.relative_to(folder)
        try:
            faults, description = check(path)
        except Exception as error:  # the checker, the parser and shape inference each have their own kinds
            faults = [" ".join(str(error).split()) or type(error).__name__]
        if faults:
            failed += 1
            print(f"FAILED  {name}: {'; '.join(faults)}")
        else:
            print(f"ok      {name}: {description}")
    print(f"{len(paths)} models checked, {failed} failed (onnx {onnx.__version__})")
    if not paths:
        print(f"error: there is no model.onnx in {folder}; run 'make train-all' first or name another zoo: make check-onnx MODELS=...", file=sys.stderr)
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

// Runs the graph of every package of a zoo on the package's test data, in onnxruntime-node, and compares what it gives with what it should give.
// Prints one line for each package and the totals; exits with 1 when a package fails or there is none. Folders of word vectors are passed over.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import ort from "onnxruntime-node";
import protobuf from "protobufjs";

const { version } = createRequire(import.meta.url)("onnxruntime-node/package.json");
const TensorProto = protobuf.loadSync(fileURLToPath(new URL("tensor.proto", import.meta.url))).lookupType("onnx.TensorProto");
const types = new Map([
  [1, { name: "float32", raw: Float32Array, numbers: (tensor) => Float32Array.from(tensor.floatData) }],
  [7, { name: "int64", raw: BigInt64Array, numbers: (tensor) => BigInt64Array.from(tensor.int64Data, (number) => BigInt(number.toString())) }],
]);

/** The tensors of a package's test data by name; kind is input or output. */
function readTensors(folder, kind) {
  const tensors = new Map();
  for (let i = 0; existsSync(join(folder, `${kind}_${i}.pb`)); i++) {
    const file = `${kind}_${i}.pb`;
    const tensor = TensorProto.decode(readFileSync(join(folder, file)));
    const type = types.get(tensor.dataType);
    if (!type) {
      throw new Error(`${file} is of ONNX's type ${tensor.dataType}; float32 (1) and int64 (7) are known`);
    }

    // The bytes are copied, for a typed array wants them aligned. Format and typed arrays are little-endian here.
    const data = tensor.rawData.length > 0 ? new type.raw(Uint8Array.from(tensor.rawData).buffer) : type.numbers(tensor);
    tensors.set(tensor.name, new ort.Tensor(type.name, data, tensor.dims.map(Number)));
  }

  return tensors;
}

/** Demands a file of test data for each of the graph's tensors of a kind, and none that the graph does not have. */
function demandAll(kind, names, tensors) {
  if (names.some((name) => !tensors.has(name)) || [...tensors.keys()].some((name) => !names.includes(name))) {
    throw new Error(`the graph has the ${kind}s ${[...names].join(", ")}, and test_data_set_0 has ${[...tensors.keys()].join(", ") || "none"}`);
  }
}

/** The largest difference between two tensors of one type and shape. */
function largestDifference(name, expected, actual) {
  const describe = (tensor) => `${tensor.type} [${tensor.dims.join(", ")}]`;
  if (describe(expected) !== describe(actual)) {
    throw new Error(`output ${name} should be ${describe(expected)} and is ${describe(actual)}`);
  }

  // Math.max keeps a NaN, which no tolerance allows.
  return expected.data.reduce((largest, number, i) => Math.max(largest, Math.abs(Number(number) - Number(actual.data[i]))), 0);
}

/** Runs one package; returns what to say of it. */
async function check(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  const data = join(folder, "test_data_set_0");
  const [inputs, outputs] = [readTensors(data, "input"), readTensors(data, "output")];
  const session = await ort.InferenceSession.create(join(folder, "1", "model.onnx"), { executionProviders: ["cpu"], intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    demandAll("input", session.inputNames, inputs);
    demandAll("output", session.outputNames, outputs);
    const results = await session.run(Object.fromEntries(inputs));
    let largest = 0;
    for (const [name, expected] of outputs) {
      const difference = largestDifference(name, expected, results[name]);
      if (!(difference <= manifest.tolerance)) {
        throw new Error(`output ${name} is off by ${difference.toPrecision(3)}, and ${manifest.tolerance} is allowed`);
      }

      largest = Math.max(largest, difference);
    }

    return `inputs ${[...inputs.values()].map((tensor) => `[${tensor.dims.join(", ")}]`).join(" ")}, off by ${largest.toPrecision(2)} at most, ${manifest.tolerance} allowed`;
  } finally {
    await session.release();
  }
}

async function main(models) {
  const isPackage = (name) => existsSync(join(models, name, "manifest.json")) || existsSync(join(models, name, "1", "model.onnx"));
  const names = readdirSync(models).filter((name) => !name.startsWith(".") && isPackage(name)).sort();
  let failed = 0;
  for (const name of names) {
    try {
      console.log(`ok      ${name}: ${await check(join(models, name))}`);
    } catch (error) {
      failed++;
      console.log(`FAILED  ${name}: ${error.message.replace(/\s+/g, " ").trim()}`);
    }
  }

  console.log(`${names.length} packages run, ${failed} failed (onnxruntime-node ${version})`);
  if (names.length === 0) {
    console.error(`error: there is no package in ${models}; run 'make train-all' first or name another zoo: make check-interop MODELS=...`);
  }

  return failed > 0 || names.length === 0 ? 1 : 0;
}

process.exitCode = await main(process.argv[2]);

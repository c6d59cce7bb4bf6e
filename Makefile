# Two commands do everything: `make train-all` and `make test`. `make help` lists the rest.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
CONFIGURATION := Release
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
export MSBUILDDISABLENODEREUSE := 1

RUN_TRAINER := dotnet run --project trainer/RnnOnnx.Trainer -c $(CONFIGURATION) --no-build --

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: setup
setup: ## Get the two engines; ENGINES=auto|nuget|local, GPU=1 for CUDA
	@bash tools/engines/setup.sh

.PHONY: build
build: setup ## Build everything
	@dotnet build RnnOnnx.sln -c $(CONFIGURATION) -v quiet

.PHONY: train-all
train-all: build ## Train every network into models/; options in ARGS, such as ARGS="--seed 1 2 3"
	@$(RUN_TRAINER) train-all $(ARGS)

.PHONY: train
train: build ## Train some: make train MODEL=imdb-lstm ARGS="--epochs 2"
	@$(RUN_TRAINER) train $(MODEL) $(ARGS)

.PHONY: compress
compress: build ## Store packages in fewer bytes: make compress ARGS="--all --output DIR"; some: MODEL="imdb-lstm imdb-cnn"
	@$(RUN_TRAINER) compress $(MODEL) $(ARGS)

.PHONY: evaluate
evaluate: build ## Evaluate packages through the runtime: make evaluate MODEL=imdb-lstm ARGS="--corpus mine.csv"
	@$(RUN_TRAINER) evaluate $(MODEL) $(ARGS)

.PHONY: report
report: build ## Write one HTML page about the zoo, artifacts/report.html
	@$(RUN_TRAINER) report $(ARGS)

.PHONY: results
results: build ## Write RESULTS.md and models/summary.csv: every figure beside the one to reach, size, training time, speed
	@$(RUN_TRAINER) results $(ARGS)

.PHONY: cards
cards: build ## Write the model cards of models/ anew, without training
	@$(RUN_TRAINER) cards $(ARGS)

.PHONY: data
data: build ## Download the public corpora into data/; some: make data CORPORA="imdb glove"
	@$(RUN_TRAINER) data download $(CORPORA) $(ARGS)

.PHONY: test
test: build ## Run all tests
	@bash tests/run.sh $(CONFIGURATION)

.PHONY: fuzz
fuzz: build ## Give the library hostile packages and texts; ARGS="--seconds 60" or ARGS="--count 100000 --seed 7"
	@dotnet run --project tools/RnnOnnx.Fuzz -c $(CONFIGURATION) --no-build -- $(ARGS)

.PHONY: coverage
coverage: build ## Measure which lines of the library its tests run; below 90 % it fails
	@bash tools/coverage/coverage.sh $(CONFIGURATION)

.PHONY: mutation
mutation: build ## Measure which changes of text pipelines, batcher and graph builder the tests notice; below 80 % it fails; some: ARGS="batcher"
	@dotnet run --project tools/RnnOnnx.Mutation -c $(CONFIGURATION) -- 80 $(ARGS)

MINUTES := 60
.PHONY: soak
soak: build ## Keep models under load, reloads and overload, check every reply, and draw memory and latency: make soak MINUTES=60
	@dotnet run --project tools/RnnOnnx.Benchmarks -c $(CONFIGURATION) --no-build -- soak --minutes $(MINUTES) $(ARGS)

.PHONY: kills
kills: build ## Kill training, export, packaging and download at random moments; nothing may be lost; ARGS="--count 100 --seed 1"
	@dotnet run --project tools/RnnOnnx.Kills -c $(CONFIGURATION) --no-build -- $(ARGS)

.PHONY: bench
bench: build ## Measure what the padding skip gains, and what the step loop costs beside the fused kernels
	@dotnet run --project tools/RnnOnnx.Benchmarks -c $(CONFIGURATION) --no-build -- $(ARGS)

.PHONY: networks
networks: build ## Tabulate size, accuracy and speed of every network; also into models/networks.csv
	@dotnet run --project tools/RnnOnnx.Benchmarks -c $(CONFIGURATION) --no-build -- networks $(ARGS)

.PHONY: bench-runtime
bench-runtime: build ## Measure the packages of models/ beside ONNX Runtime's own API; all reviews: ARGS="--texts 25000"
	@dotnet run --project tools/RnnOnnx.Benchmarks -c $(CONFIGURATION) --no-build -- runtime $(ARGS)

.PHONY: gpu-check
gpu-check: build ## Check every package on the GPU against the CPU; says so where there is none
	@dotnet run --project tools/RnnOnnx.Benchmarks -c $(CONFIGURATION) --no-build -- gpu $(ARGS)

.PHONY: sample-aot
sample-aot: setup ## Publish a small program natively compiled with the library, and run it with a package of models/
	@bash tools/samples/aot.sh $(MODELS)

MODELS := models
.PHONY: check-onnx
check-onnx: ## Check every model.onnx with the ONNX project's checker; MODELS=another zoo
	@bash tools/check-onnx/check.sh $(MODELS)

.PHONY: verify
verify: build ## Check every package of models/: hashes, graph, goldens, test data, stored weights, index; MODELS=another zoo or a package
	@dotnet run --project tools/RnnOnnx.Cli -c $(CONFIGURATION) --no-build -- verify "$(MODELS)" $(ARGS)

.PHONY: check-interop
check-interop: ## Run every package's test data in onnxruntime-node, another build of ONNX Runtime; MODELS=another zoo
	@bash tools/check-interop/check.sh $(MODELS)

.PHONY: bench-text
bench-text: build ## Measure how fast texts become ids: MB/s per core of every text pipeline
	@dotnet run --project tools/RnnOnnx.Benchmarks -c $(CONFIGURATION) --no-build -- text $(ARGS)

.PHONY: bench-train
bench-train: build ## Measure training beside plain PyTorch on the same batches, taking turns; installs python3-torch if it is missing
	@bash tools/reference/bench.sh $(CONFIGURATION) $(ARGS)

.PHONY: reference
reference: build ## Train networks in plain PyTorch, the figures to reach where a document prints none; ARGS="--models reuters-lstm --seeds 1"
	@bash tools/reference/reference.sh $(CONFIGURATION) $(ARGS)

.PHONY: check-api
check-api: setup ## Compare the TorchSharp stand-in's API with the genuine package's
	@bash tools/engines/check-api.sh

.PHONY: sample-web
sample-web: build ## Run the sample web service; its options in ARGS, such as ARGS="--urls http://127.0.0.1:5080"
	@dotnet run --project tools/samples/RnnOnnx.WebSample -c $(CONFIGURATION) --no-build -- --zoo "$(abspath $(MODELS))" $(ARGS)

.PHONY: package
package: setup ## Build the NuGet packages of the library and of rnnonnx into artifacts/packages
	@bash tools/package/pack.sh artifacts/packages $(CONFIGURATION)

.PHONY: check-package
check-package: setup ## Build the packages, install them from that folder, and predict
	@bash tools/package/check.sh $(CONFIGURATION)

.PHONY: clean
clean: ## Remove build outputs and engines; models/ stays
	@rm -rf artifacts tools/check-interop/node_modules
	@find . -type d \( -name bin -o -name obj -o -name TestResults \) -prune -exec rm -rf {} +

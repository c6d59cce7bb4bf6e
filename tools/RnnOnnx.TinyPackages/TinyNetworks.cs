using System.Runtime.InteropServices;
using RnnOnnx.Packages;
using static RnnOnnx.TinyPackages.TinyGraphs;

namespace RnnOnnx.TinyPackages;

/// <summary>Small networks of the zoo's forms, so that every operator of its graphs is met: masked and bidirectional, convolution and pooling before a GRU, and a flattened sequence in blocks of steps.</summary>
/// <remarks>All leave padding out as the zoo's graphs do. Weights are sines of their place; nothing is said of the scores but that they are finite.</remarks>
internal static class TinyNetworks
{
    private const int Features = 3;
    private const int Units = 2;

    /// <summary>Ids brought to the row's start by TopK, an LSTM each way over a text's own steps, Dense.</summary>
    public static ModelManifest WriteMasked(string zoo, string id = "tiny-masked") => Write(zoo, id, Model(
        [
            .. Kept(),
            Node("Equal", ["kept_ids", "no_id"], "is_padding"),
            Node("Squeeze", ["time", "number_0"], "time_scalar"),
            Node("Range", ["no_id", "time_scalar", "next"], "position"),
            Node("Neg", ["position"], "key_of_id"),
            Node("Sub", ["key_of_id", "time"], "key_of_padding"),
            Node("Where", ["is_padding", "key_of_padding", "key_of_id"], "key"),
            Node("TopK", ["key", "time"], "ordered_keys").Text(2, "order").Message(5, Attribute("axis", 1)),
            Node("GatherElements", ["kept_ids", "order"], "aligned_ids").Message(5, Attribute("axis", 1)),
            Node("Not", ["is_padding"], "is_id"),
            Node("Cast", ["is_id"], "present").Message(5, Attribute("to", Longs)),
            Node("ReduceSum", ["present", "number_1"], "count").Message(5, Attribute("keepdims", 1)),
            Node("Equal", ["count", "no_id"], "is_empty"),
            Node("Squeeze", ["count", "number_1"], "steps"),
            Node("Max", ["steps", "next"], "steps_at_least_one"),
            Node("Cast", ["steps_at_least_one"], "lengths").Message(5, Attribute("to", Integers)),
            Node("Transpose", ["aligned_ids"], "aligned_by_time").Message(5, Numbers("perm", 1, 0)),
            Node("Gather", ["table", "aligned_by_time"], "embedded"),
            Node("LSTM", ["embedded", "lstm_W", "lstm_R", "lstm_B", "lengths"], "").Text(2, "hidden").Message(5, Attribute("hidden_size", Units)),
            Node("LSTM", ["embedded", "lstm_W", "lstm_R", "lstm_B", "lengths", "", "", "lstm_P"], "").Text(2, "backward_hidden").Message(5, Attribute("hidden_size", Units))
                .Message(5, Word("direction", "reverse")).Message(5, Words("activations", "HardSigmoid", "Tanh", "Tanh")).Message(5, Reals("activation_alpha", .2f)).Message(5, Reals("activation_beta", .5f)),
            Node("Squeeze", ["hidden", "number_0"], "last"),
            Node("Squeeze", ["backward_hidden", "number_0"], "backward_last"),
            Node("Where", ["is_empty", "zero", "last"], "last_or_zero"),
            Node("Where", ["is_empty", "zero", "backward_last"], "backward_last_or_zero"),
            Node("Concat", ["last_or_zero", "backward_last_or_zero"], "both").Message(5, Attribute("axis", -1)),
            Node("Gemm", ["both", "dense_kernel", "dense_bias"], "logits").Message(5, Attribute("transB", 1)),
            Node("Sigmoid", ["logits"], "score"),
            Node("Mean", ["score", "score"], "scores"),
        ],
        [
            .. Places(),
            Tensor("no_id", Longs, [], MemoryMarshal.AsBytes<long>([0L])),
            Tensor("next", Longs, [], MemoryMarshal.AsBytes<long>([1L])),
            Weights("table", TinyPackage.VocabularySize, Features),
            Weights("lstm_W", 1, 4 * Units, Features),
            Weights("lstm_R", 1, 4 * Units, Units),
            Weights("lstm_B", 1, 8 * Units),
            Weights("lstm_P", 1, 3 * Units),
            Tensor("zero", Floats, [], [0, 0, 0, 0]),
            Weights("dense_kernel", 1, 2 * Units),
            Weights("dense_bias", 1),
        ],
        [Ids()],
        [Scores()]));

    /// <summary>Convolution and pooling, whose steps beside the text are computed, and a GRU that starts from the table of its states after padding.</summary>
    public static ModelManifest WriteConvolution(string zoo, string id = "tiny-cnn-gru") => Write(zoo, id, Model(
        [
            .. Kept(),
            Node("Sub", ["number_12", "time"], "padding"),
            Node("Gather", ["table", "ids_by_time"], "embedded"),
            Node("Sub", ["padding", "number_1"], "skipped_difference"),
            Node("Max", ["skipped_difference", "number_0"], "skipped"),
            Node("Add", ["padding", "number_1"], "context_end"),
            .. Prepended("context_padding", "skipped", "context_end", "embedded", "context", "number_3"),
            Node("Transpose", ["context"], "channels").Message(5, Numbers("perm", 1, 2, 0)),
            Node("Conv", ["channels", "conv_kernel", "conv_bias"], "convolved").Message(5, Numbers("kernel_shape", 3)).Message(5, Numbers("pads", 0, 1)),
            Node("Relu", ["convolved"], "rectified"),
            Node("Transpose", ["rectified"], "conv_steps").Message(5, Numbers("perm", 2, 0, 1)),
            Node("Div", ["skipped", "number_2"], "whole_pools"),
            Node("Mul", ["whole_pools", "number_2"], "first"),
            .. Prepended("filled_padding", "first", "skipped", "conv_steps", "filled", "number_2"),
            Node("Transpose", ["filled"], "pool_channels").Message(5, Numbers("perm", 1, 2, 0)),
            Node("MaxPool", ["pool_channels"], "pooled").Message(5, Numbers("kernel_shape", 2)).Message(5, Numbers("strides", 2)),
            Node("Transpose", ["pooled"], "pooled_steps").Message(5, Numbers("perm", 2, 0, 1)),
            Node("Gather", ["after_padding", "whole_pools"], "state_row").Message(5, Attribute("axis", 0)),
            Node("Concat", ["number_1", "batch_size", "number_2"], "state_shape").Message(5, Attribute("axis", 0)),
            Node("Expand", ["state_row", "state_shape"], "initial"),
            Node("GRU", ["pooled_steps", "gru_W", "gru_R", "gru_B", "", "initial"], "").Text(2, "hidden").Message(5, Attribute("hidden_size", Units)).Message(5, Attribute("linear_before_reset", 1)),
            Node("Squeeze", ["hidden", "number_0"], "last"),
            Node("Gemm", ["last", "dense_kernel", "dense_bias"], "logits").Message(5, Attribute("transB", 1)),
            Node("Softmax", ["logits"], "shares").Message(5, Attribute("axis", -1)),
            Node("Slice", ["shares", "number_0", "number_1", "number_1"], "scores"),
        ],
        [
            .. Places(),
            Number(2),
            Number(3),
            Number(TinyPackage.MaximumLength),
            Weights("table", TinyPackage.VocabularySize, Features),
            Weights("context_padding", TinyPackage.MaximumLength + 1, 1, Features),
            Weights("conv_kernel", 2, Features, 3),
            Weights("conv_bias", 2),
            Weights("filled_padding", TinyPackage.MaximumLength, 1, 2),
            Weights("after_padding", (TinyPackage.MaximumLength / 2) + 1, 1, Units),
            Weights("gru_W", 1, 3 * Units, 2),
            Weights("gru_R", 1, 3 * Units, Units),
            Weights("gru_B", 1, 6 * Units),
            Weights("dense_kernel", 2, Units),
            Weights("dense_bias", 2),
        ],
        [Ids()],
        [Scores()]));

    /// <summary>A flattened sequence in three blocks of steps, of which those that are all padding are left out; beside it an RNN whose outputs are averaged over all steps, and one-byte weights.</summary>
    public static ModelManifest WriteBlocks(string zoo, string id = "tiny-blocks") => Write(zoo, id, Model(
        [
            .. Kept(),
            Node("Sub", ["number_12", "time"], "padding"),
            Node("Gather", ["small_table", "ids_by_time"], "small_rows"),
            Node("Cast", ["small_rows"], "whole_numbers").Message(5, Attribute("to", Floats)),
            Node("Gather", ["scales", "ids_by_time"], "row_scales"),
            Node("Mul", ["whole_numbers", "row_scales"], "embedded"),
            Node("Div", ["padding", "number_4"], "skipped_blocks"),
            Node("Mul", ["skipped_blocks", "number_4"], "first_filled"),
            .. Prepended("filled_padding", "first_filled", "padding", "embedded", "filled", "number_3"),
            Node("Transpose", ["filled"], "steps_by_text").Message(5, Numbers("perm", 1, 0, 2)),
            Node("Reshape", ["steps_by_text", "block_shape"], "blocks_by_text"),
            Node("Transpose", ["blocks_by_text"], "blocks").Message(5, Numbers("perm", 1, 0, 2)),
            Node("Greater", ["block_numbers", "skipped_blocks"], "is_held"),
            Node("Cast", ["is_held"], "block_sizes").Message(5, Attribute("to", Longs)),
            Node("Split", ["blocks", "block_sizes"], "block").Text(2, "block_2").Text(2, "block_3").Message(5, Attribute("axis", 0)),
            Node("Cast", ["half_kernel"], "kernel").Message(5, Attribute("to", Floats)),
            Node("MatMul", ["block", "kernel"], "product"),
            Node("MatMul", ["block_2", "kernel"], "product_2"),
            Node("MatMul", ["block_3", "kernel"], "product_3"),
            Node("Concat", ["product", "product_2", "product_3"], "products").Message(5, Attribute("axis", 0)),
            Node("ReduceSum", ["products", "number_0"], "sums").Message(5, Attribute("keepdims", 0)),
            Node("Gather", ["padding_shares", "skipped_blocks"], "padding_share"),
            Node("Add", ["sums", "padding_share"], "dense"),
            Node("RNN", ["embedded", "rnn_W", "rnn_R", "rnn_B"], "outputs").Message(5, Attribute("hidden_size", Units)),
            Node("Squeeze", ["outputs", "number_1"], "sequence"),
            Node("ReduceMean", ["sequence"], "mean").Message(5, Numbers("axes", 0)).Message(5, Attribute("keepdims", 0)),
            Node("Min", ["dense", "mean"], "least"),
            Node("Unsqueeze", ["least", "number_1"], "in_rows"),
            Node("Flatten", ["in_rows"], "flat").Message(5, Attribute("axis", 1)),
            Node("Gemm", ["flat", "dense_kernel", "dense_bias"], "logits").Message(5, Attribute("transB", 1)),
            Node("Sigmoid", ["logits"], "scores"),
        ],
        [
            .. Places(),
            Number(3),
            Number(4),
            Number(TinyPackage.MaximumLength),
            Tensor("small_table", Bytes, [TinyPackage.VocabularySize, Features], [.. Enumerable.Range(0, TinyPackage.VocabularySize * Features).Select(static i => (byte)(i * 37))]),
            Tensor("scales", Floats, [TinyPackage.VocabularySize, 1], MemoryMarshal.AsBytes(Enumerable.Repeat(.01f, TinyPackage.VocabularySize).ToArray().AsSpan())),
            Weights("filled_padding", TinyPackage.MaximumLength, 1, Features),
            Tensor("block_shape", Longs, [3], MemoryMarshal.AsBytes<long>([0L, -1L, 4 * Features])),
            Tensor("block_numbers", Longs, [3], MemoryMarshal.AsBytes<long>([1L, 2L, 3L])),
            Tensor("half_kernel", Halves, [4 * Features, Units], MemoryMarshal.AsBytes(Enumerable.Range(0, 4 * Features * Units).Select(static i => (Half)Math.Sin(i)).ToArray().AsSpan())),
            Weights("padding_shares", 4, Units),
            Weights("rnn_W", 1, Units, Features),
            Weights("rnn_R", 1, Units, Units),
            Weights("rnn_B", 1, 2 * Units),
            Weights("dense_kernel", 1, Units),
            Weights("dense_bias", 1),
        ],
        [Ids()],
        [Scores()]));

    private static ModelManifest Write(string zoo, string id, byte[] graph) => TinyPackage.Write(zoo, id, graph, ["negative", "positive"], ModelTask.Binary, adaptive: true);

    // The last ids, and what all three ask of them.
    private static ProtobufWriter[] Kept() =>
    [
        Node("Slice", ["ids", "first_kept", "end_kept", "number_1"], "kept_ids"),
        Node("Transpose", ["kept_ids"], "ids_by_time").Message(5, Numbers("perm", 1, 0)),
        Node("Shape", ["kept_ids"], "time").Message(5, Attribute("start", 1)).Message(5, Attribute("end", 2)),
        Node("Shape", ["kept_ids"], "batch_size").Message(5, Attribute("start", 0)).Message(5, Attribute("end", 1)),
    ];

    private static ProtobufWriter[] Prepended(string table, string start, string end, string value, string name, string features) =>
    [
        Node("Slice", [table, start, end, "number_0"], $"{name}_steps"),
        Node("Sub", [end, start], $"{name}_count"),
        Node("Concat", [$"{name}_count", "batch_size", features], $"{name}_shape").Message(5, Attribute("axis", 0)),
        Node("Expand", [$"{name}_steps", $"{name}_shape"], $"{name}_rows"),
        Node("Concat", [$"{name}_rows", value], name).Message(5, Attribute("axis", 0)),
    ];

    private static ProtobufWriter[] Places() =>
    [
        Tensor("first_kept", Longs, [1], MemoryMarshal.AsBytes<long>([-TinyPackage.MaximumLength])),
        Tensor("end_kept", Longs, [1], MemoryMarshal.AsBytes<long>([long.MaxValue])),
        Number(0),
        Number(1),
    ];

    private static ProtobufWriter Number(long value) => Tensor($"number_{value}", Longs, [1], MemoryMarshal.AsBytes<long>([value]));

    private static ProtobufWriter Weights(string name, params long[] shape)
    {
        var weights = Enumerable.Range(0, (int)shape.Aggregate(1L, static (product, dimension) => product * dimension)).Select(i => (float)Math.Sin(i + name.Length)).ToArray();
        return Tensor(name, Floats, shape, MemoryMarshal.AsBytes(weights.AsSpan()));
    }

    private static ProtobufWriter Ids() => Value("ids", Longs, "batch", "time");

    private static ProtobufWriter Scores() => Value("scores", Floats, "batch", "1");
}

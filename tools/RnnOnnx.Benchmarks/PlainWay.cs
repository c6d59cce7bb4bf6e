using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RnnOnnx.Packages;
using RnnOnnx.Text;

namespace RnnOnnx.Benchmarks;

/// <summary>How a network is run without this library's inference: ONNX Runtime's own API with its default options, a graph of full length, batches in the order of the texts, each text padded.</summary>
/// <param name="graph">The ONNX file's bytes.</param>
/// <param name="pipeline">How texts become ids; the same code as the library's, so that the comparison is about what comes after it.</param>
/// <param name="vectors">Where the graph's vectors are; null when it takes ids.</param>
internal sealed class PlainWay(byte[] graph, ITextPipeline pipeline, VectorsPackage? vectors) : IDisposable
{
    private readonly InferenceSession _session = new(graph);

    /// <summary>Time after which the session's threads no longer wait for work in a busy loop, which would take a core from what is measured next.</summary>
    public static TimeSpan Rest { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Scores texts, a batch after the other.</summary>
    /// <returns>The last of the graph's scores for each text.</returns>
    public float[] Score(IReadOnlyList<string> texts, int batchSize)
    {
        var scores = new float[texts.Count];
        for (var start = 0; start < texts.Count; start += batchSize)
        {
            var rows = Math.Min(batchSize, texts.Count - start);
            var ids = new DenseTensor<long>([rows, pipeline.MaximumLength]);
            for (var row = 0; row < rows; row++)
            {
                var settings = pipeline.Settings;
                var padded = SequencePadding.Pad(pipeline.Encode(texts[start + row]).Ids, pipeline.MaximumLength, settings.Padding, settings.Truncation);
                for (var step = 0; step < padded.Length; step++)
                {
                    ids[row, step] = padded[step];
                }
            }

            var input = vectors is null ? NamedOnnxValue.CreateFromTensor(_session.InputNames[0], ids) : NamedOnnxValue.CreateFromTensor(_session.InputNames[0], Vectors(vectors, ids));
            using var results = _session.Run([input], [_session.OutputNames[0]]);
            var output = results[0].AsTensor<float>();
            for (var row = 0; row < rows; row++)
            {
                scores[start + row] = output[row, output.Dimensions[1] - 1];
            }
        }

        return scores;
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static DenseTensor<float> Vectors(VectorsPackage vectors, DenseTensor<long> ids)
    {
        var dimension = vectors.Manifest.Dimension;
        var tensor = new DenseTensor<float>([.. ids.Dimensions, dimension]);
        for (var i = 0; i < ids.Length; i++)
        {
            vectors.CopyRow((int)ids.GetValue(i), tensor.Buffer.Span.Slice(i * dimension, dimension));
        }

        return tensor;
    }
}

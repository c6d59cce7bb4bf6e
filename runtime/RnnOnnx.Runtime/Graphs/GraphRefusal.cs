using RnnOnnx.Packages;

namespace RnnOnnx.Graphs;

/// <summary>Makes the errors about one model's graph.</summary>
/// <param name="model">The model's id.</param>
/// <param name="file">Path of the graph within the package.</param>
internal sealed class GraphRefusal(string model, string file)
{
    /// <summary>The error of a place in the graph.</summary>
    /// <param name="place">A node, a constant, an input, an output or all of it.</param>
    /// <param name="what">What is wrong there, to be read after the place.</param>
    /// <param name="cause">What told it; null for this library.</param>
    public GraphRefusedException Of(string place, string what, Exception? cause = null) =>
        new($"{model}: {file} is not given to ONNX Runtime: {place} {what}; run 'make train-all' to export it again, or use the RnnOnnx version that wrote it.", cause);
}

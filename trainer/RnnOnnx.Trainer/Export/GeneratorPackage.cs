using RnnOnnx.Generation;
using RnnOnnx.Inference;
using RnnOnnx.Packages;
using RnnOnnx.Text;
using RnnOnnx.Trainer.Export.Onnx;

namespace RnnOnnx.Trainer.Export;

/// <summary>What the package of a model that generates text has in place of a classifier's: test data with states, and a comparison that carries them.</summary>
internal static class GeneratorPackage
{
    /// <summary>The first golden alone, from states of zeros: a batch would need texts of one length.</summary>
    public static (IReadOnlyList<TensorProto> Inputs, IReadOnlyList<TensorProto> Outputs) TestData(PackageContents contents)
    {
        var (golden, graph) = (contents.Goldens[0], contents.Manifest.Graph);
        return (
            [
                Tensors.OfInt64s(graph.Inputs[0].Name, [.. golden.Ids.Select(id => (long)id)], 1, golden.Ids.Count),
                .. graph.Inputs.Skip(1).Zip(contents.States, (input, state) => Tensors.OfFloats(input.Name, new float[state.Length], 1, 1, state.Length)),
            ],
            [
                Tensors.OfFloats(graph.Outputs[0].Name, [.. golden.Scores], 1, golden.Scores.Count),
                .. graph.Outputs.Skip(1).Zip(contents.States, (output, state) => Tensors.OfFloats(output.Name, state, 1, 1, state.Length)),
            ]);
    }

    /// <summary>Demands states for each of the graph's; all else about the graph is the runtime's to judge when the written package is compared.</summary>
    /// <param name="contents">What is to be written.</param>
    /// <param name="built">The graph in words.</param>
    /// <exception cref="ExportException">The number of states differs.</exception>
    public static void Agree(PackageContents contents, string built)
    {
        var graph = contents.Manifest.Graph;
        if (graph.Inputs.Count != contents.States.Count + 1 || graph.Outputs.Count != graph.Inputs.Count)
        {
            throw new ExportException(
                $"{contents.Manifest.Id}: a generator's graph takes ids and its states, and gives logits and its next states; {contents.States.Count} states were given, and this one has: {built}.");
        }
    }

    /// <summary>Compares the logits after each sample's and golden's ids, given in one run and id by id with the states carried; and the ids of those that have a text.</summary>
    /// <exception cref="ParityException">An id or logit differs by more than the manifest's tolerance.</exception>
    public static ParityReport Compare(ModelPackage package, IReadOnlyList<ParitySample> samples)
    {
        var manifest = package.Manifest;

        // Refuses whatever a user could not load.
        using var generator = TextGenerator.Load(package, ExecutionProvider.Cpu);
        using var session = GeneratorSession.Load(package, ExecutionProvider.Cpu, null);
        ParitySample[] all = [.. samples, .. package.ReadGoldens().Select(g => new ParitySample(g.Text, g.Ids, g.Scores))];
        string Name(int text) => text < samples.Count ? $"sample {text}" : $"golden {text - samples.Count}";
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Text is { } text)
            {
                ParityCheck.CompareIds(manifest, Name(i), all[i].Ids, generator.Pipeline.Encode(text).Ids);
            }
        }

        var expected = Array.ConvertAll(all, s => s.Scores);
        var atOnce = ParityCheck.Largest(manifest, "in one run", Name, expected, Array.ConvertAll(all, s => Logits(session, s.Ids, s.Ids.Count)));
        var byId = ParityCheck.Largest(manifest, "id by id", Name, expected, Array.ConvertAll(all, s => Logits(session, s.Ids, 1)));
        return new(all.Length, Math.Max(atOnce, byId), manifest.Tolerance);
    }

    // The logits after all ids, so many of them in a run.
    private static float[] Logits(GeneratorSession session, IReadOnlyList<int> ids, int inOneRun)
    {
        using var state = session.NewState();
        foreach (var run in ids.Select(id => (long)id).Chunk(inOneRun))
        {
            if (run.Length == 1)
            {
                session.Step(state, run[0]);
            }
            else
            {
                session.Run(state, run);
            }
        }

        return state.Logits;
    }
}
